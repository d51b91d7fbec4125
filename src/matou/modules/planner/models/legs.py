"""What a booking is made of: legs, the vessels and trucks under them, and terminal handling."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.models.bookings import Booking
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.booking_states import LEG_STATES, WORK_STATES


def _in_order(begins: str, ends: str) -> Q:
    return (
        Q(**{f"{begins}__isnull": True})
        | Q(**{f"{ends}__isnull": True})
        | Q(**{f"{ends}__gte": F(begins)})
    )


class BookingLeg(models.Model):
    """One carriage of a booking (运段): planned, expected and actual times (PLN, EST, ACT)."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="legs")
    number = models.PositiveSmallIntegerField(_("序号"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    mode = models.CharField(
        _("方式"), max_length=8, choices=[(key, zh) for key, zh, _en in kinds.MODES]
    )
    origin = models.CharField(_("起点"), max_length=32)
    destination = models.CharField(_("终点"), max_length=32)
    service = models.CharField(_("班次"), max_length=120, blank=True)
    carrier = models.CharField(_("承运人"), max_length=64, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=[(key.value, zh) for key, zh, _en in LEG_STATES]
    )
    mass_kg = models.BigIntegerField(_("重量"))
    teu = models.PositiveIntegerField(_("箱量"), default=0)
    length_m = models.PositiveIntegerField(_("里程"))
    price_fen = models.BigIntegerField(_("价格"))
    co2e_g = models.BigIntegerField(_("碳排放"))
    planned_departs_at = models.DateTimeField(_("计划出发"))
    planned_arrives_at = models.DateTimeField(_("计划到达"))
    estimated_departs_at = models.DateTimeField(_("预计出发"), null=True)
    estimated_arrives_at = models.DateTimeField(_("预计到达"), null=True)
    actual_departs_at = models.DateTimeField(_("实际出发"), null=True)
    actual_arrives_at = models.DateTimeField(_("实际到达"), null=True)

    class Meta:
        verbose_name = _("运段")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "number"], name="planner_leg_has_one_place_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[key.value for key, _zh, _en in LEG_STATES]),
                name="planner_leg_state_known",
            ),
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="planner_leg_mass_positive"),
            models.CheckConstraint(
                condition=Q(planned_arrives_at__gte=F("planned_departs_at"))
                & _in_order("actual_departs_at", "actual_arrives_at"),
                name="planner_leg_arrives_after_it_departs",
            ),
            models.CheckConstraint(
                condition=Q(actual_arrives_at__isnull=True) | Q(actual_departs_at__isnull=False),
                name="planner_leg_arrives_only_when_departed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["service", "planned_departs_at"],
                condition=~Q(service=""),
                name="planner_legs_by_service",
            )
        ]


class LegPart(models.Model):
    """What one vessel or truck, or a group of them, carries of a leg: a demand, then a lot."""

    leg = models.ForeignKey(BookingLeg, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    vehicles = models.PositiveIntegerField()
    mass_kg = models.BigIntegerField()
    price_fen = models.BigIntegerField()
    demand = models.CharField(max_length=9, unique=True)
    lot = models.CharField(max_length=9, blank=True)
    carrier = models.CharField(max_length=64, blank=True)
    loaded_kg = models.BigIntegerField(null=True)
    departed_at = models.DateTimeField(null=True)
    delivered_kg = models.BigIntegerField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("分批")
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "number"], name="planner_legpart_has_one_place_in_order"
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0) & Q(vehicles__gt=0),
                name="planner_legpart_carries_something",
            ),
            models.UniqueConstraint(
                fields=["lot"], condition=~Q(lot=""), name="planner_legpart_has_its_own_lot"
            ),
        ]


class WorkOrder(models.Model):
    """Handling that a terminal is to do (作业单): planned, expected and actual times."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="work_orders")
    number = models.PositiveSmallIntegerField()
    transfer = models.CharField(max_length=120)
    origin = models.CharField(max_length=32)
    destination = models.CharField(max_length=32)
    origin_mode = models.CharField(max_length=8)
    destination_mode = models.CharField(max_length=8)
    mass_kg = models.BigIntegerField()
    teu = models.PositiveIntegerField(default=0)
    price_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=[(key.value, zh) for key, zh, _en in WORK_STATES]
    )
    planned_begins_at = models.DateTimeField()
    planned_ends_at = models.DateTimeField()
    estimated_begins_at = models.DateTimeField(null=True)
    estimated_ends_at = models.DateTimeField(null=True)
    actual_begins_at = models.DateTimeField(null=True)
    actual_ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("作业单")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "number"], name="planner_workorder_has_one_place_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[key.value for key, _zh, _en in WORK_STATES]),
                name="planner_workorder_state_known",
            ),
            models.CheckConstraint(
                condition=_in_order("actual_begins_at", "actual_ends_at"),
                name="planner_workorder_ends_after_it_begins",
            ),
        ]
