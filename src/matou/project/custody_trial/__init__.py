"""The custody trial: many orders through a custodian that misbehaves, then every fen accounted."""
