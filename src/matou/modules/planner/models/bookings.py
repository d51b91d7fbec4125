"""Offers and bookings: what was pinned, who holds it, and the room that departures have left."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.rules.booking_states import BOOKING_STATES, BookingState, HoldState

if TYPE_CHECKING:
    from uuid import UUID

_SHA256 = r"^[0-9a-f]{64}$"


class ChainOffer(models.Model):
    """An offer (报价) of one chain to one party: price, network and timetable pinned until expiry.

    Nothing of it changes after it was made.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    party = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64)
    question = models.JSONField()
    chain = models.JSONField()
    price_fen = models.BigIntegerField()
    co2e_g = models.BigIntegerField()
    network_version = models.CharField(max_length=40)
    timetable_sha256 = models.CharField(max_length=64)
    footprint_sha256 = models.CharField(max_length=64)
    departs_at = models.DateTimeField()
    starts_by = models.DateTimeField()
    arrives_at = models.DateTimeField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("方案报价")
        constraints = [
            models.CheckConstraint(
                condition=Q(price_fen__gte=0) & Q(co2e_g__gte=0),
                name="planner_chainoffer_figures_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="planner_chainoffer_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=Q(timetable_sha256__regex=_SHA256, footprint_sha256__regex=_SHA256),
                name="planner_chainoffer_bears_its_hashes",
            ),
        ]


class BookingQuerySet(models.QuerySet["Booking"]):
    """The vocabulary of bookings."""

    def of_party(self, party: str) -> "BookingQuerySet":
        """Keep those of one shipper."""
        return self.filter(party=party)

    def due(self, now: Any) -> "BookingQuerySet":
        """Keep those whose time to confirm is over."""
        return self.filter(state=BookingState.HELD, held_until__lte=now)


class Booking(models.Model):
    """A booked chain (订舱): all its legs or none; its number is that of the waybill too.

    ``offer`` is the one that it is carried by: a re-plan puts another in its place and counts
    ``version`` up.
    """

    code = models.CharField(_("编号"), max_length=9, unique=True)
    offer = models.OneToOneField(ChainOffer, models.PROTECT, related_name="booking")
    party = models.CharField(_("货主"), max_length=64)
    consignee = models.CharField(_("收货人"), max_length=64)
    booked_by = models.CharField(max_length=64)
    state = models.CharField(
        _("状态"), max_length=12, choices=[(key.value, zh) for key, zh, _en in BOOKING_STATES]
    )
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    cargo = models.CharField(_("货类"), max_length=16)
    cargo_name = models.CharField(_("货物"), max_length=80)
    mass_kg = models.BigIntegerField(_("重量"))
    teu = models.PositiveIntegerField(_("箱量"), default=0)
    dangerous_class = models.CharField(_("危险货物类别"), max_length=8, blank=True)
    origin = models.CharField(_("起点"), max_length=32)
    destination = models.CharField(_("终点"), max_length=32)
    price_fen = models.BigIntegerField(_("价格"))
    co2e_g = models.BigIntegerField(_("碳排放"))
    departs_at = models.DateTimeField(_("出发"))
    starts_by = models.DateTimeField(_("最晚出发"))
    arrives_at = models.DateTimeField(_("到达"))
    booked_at = models.DateTimeField(_("订舱时间"))
    held_until = models.DateTimeField(_("保留至"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("订舱")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[key.value for key, _zh, _en in BOOKING_STATES]),
                name="planner_booking_state_known",
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0), name="planner_booking_mass_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "under_way", "closed"])
                | Q(confirmed_at__isnull=False),
                name="planner_booking_carried_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "confirmed", "under_way"], ended_at__isnull=True)
                | (~Q(state__in=["held", "confirmed", "under_way"]) & Q(ended_at__isnull=False)),
                name="planner_booking_ended_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="planner_booking_by_party"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["held", "confirmed", "under_way"]),
                name="planner_booking_open",
            ),
            models.Index(
                fields=["held_until"],
                condition=Q(state="held"),
                name="planner_booking_to_expire",
            ),
        ]


class Departure(models.Model):
    """One departure of a service (班次) and its room; ``held`` and ``taken`` follow the holds.

    A trigger keeps both as the sums of the holds, so the check below stands whatever a programme
    does. Units are TEU, or kilograms where the service sells tonnes.
    """

    service = models.CharField(max_length=120)
    departs_at = models.DateTimeField()
    unit = models.CharField(max_length=3)
    capacity = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("班次舱位")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "departs_at"], name="planner_departure_is_one_row"
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(taken__gte=0),
                name="planner_departure_room_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=F("held") + F("taken")),
                name="planner_departure_never_oversold",
            ),
        ]


class Hold(models.Model):
    """Room of a departure that a leg holds (占舱): for now, for good, or given back."""

    leg = models.OneToOneField("planner.BookingLeg", models.PROTECT, related_name="hold")
    departure = models.ForeignKey(Departure, models.PROTECT, related_name="holds")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=5)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("占舱")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="planner_hold_takes_room"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in HoldState]),
                name="planner_hold_state_known",
            ),
        ]
