"""Disputes (争议): one contested amount, its reply, its ruling, its one appeal."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from matou.modules.freight.models.demand import choices_of, values_of
from matou.modules.freight.models.lot import Lot
from matou.modules.freight.rules.disputes import (
    AWAITING_RULING,
    DISPUTE_STATE_NAMES,
    LIVING_STATES,
    DisputeState,
)
from matou.modules.freight.rules.earned import RULING_GROUND_NAMES, RulingGround
from matou.modules.freight.rules.states import RELATION_NAMES, Relation

_SIDES = values_of((Relation.SHIPPER, Relation.CARRIER))


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """The vocabulary of disputes."""

    def living(self) -> "DisputeQuerySet":
        """Keep those whose amount is still frozen."""
        return self.filter(state__in=LIVING_STATES)

    def awaiting_ruling(self) -> "DisputeQuerySet":
        """Keep those on which the platform has to rule."""
        return self.filter(state__in=AWAITING_RULING)


class Dispute(models.Model):
    """A dispute (争议) over one amount of one lot; only that amount is frozen.

    ``ruling…`` is the first ruling, ``appeal…`` the appeal and the ruling on it. ``turns`` lists
    what time alone has done already (``rules.disputes.DisputeTurn``). ``parts`` says how far the
    shares of others moved by the final ruling; posted are those given back after the settlement.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="disputes")
    claimant = models.CharField(max_length=12, choices=choices_of(RELATION_NAMES))
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, choices=choices_of(DISPUTE_STATE_NAMES))
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    reply = models.CharField(max_length=1000, blank=True)
    reply_due_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    ruling = models.CharField(max_length=1000, blank=True)
    ruling_due_at = models.DateTimeField()
    ruled_by = models.CharField(max_length=64, blank=True)
    ruled_at = models.DateTimeField(null=True)
    to_claimant_fen = models.BigIntegerField(null=True)
    appeal_until_at = models.DateTimeField(null=True)
    shipper_accepted_at = models.DateTimeField(null=True)
    carrier_accepted_at = models.DateTimeField(null=True)
    appellant = models.CharField(max_length=12, blank=True)
    appeal_reason = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_due_at = models.DateTimeField(null=True)
    appeal_ruling = models.CharField(max_length=1000, blank=True)
    appeal_ruled_by = models.CharField(max_length=64, blank=True)
    appeal_ruled_at = models.DateTimeField(null=True)
    appeal_to_claimant_fen = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ruling_ground = models.CharField(
        max_length=12, blank=True, choices=choices_of(RULING_GROUND_NAMES)
    )
    appeal_ground = models.CharField(
        max_length=12, blank=True, choices=choices_of(RULING_GROUND_NAMES)
    )
    parts = models.JSONField(default=dict)
    parts_posted = models.BooleanField(default=False)
    turns = ArrayField(models.CharField(max_length=24), default=list)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(DisputeState)), name="freight_dispute_state_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="freight_dispute_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(claimant__in=_SIDES), name="freight_dispute_claimant_is_a_side"
            ),
            models.CheckConstraint(
                condition=Q(to_claimant_fen__isnull=True)
                | (Q(to_claimant_fen__gte=0) & Q(to_claimant_fen__lte=F("amount_fen"))),
                name="freight_dispute_ruling_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(appeal_to_claimant_fen__isnull=True)
                | (
                    Q(appeal_to_claimant_fen__gte=0)
                    & Q(appeal_to_claimant_fen__lte=F("amount_fen"))
                ),
                name="freight_dispute_appeal_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(appeal_ruled_by="") | ~Q(appeal_ruled_by=F("ruled_by")),
                name="freight_dispute_appeal_ruled_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ruled", "appealed", "final"])
                | (Q(to_claimant_fen__isnull=False) & Q(ruled_at__isnull=False) & ~Q(ruled_by="")),
                name="freight_dispute_ruled_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="ruled") | Q(appeal_until_at__isnull=False),
                name="freight_dispute_ruled_may_be_appealed",
            ),
            models.CheckConstraint(
                condition=~Q(state="appealed")
                | (
                    Q(appellant__in=_SIDES)
                    & Q(appealed_at__isnull=False)
                    & Q(appeal_due_at__isnull=False)
                ),
                name="freight_dispute_appealed_by_a_side",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True)
                | ~Q(state="final")
                | Q(appeal_to_claimant_fen__isnull=False),
                name="freight_dispute_appeal_is_ruled_before_the_end",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["final", "withdrawn"]) & Q(ended_at__isnull=False))
                | (Q(state__in=values_of(LIVING_STATES)) & Q(ended_at__isnull=True)),
                name="freight_dispute_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(ruling_ground__in=["", *values_of(RulingGround)])
                & Q(appeal_ground__in=["", *values_of(RulingGround)]),
                name="freight_dispute_ground_known",
            ),
            models.UniqueConstraint(
                fields=["lot", "claimant"],
                condition=Q(state__in=values_of(LIVING_STATES)),
                name="freight_dispute_one_living_a_side",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "opened_at"],
                condition=Q(state__in=values_of(LIVING_STATES)),
                name="freight_dispute_living",
            ),
            models.Index(fields=["state", "-ended_at"], name="freight_dispute_ended"),
        ]
