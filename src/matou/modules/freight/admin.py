"""Freight's rows in Django's admin: read-only, for superusers who look into a case."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from matou.modules.freight.models import (
    AisFeed,
    AisReject,
    CargoDemand,
    Dispute,
    Evidence,
    Lot,
    LotProposal,
    LotTransition,
    Offer,
    Statement,
)
from matou.web.admin import LIST_COLUMNS, ReadOnlyAdmin


@admin.register(CargoDemand)
class DemandAdmin(ReadOnlyAdmin):
    """Demands by code and state."""

    list_filter = ("state", "mode", "cargo")
    search_fields = ("code", "cargo_name", "shipper")
    ordering = ("-id",)


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Offers without their prices: a sealed one must not leak here before its closing time."""

    list_filter = ("state",)
    search_fields = ("carrier", "vessel_code")
    ordering = ("-made_at", "-id")
    list_select_related = ("demand",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the columns but the price."""
        return [name for name in super().get_fields(request, obj) if name != "price_fen"]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the first columns but the price."""
        return self.get_fields(request)[:LIST_COLUMNS]


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    """Lots by code, state and party."""

    list_filter = ("state", "on_hold", "disputed", "incident")
    search_fields = ("code", "shipper", "carrier", "vessel_code")
    ordering = ("-id",)
    list_select_related = ("demand",)


class _OfLot(ReadOnlyAdmin):
    """Rows below a lot, found by its code."""

    search_fields = ("lot__code",)
    list_select_related = ("lot",)
    ordering = ("-pk",)


for _model in (Dispute, Evidence, LotTransition, Statement):
    admin.site.register(_model, _OfLot)


@admin.register(LotProposal)
class ProposalAdmin(ReadOnlyAdmin):
    """What tracks suggested."""

    list_filter = ("act",)
    search_fields = ("lot_code", "mmsi")
    ordering = ("-id",)


@admin.register(AisFeed)
class FeedAdmin(ReadOnlyAdmin):
    """Feeds and their counters."""

    ordering = ("source",)


@admin.register(AisReject)
class RejectAdmin(ReadOnlyAdmin):
    """Refused lines."""

    list_filter = ("source", "reason")
    ordering = ("-id",)
