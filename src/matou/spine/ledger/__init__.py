"""The ledger (总账): double entry, holds and escrow in whole fen."""
