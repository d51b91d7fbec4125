"""Reports to the tax authority: a quarter's figures per carrier, and what it answered."""

from django.db import models
from django.db.models import F, Q

from matou.modules.finance.models.statement import values_of
from matou.modules.finance.rules.income import (
    REPORT_STATE_NAMES,
    ReportKind,
    ReportState,
    RowState,
)


class IncomeReport(models.Model):
    """A quarter's report (涉税报送): edition 1 is whole, later ones correct rows of it.

    Of income (收入报送), or of tax withheld (代扣税款申报), as ``kind`` says.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, default=ReportKind.INCOME.value)
    quarter = models.CharField(max_length=6)
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, choices=[(str(key), zh) for key, (zh, _en) in REPORT_STATE_NAMES.items()]
    )
    prepared_by = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    released_by = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    sendings = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "quarter", "edition"], name="finance_report_of_a_kind_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(ReportKind)), name="finance_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(ReportState)), name="finance_report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("prepared_by")),
                name="finance_report_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT.value) | ~Q(released_by=""),
                name="finance_report_goes_out_released",
            ),
        ]


class IncomeRow(models.Model):
    """One carrier's quarter in a report (收入明细); the whole number is only in the file."""

    report = models.ForeignKey(IncomeReport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    party = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    identity_kind = models.CharField(max_length=12)
    identity_masked = models.CharField(max_length=24, blank=True)
    gross_fen = models.BigIntegerField()
    refunds_fen = models.BigIntegerField()
    net_fen = models.BigIntegerField()
    transactions = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=RowState.WAITING.value)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="finance_row_number_once"),
            models.UniqueConstraint(fields=["report", "party"], name="finance_row_party_once"),
            models.CheckConstraint(
                condition=Q(net_fen=F("gross_fen") - F("refunds_fen"))
                & Q(gross_fen__gte=0, refunds_fen__gte=0),
                name="finance_row_net_is_gross_less_refunds",
            ),
        ]


class AuthorityAnswer(models.Model):
    """An answer of the authority (回执) as it came; a doubled one stands once."""

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(IncomeReport, on_delete=models.PROTECT, related_name="answers")
    refused = models.JSONField()
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()
