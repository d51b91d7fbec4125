"""``{% load ui %}``: every component of the house; each is shown on ``/styleguide``."""

from matou.web.components import drawings, forms, layout, records, specimens, words
from matou.web.components.base import register

__all__ = ["drawings", "forms", "layout", "records", "register", "specimens", "words"]
