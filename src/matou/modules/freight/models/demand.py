"""Demands and offers: what is to be carried, and who would carry it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from matou.modules.freight.rules.demands import OFFER_STATE_NAMES, OPEN_STATES, OfferState
from matou.modules.freight.rules.states import DEMAND_STATE_NAMES, DemandState
from matou.modules.freight.rules.terms import (
    CARGO_CATEGORIES,
    OPERATING_MODE_NAMES,
    PRICE_BASIS_NAMES,
    PRICE_MODE_NAMES,
    PriceMode,
)


def choices_of(names: dict[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return Django's choices, Chinese labels, from a table of names in rules."""
    return [(str(value), zh) for value, (zh, _en) in names.items()]


def values_of(members: Iterable[StrEnum]) -> list[str]:
    """Return the plain values, so that a migration stays true when the enumeration grows."""
    return [member.value for member in members]


class CargoDemandQuerySet(models.QuerySet["CargoDemand"]):
    """The vocabulary of demands."""

    def open(self) -> "CargoDemandQuerySet":
        """Keep those that carriers may answer."""
        return self.filter(state__in=OPEN_STATES)

    def of_shipper(self, party: str) -> "CargoDemandQuerySet":
        """Keep those of one shipper."""
        return self.filter(shipper=party)


class CargoDemand(models.Model):
    """A cargo demand (货盘): what a shipper wants carried, when, whence, whither, and how.

    ``money_terms`` holds ``rules.terms.MoneyTerms`` as plain JSON: customs of the river that
    grow by decision of the trade, not by migration.
    """

    code = models.CharField(max_length=9, unique=True)
    shipper = models.CharField(max_length=64)
    consignee = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=choices_of(DEMAND_STATE_NAMES))
    origin = models.CharField(max_length=32)
    destination = models.CharField(max_length=32)
    loading_from_at = models.DateTimeField()
    loading_until_at = models.DateTimeField()
    cargo = models.CharField(max_length=16, choices=choices_of(CARGO_CATEGORIES))
    cargo_name = models.CharField(max_length=80)
    quantity_kg = models.BigIntegerField()
    tolerance_permille = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=12, choices=choices_of(PRICE_MODE_NAMES))
    price_basis = models.CharField(max_length=12, choices=choices_of(PRICE_BASIS_NAMES))
    price_fen = models.BigIntegerField(null=True)
    offers_until_at = models.DateTimeField(null=True)
    operating_mode = models.CharField(max_length=8, choices=choices_of(OPERATING_MODE_NAMES))
    deadweight_min_kg = models.BigIntegerField(null=True)
    deadweight_max_kg = models.BigIntegerField(null=True)
    vessel_type = models.CharField(max_length=12, blank=True)
    hatch = models.CharField(max_length=80, blank=True)
    draught_max_cm = models.PositiveIntegerField(null=True)
    length_max_cm = models.PositiveIntegerField(null=True)
    beam_max_cm = models.PositiveIntegerField(null=True)
    air_draught_max_cm = models.PositiveIntegerField(null=True)
    sealed_hold = models.BooleanField()
    money_terms = models.JSONField()
    payment_terms = models.CharField(max_length=200, blank=True)
    notes = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = CargoDemandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(DemandState)), name="freight_demand_state_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity_kg__gt=0), name="freight_demand_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__isnull=True) | Q(price_fen__gt=0),
                name="freight_demand_price_positive",
            ),
            models.CheckConstraint(
                condition=~Q(mode=PriceMode.FIXED.value) | Q(price_fen__isnull=False),
                name="freight_demand_fixed_has_price",
            ),
            models.CheckConstraint(
                condition=~Q(mode=PriceMode.SEALED.value) | Q(offers_until_at__isnull=False),
                name="freight_demand_sealed_has_closing",
            ),
            models.CheckConstraint(
                condition=Q(loading_from_at__lt=F("loading_until_at")),
                name="freight_demand_window_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="freight_demand_goes_somewhere"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state__in=values_of(OPEN_STATES)),
                name="freight_demand_open_newest",
            ),
            models.Index(fields=["shipper", "-id"], name="freight_demand_by_shipper"),
            GinIndex(
                fields=["cargo_name"],
                opclasses=["gin_trgm_ops"],
                name="freight_demand_cargo_trigrams",
            ),
        ]


class OfferQuerySet(models.QuerySet["Offer"]):
    """The vocabulary of offers."""

    def open(self) -> "OfferQuerySet":
        """Keep those that may still be taken."""
        return self.filter(state=OfferState.OPEN)


class Offer(models.Model):
    """An offer (报价) of one vessel for one demand, with her particulars as they were then.

    The snapshot makes freight independent of the vessel register; ``trip_days`` bounds how long
    the vessel is promised.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    demand = models.ForeignKey(CargoDemand, on_delete=models.PROTECT, related_name="offers")
    carrier = models.CharField(max_length=64)
    vessel_code = models.CharField(max_length=32)
    particulars = models.JSONField()
    price_fen = models.BigIntegerField()
    trip_days = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=choices_of(OFFER_STATE_NAMES))
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(OfferState)), name="freight_offer_state_known"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gt=0), name="freight_offer_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(trip_days__gte=1) & Q(trip_days__lte=60),
                name="freight_offer_trip_in_days",
            ),
            models.UniqueConstraint(
                fields=["demand", "vessel_code"],
                condition=Q(state=OfferState.OPEN.value),
                name="freight_offer_once_a_vessel",
            ),
            models.UniqueConstraint(
                fields=["demand"],
                condition=Q(state=OfferState.WON.value),
                name="freight_offer_one_winner",
            ),
        ]
        indexes = [models.Index(fields=["carrier", "-made_at"], name="freight_offer_by_carrier")]
