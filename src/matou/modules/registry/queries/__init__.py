"""Reads of the registers: one file a concern."""
