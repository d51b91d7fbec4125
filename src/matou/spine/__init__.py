"""What every room stands on, lower rooms first: journal, jobs, parties, credentials, places and the rest."""
