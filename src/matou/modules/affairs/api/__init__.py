"""The API of items."""

from matou.web.api import make_router

router = make_router("affairs")
