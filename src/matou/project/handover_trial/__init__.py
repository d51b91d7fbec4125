"""Two running instances that hand cases over while either is killed (``matou dev handovers``)."""
