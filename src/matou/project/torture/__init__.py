"""Torture (``matou dev …``): faults, kills and mutants against the house's money."""
