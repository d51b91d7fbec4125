"""Numeric cores: arrays and scalars in, arrays out; no Django, clock, logging or settings."""
