"""Tests of the engine's trials."""
