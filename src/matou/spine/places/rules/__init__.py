"""Pure rules of places: opening hours, search words and the reading of reference files."""
