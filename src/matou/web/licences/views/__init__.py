"""Pages of e-licences: the holder's, the office's, and the check for everyone."""
