"""Writes of freight: one function, one business act, one transaction."""
