"""Pure rules of credentials: kinds, states, coverage, thresholds, owner limit."""
