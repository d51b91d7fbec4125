"""Custody (资金存管): money outside the house, held by a licensed institution."""
