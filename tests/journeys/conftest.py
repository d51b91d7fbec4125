"""The fixtures of the journeys by pages."""

from journeys.browser import browser, site, visit

__all__ = ["browser", "site", "visit"]
