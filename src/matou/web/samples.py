"""Samples of pages: what the whole-house walk opens on the demo data.

A room's ``seeds.py`` returns them from ``page_samples()``: one for each named URL, with the
arguments that lead to a page that exists after seeding, and who opens it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

GUEST = "guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSample:
    """One page to open.

    ``name`` is the URL's name with its namespace (``freight:demand``); ``actor`` the key of a demo
    person (``shipper``, ``skipper``, ``operator`` …) or ``guest``; ``status`` what a GET answers:
    405 for pure actions. ``kwargs`` may be a function, for codes that only the demo data knows.
    """

    name: str
    kwargs: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)
    query: str = ""
    actor: str = GUEST
    status: int = 200

    def address(self) -> str:
        """Return the page's address; looks its codes up in the demo data where it must."""
        kwargs = self.kwargs() if callable(self.kwargs) else self.kwargs
        return reverse(self.name, kwargs=dict(kwargs)) + self.query
