"""Reads of statements and income reports."""
