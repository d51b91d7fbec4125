"""Reads of freight, one concern a file."""
