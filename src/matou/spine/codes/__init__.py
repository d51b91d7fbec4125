"""Codes (码): one thing, one code, printed as a QR and never given a second meaning."""
