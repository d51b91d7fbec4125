"""Reads of service items: one file a concern."""
