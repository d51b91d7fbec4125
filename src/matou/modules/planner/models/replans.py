"""Re-plans: what a change of the network asks of bookings, and how far the look at them has got."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.models.bookings import Booking, ChainOffer
from matou.modules.planner.rules.replan_states import REASONS, REPLAN_STATES

if TYPE_CHECKING:
    from uuid import UUID


class ReplanSweep(models.Model):
    """One look at every open booking after one change (改配排查); ``key`` is that of the event.

    ``cursor`` is the last booking looked at: a worker that is killed loses at most one batch,
    and whoever goes on begins behind what is committed.
    """

    key = models.CharField(max_length=64, unique=True)
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    cursor = models.BigIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    touched = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("改配排查")
        constraints = [
            models.CheckConstraint(
                condition=Q(touched__lte=models.F("looked")),
                name="planner_replansweep_touches_what_it_looks_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(done_at__isnull=True),
                name="planner_replansweep_to_do",
            ),
        ]


class Replan(models.Model):
    """A proposal to carry a booking on by another chain (改配方案); people decide on it.

    ``reasons`` tell what touched it, ``choices`` the chains to choose from, each pinned as an offer
    would; without any, ``binding`` says what stands in the way.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="replans")
    sweep = models.ForeignKey(ReplanSweep, models.PROTECT, null=True, related_name="replans")
    state = models.CharField(
        _("状态"), max_length=10, choices=[(key.value, zh) for key, zh, _en in REPLAN_STATES]
    )
    reason = models.CharField(
        _("原因"), max_length=8, choices=[(key.value, zh) for key, zh, _en in REASONS]
    )
    reasons = models.JSONField()
    cause_sha256 = models.CharField(max_length=64)
    after_leg = models.PositiveSmallIntegerField()
    question = models.JSONField()
    ready_at = models.DateTimeField()
    old_arrives_at = models.DateTimeField()
    old_price_fen = models.BigIntegerField()
    old_co2e_g = models.BigIntegerField()
    choices = models.JSONField()
    binding_zh = models.CharField(max_length=500, blank=True)
    binding_en = models.CharField(max_length=500, blank=True)
    network_version = models.CharField(max_length=60)
    proposed_at = models.DateTimeField(_("提出"))
    expires_at = models.DateTimeField(_("过期"), null=True)
    decided_at = models.DateTimeField(_("决定"), null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    chosen = models.PositiveSmallIntegerField(null=True)
    replaced_offer = models.OneToOneField(
        ChainOffer, models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        verbose_name = _("改配方案")
        constraints = [
            models.UniqueConstraint(
                fields=["booking"],
                condition=Q(state="open"),
                name="planner_replan_one_open_for_a_booking",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[key.value for key, _zh, _en in REPLAN_STATES])
                & Q(reason__in=[key.value for key, _zh, _en in REASONS]),
                name="planner_replan_state_and_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="planner_replan_decided_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="accepted",
                    chosen__isnull=False,
                    replaced_offer__isnull=False,
                )
                | (~Q(state="accepted") & Q(chosen__isnull=True, replaced_offer__isnull=True)),
                name="planner_replan_accepted_names_choice_and_old_offer",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-proposed_at"], name="planner_replans_by_state"),
            models.Index(fields=["booking", "-proposed_at"], name="planner_replans_of_booking"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="open", expires_at__isnull=False),
                name="planner_replan_to_expire",
            ),
        ]
