"""Refunds after settlement, what payees owe because of them, and how that came back."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from matou.modules.freight.models.demand import choices_of, values_of
from matou.modules.freight.models.dispute import Dispute
from matou.modules.freight.models.lot import Lot
from matou.modules.freight.rules.refunds import (
    CAUSE_NAMES,
    RECOVERY_NAMES,
    REFUND_GROUND_NAMES,
    ReceivableCause,
    RecoveryKind,
    RefundGround,
)
from matou.modules.freight.rules.requests import REQUEST_STATE_NAMES, RequestState


class Refund(models.Model):
    """A refund (退款) of part of a settled lot, append-only; ``key`` makes it happen once.

    ``paid`` holds what each account had been paid when the lot's first refund was granted: all
    refunds of the lot are shared by these weights. ``parts`` holds what each account gave.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    ground = models.CharField(max_length=12, choices=choices_of(REFUND_GROUND_NAMES))
    reason = models.CharField(max_length=500)
    paid = models.JSONField()
    parts = models.JSONField()
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "key"], name="freight_refund_once_a_key"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="freight_refund_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=values_of(RefundGround)), name="freight_refund_ground_known"
            ),
        ]


class RefundRequest(models.Model):
    """A refund that waits for a second operator (待复核退款); its id becomes the refund's own.

    What was asked never changes, and what is decided stays so: a trigger refuses anything else.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="refund_requests")
    key = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    ground = models.CharField(max_length=12, choices=choices_of(REFUND_GROUND_NAMES))
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=choices_of(REQUEST_STATE_NAMES))
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "key"], name="freight_refund_request_once_a_key"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="freight_refund_request_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(RequestState)),
                name="freight_refund_request_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by="", decided_at__isnull=True)
                | (~Q(state="waiting") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="freight_refund_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | ~Q(decided_by=F("asked_by")),
                name="freight_refund_request_granted_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at", "id"], name="freight_refund_request_line")
        ]


class ReceivableQuerySet(models.QuerySet["Receivable"]):
    """The vocabulary of receivables."""

    def open(self) -> "ReceivableQuerySet":
        """Keep those of which something is still owed."""
        return self.filter(closed_at__isnull=True)

    def oldest_first(self) -> "ReceivableQuerySet":
        """Order as they are recovered; everybody locks in this order."""
        return self.order_by("opened_at", "id")


class Receivable(models.Model):
    """A receivable (应收): what a payee owes and its wallet did not cover.

    Owed for a refund, for a share that a ruling lowered after it was paid, or for a claim that
    the statement left open. ``creditor`` is the account that recovered money goes to: the
    platform's guarantee where that has paid at once, else the wallet of the party who waits.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    cause = models.CharField(
        max_length=12, choices=choices_of(CAUSE_NAMES), default=ReceivableCause.REFUND
    )
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, related_name="receivables", null=True
    )
    dispute = models.ForeignKey(
        Dispute, on_delete=models.PROTECT, related_name="receivables", null=True
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="receivables")
    debtor = models.CharField(max_length=64)
    creditor = models.CharField(max_length=96)
    amount_fen = models.BigIntegerField()
    recovered_fen = models.BigIntegerField(default=0)
    written_off_fen = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    write_off_reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=64, blank=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=64, blank=True)

    objects = ReceivableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cause="refund", refund__isnull=False, dispute__isnull=True)
                | Q(cause="ruling", refund__isnull=True, dispute__isnull=False)
                | Q(cause="claim", refund__isnull=True, dispute__isnull=True),
                name="freight_receivable_names_its_cause",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0)
                & Q(recovered_fen__gte=0)
                & Q(written_off_fen__gte=0)
                & Q(amount_fen__gte=F("recovered_fen") + F("written_off_fen")),
                name="freight_receivable_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=False, amount_fen=F("recovered_fen") + F("written_off_fen")
                )
                | Q(
                    closed_at__isnull=True, amount_fen__gt=F("recovered_fen") + F("written_off_fen")
                ),
                name="freight_receivable_closed_when_met",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("proposed_by")),
                name="freight_receivable_written_off_by_two",
            ),
            models.CheckConstraint(
                condition=Q(written_off_fen=0) | ~Q(confirmed_by=""),
                name="freight_receivable_write_off_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["debtor", "opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="freight_receivable_open",
            ),
            models.Index(fields=["-opened_at", "-id"], name="freight_receivable_newest"),
        ]


class Recovery(models.Model):
    """One step by which a receivable was met (追偿), append-only; an act meets it once."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="recoveries")
    act = models.CharField(max_length=96)
    kind = models.CharField(max_length=12, choices=choices_of(RECOVERY_NAMES))
    amount_fen = models.BigIntegerField()
    paying_lot = models.CharField(max_length=9, blank=True)
    done_by = models.CharField(max_length=64)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receivable", "act"], name="freight_recovery_once_an_act"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="freight_recovery_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(RecoveryKind)), name="freight_recovery_kind_known"
            ),
        ]
