"""Writes of the planner, one business concern a file."""
