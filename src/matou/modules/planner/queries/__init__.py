"""Reads of the planner, one concern a file."""
