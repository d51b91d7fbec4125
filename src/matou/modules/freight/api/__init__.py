"""Freight for programmes, under ``/api/v1/freight``: demands, offers, lots, money, positions."""

from matou.modules.freight.api import (
    accounts,
    acts,
    demands,
    disputes,
    lots,
    offers,
    payouts,
    positions,
    refunds,
)
from matou.modules.freight.api.base import router

__all__ = [
    "accounts",
    "acts",
    "demands",
    "disputes",
    "lots",
    "offers",
    "payouts",
    "positions",
    "refunds",
    "router",
]
