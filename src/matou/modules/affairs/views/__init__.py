"""Pages of service items: the public list and guide, the desk, files and labels."""
