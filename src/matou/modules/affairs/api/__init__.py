"""The API of items, read by everyone, and of cases, by the rights of the token's person."""

from matou.modules.affairs.api import board, cases, ratings, reads, writes
from matou.modules.affairs.api.base import router

__all__ = ["board", "cases", "ratings", "reads", "router", "writes"]
