"""Tests of the custody trial."""
