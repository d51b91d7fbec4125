"""Statements: what was sealed never changes; where they stand lies in a table of its own."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from matou.modules.finance.rules.periods import SPAN_NAMES, Span
from matou.modules.finance.rules.states import (
    SIDE_NAMES,
    STATE_NAMES,
    Outcome,
    Side,
    StatementState,
    Verdict,
)


def values_of(members: Iterable[StrEnum]) -> list[str]:
    """Return the plain values, so that a migration stays true when the enumeration grows."""
    return [member.value for member in members]


class PeriodStatement(models.Model):
    """A statement (对账单) of one party's money in one period, sealed and never changed.

    ``sha256`` seals the header, the accounts and the lines; ``previous_sha256`` is the seal of
    the party's statement before, so that none can be taken out or put in between.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=9, unique=True)
    party = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    """Counts the party's statements 1, 2, 3 …: the chain of seals runs along it."""
    span = models.CharField(
        max_length=8, choices=[(str(key), zh) for key, (zh, _en) in SPAN_NAMES.items()]
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300, blank=True)
    """Why a newer version was issued."""
    party_name = models.CharField(max_length=100)
    party_identity = models.CharField(max_length=18, blank=True)
    """The credit code of a company; people's numbers do not stand on statements."""
    opening_fen = models.BigIntegerField()
    credits_fen = models.BigIntegerField()
    debits_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    bound_opening_fen = models.BigIntegerField()
    bound_closing_fen = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "from_at", "until_at", "version"],
                name="finance_statement_once_a_period_and_version",
            ),
            models.UniqueConstraint(
                fields=["party", "number"], name="finance_statement_number_used_once"
            ),
            models.UniqueConstraint(
                fields=["party", "previous_sha256"], name="finance_statement_chain_has_no_fork"
            ),
            models.CheckConstraint(
                condition=Q(from_at__lt=F("until_at")), name="finance_statement_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(until_at__lte=F("issued_at")), name="finance_statement_period_is_over"
            ),
            models.CheckConstraint(
                condition=Q(closing_fen=F("opening_fen") + F("credits_fen") - F("debits_fen"))
                & Q(credits_fen__gte=0, debits_fen__gte=0),
                name="finance_statement_opening_and_lines_are_closing",
            ),
            models.CheckConstraint(
                condition=Q(span__in=values_of(Span)), name="finance_statement_span_known"
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-from_at"], name="finance_statement_by_party"),
        ]

    def __str__(self) -> str:
        return self.code


class StatementAccount(models.Model):
    """One account on a statement (对账账户): wallet, escrow of a lot, deposit of a lot."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="accounts"
    )
    place = models.PositiveIntegerField()
    account = models.CharField(max_length=96)
    kind = models.CharField(max_length=16)
    opening_fen = models.BigIntegerField()
    credits_fen = models.BigIntegerField()
    debits_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    opening_version = models.BigIntegerField()
    closing_version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "place"], name="finance_account_place_used_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "account"], name="finance_account_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(closing_fen=F("opening_fen") + F("credits_fen") - F("debits_fen")),
                name="finance_account_opening_and_lines_are_closing",
            ),
            # Versions of the ledger have no gap, so a missing line shows as a number too low.
            models.CheckConstraint(
                condition=Q(closing_version=F("opening_version") + F("line_count")),
                name="finance_account_has_every_line",
            ),
        ]


class StatementLine(models.Model):
    """One line of the ledger on a statement (对账明细), traced to its transfer and its group."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    """The account's place on the statement."""
    version = models.BigIntegerField()
    transfer_id = models.UUIDField()
    seq = models.BigIntegerField()
    posting = models.CharField(max_length=8)
    group_code = models.CharField(max_length=64)
    purpose = models.CharField(max_length=48)
    memo = models.CharField(max_length=200)
    counterpart = models.CharField(max_length=96)
    change_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField()
    event_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="finance_line_number_used_once"
            ),
        ]


class StatementProgress(models.Model):
    """Where a statement stands (对账进度): the only part of it that moves."""

    statement = models.OneToOneField(
        PeriodStatement, on_delete=models.PROTECT, related_name="progress"
    )
    state = models.CharField(
        max_length=16, choices=[(str(key), zh) for key, (zh, _en) in STATE_NAMES.items()]
    )
    due_at = models.DateTimeField()
    """Until when the party is asked to answer; the reminder goes out three days before."""
    reminded_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    successor = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(StatementState)),
                name="finance_progress_state_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="finance_progress_by_state")]


class LineVerdict(models.Model):
    """What the party says of one line (逐行核对), and what the operator answers to an objection."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="verdicts", db_index=False
    )
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=1000, blank=True)
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    correction_id = models.UUIDField(null=True)
    """The counter-line's transfer; it stands on the next statement."""
    correction_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="finance_verdict_once_a_line"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.CONFIRMED.value, outcome="")
                | (Q(verdict=Verdict.OBJECTED.value) & ~Q(reason="") & ~Q(outcome="")),
                name="finance_verdict_objection_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", Outcome.OPEN.value]) | ~Q(answer=""),
                name="finance_verdict_answer_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CORRECTED.value, correction_id__isnull=False)
                | (~Q(outcome=Outcome.CORRECTED.value) & Q(correction_id__isnull=True)),
                name="finance_verdict_correction_names_its_transfer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["statement", "number"],
                condition=Q(outcome=Outcome.OPEN.value),
                name="finance_verdict_open",
            ),
        ]


class StatementSignature(models.Model):
    """A side's signature (签章) under the seal of a statement."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    side = models.CharField(
        max_length=8, choices=[(str(key), zh) for key, (zh, _en) in SIDE_NAMES.items()]
    )
    signer = models.CharField(max_length=64)
    signer_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "side"], name="finance_signature_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(side__in=values_of(Side)), name="finance_signature_side_known"
            ),
        ]
