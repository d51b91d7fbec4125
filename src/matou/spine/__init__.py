"""What every room stands on: journal lowest, then jobs, parties, credentials, places, more."""
