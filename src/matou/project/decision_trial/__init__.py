"""Trials of the decision engine from the command line."""
