"""Acts on service items: one file a concern, one function an act."""
