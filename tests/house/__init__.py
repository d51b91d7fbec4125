"""Checks over every page, API operation and admin page of the house."""
