"""Lots and everything that hangs on them: transitions, evidence, codes, statements."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from matou.modules.freight.models.demand import CargoDemand, Offer, choices_of, values_of
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES
from matou.modules.freight.rules.states import (
    FINAL_STATES,
    LOT_STATE_NAMES,
    RELATION_NAMES,
    VESSEL_BOUND_STATES,
    LotState,
)


class LotQuerySet(models.QuerySet["Lot"]):
    """The vocabulary of lots."""

    def of_party(self, party: str) -> "LotQuerySet":
        """Keep those in which the party ships, carries or receives."""
        return self.filter(Q(shipper=party) | Q(carrier=party) | Q(consignee=party))

    def under_way(self) -> "LotQuerySet":
        """Keep those that have not ended."""
        return self.exclude(state__in=FINAL_STATES)


class Lot(models.Model):
    """A lot (一船货): one vessel trip of a demand.

    ``state`` changes only through ``services.lots.advance_lot``: a trigger refuses an update
    of ``state`` for which no LotTransition of the new ``version`` exists. ``terms`` holds
    ``rules.terms.LotTerms``, ``text_sha256`` what both sides sign. ``period`` is how long the
    vessel is promised; no two lots may promise one vessel at one time.
    """

    code = models.CharField(max_length=9, unique=True)
    demand = models.ForeignKey(CargoDemand, on_delete=models.PROTECT, related_name="lots")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="lots")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="returns", null=True)
    shipper = models.CharField(max_length=64)
    carrier = models.CharField(max_length=64)
    consignee = models.CharField(max_length=64)
    vessel_code = models.CharField(max_length=32)
    particulars = models.JSONField()
    origin = models.CharField(max_length=32)
    destination = models.CharField(max_length=32)
    cargo = models.CharField(max_length=16)
    cargo_name = models.CharField(max_length=80)
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    period = DateTimeRangeField()
    terms = models.JSONField()
    text_sha256 = models.CharField(max_length=64)
    agreed_kg = models.BigIntegerField()
    loaded_kg = models.BigIntegerField(null=True)
    delivered_kg = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16, choices=choices_of(LOT_STATE_NAMES))
    version = models.PositiveIntegerField()
    state_since_at = models.DateTimeField()
    on_hold = models.BooleanField(default=False)
    disputed = models.BooleanField(default=False)
    incident = models.BooleanField(default=False)
    is_refused = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(LotState)), name="freight_lot_state_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_kg__gt=0)
                & (Q(loaded_kg__isnull=True) | Q(loaded_kg__gt=0))
                & (Q(delivered_kg__isnull=True) | Q(delivered_kg__gt=0)),
                name="freight_lot_weights_positive",
            ),
            models.UniqueConstraint(
                fields=["demand"],
                condition=Q(parent__isnull=True) & ~Q(state=LotState.CANCELLED.value),
                name="freight_lot_one_per_demand",
            ),
            ExclusionConstraint(
                name="freight_lot_vessel_once_at_a_time",
                expressions=[
                    ("vessel_code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=values_of(VESSEL_BOUND_STATES)),
            ),
        ]
        indexes = [
            models.Index(fields=["shipper", "-id"], name="freight_lot_by_shipper"),
            models.Index(fields=["carrier", "-id"], name="freight_lot_by_carrier"),
            models.Index(fields=["consignee", "-id"], name="freight_lot_by_consignee"),
            models.Index(
                fields=["state", "state_since_at"],
                condition=~Q(state__in=values_of(FINAL_STATES)),
                name="freight_lot_board",
            ),
        ]


class LotTransition(models.Model):
    """One act on a lot, append-only: who did what, from state to state, on which proof and money.

    ``evidence`` lists the ids of the rows that met the needs, ``transfers`` the ids of the
    ledger's transfers. A flag act leaves the state as it was.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="transitions")
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, choices=choices_of(LOT_STATE_NAMES))
    relation = models.CharField(max_length=12, choices=choices_of(RELATION_NAMES))
    actor = models.CharField(max_length=64)
    acts_for = models.CharField(max_length=64)
    evidence = models.JSONField(default=list)
    transfers = models.JSONField(default=list)
    occurred_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "version"], name="freight_transition_once_a_version"
            ),
            models.CheckConstraint(
                condition=Q(to_state__in=values_of(LotState)), name="freight_transition_state_known"
            ),
        ]


class Evidence(models.Model):
    """A piece of evidence (凭证), append-only; ``payload`` holds the typed DTO of its kind."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=24, choices=choices_of(EVIDENCE_NAMES))
    state = models.CharField(max_length=16, choices=choices_of(LOT_STATE_NAMES))
    relation = models.CharField(max_length=12, choices=choices_of(RELATION_NAMES))
    payload = models.JSONField()
    document_code = models.CharField(max_length=32, blank=True)
    actor = models.CharField(max_length=64)
    acts_for = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["lot", "id"], name="freight_evidence_by_lot")]


class DeliveryCode(models.Model):
    """The one-time code (收货验证码) sent to a consignee: kept as a salted hash, few tries."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="delivery_codes")
    sent_to = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    code_sha256 = models.CharField(max_length=64)
    attempts_left = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["lot", "-id"], name="freight_code_newest")]


class Statement(models.Model):
    """The statement (结算单) of a lot: its lines as issued, and who has accepted them when."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="statement")
    lines = models.JSONField()
    issued_at = models.DateTimeField()
    shipper_accepted_at = models.DateTimeField(null=True)
    carrier_accepted_at = models.DateTimeField(null=True)
    document_code = models.CharField(max_length=32, blank=True)
