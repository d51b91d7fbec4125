"""matou 码头: the open platform on which a river-port city runs its digital economy."""

__version__ = "0.1.0"
