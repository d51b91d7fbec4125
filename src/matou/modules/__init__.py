"""The domain rooms: each on unless switched off, and none sees another's inside."""
