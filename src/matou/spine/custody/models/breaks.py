"""Statements as they came, the differences they showed, and corrections with four eyes."""

from django.db import models
from django.db.models import F, Q

from matou.spine.custody.contracts import BreakKind, CorrectionState


class StatementRun(models.Model):
    """One reading of a statement file: what came, and whether it was taken or refused."""

    id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=32)
    on = models.DateField()
    came_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    content = models.BinaryField(null=True)
    """The file, deflated; null where an earlier run of the day brought the same bytes."""
    refused = models.CharField(max_length=200, blank=True)
    lines = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    recovered = models.IntegerField(default=0)
    breaks = models.IntegerField(default=0)
    deposits = models.BigIntegerField(default=0)
    payouts = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=("provider", "on"), name="custody_statement_day")]


class ReconciliationBreak(models.Model):
    """A difference between provider and house, with the person who must explain it.

    ``told_…`` is the custodian's side as the statement line says it; null where it says nothing.
    """

    provider = models.CharField(max_length=32)
    on = models.DateField()
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in BreakKind])
    subject = models.CharField(max_length=64)
    order_id = models.UUIDField(null=True)
    text = models.CharField(max_length=400)
    owner = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=400, blank=True)
    explained_by = models.CharField(max_length=64, blank=True)
    explained_at = models.DateTimeField(null=True)
    is_from_callback = models.BooleanField(default=False)
    """No statement speaks of it, so no statement makes it go."""
    line_number = models.IntegerField(null=True)
    told_kind = models.CharField(max_length=16, blank=True)
    told_party = models.CharField(max_length=64, blank=True)
    told_amount = models.BigIntegerField(null=True)
    told_reference = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("provider", "on", "kind", "subject"), name="custody_break_is_listed_once"
            ),
            models.CheckConstraint(
                name="custody_break_explanation_has_author_and_time",
                condition=Q(explanation="", explained_by="", explained_at__isnull=True)
                | (~Q(explanation="") & ~Q(explained_by="") & Q(explained_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=("on",),
                name="custody_break_open",
                condition=Q(gone_at__isnull=True, explained_at__isnull=True),
            ),
        ]


class Correction(models.Model):
    """A posting that makes the books follow the custodian: one proposes, another executes.

    ``party_fen`` is what the bearer's account gains, ``bank_fen`` what the bank account gains.
    """

    of_break = models.ForeignKey(ReconciliationBreak, on_delete=models.PROTECT, related_name="+")
    bearer = models.CharField(max_length=16)
    account = models.CharField(max_length=96)
    party_fen = models.BigIntegerField()
    bank_fen = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in CorrectionState])
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="custody_correction_is_decided_by_somebody_else",
                condition=Q(state__in=("proposed", "withdrawn")) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="custody_correction_decision_has_author_and_time",
                condition=Q(state="proposed", decided_by="", decided_at__isnull=True)
                | (~Q(state="proposed") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="custody_correction_moves_something",
                condition=~Q(party_fen=0, bank_fen=0),
            ),
            models.UniqueConstraint(
                fields=("of_break",),
                condition=Q(state__in=("proposed", "executed")),
                name="custody_break_has_one_standing_correction",
            ),
        ]
