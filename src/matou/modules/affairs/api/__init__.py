"""The API of items: read by everyone, written with a token of who may."""

from matou.modules.affairs.api import reads, writes
from matou.modules.affairs.api.base import router

__all__ = ["reads", "router", "writes"]
