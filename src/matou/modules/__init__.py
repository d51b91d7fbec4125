"""The domain rooms; each is on unless the settings switch it off, and none sees another's inside."""
