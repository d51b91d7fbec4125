"""Orders to the custodian, and what came back."""

from django.db import models
from django.db.models import Q

from matou.kit.money import Money
from matou.spine.custody.contracts import OrderKind, OrderState


class CustodyOrder(models.Model):
    """One order to the provider; its id is the provider's idempotency key."""

    id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in OrderKind])
    party = models.CharField(max_length=64, db_index=True)
    payee = models.ForeignKey(
        "custody.PayeeAccount", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """Where a payout goes; none for money that comes in."""
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in OrderState])
    provider_reference = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    ordered_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    queried_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reconciled_on = models.DateField(null=True)
    reconciled_in = models.ForeignKey(
        "custody.StatementRun",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # a day's orders are written at once; an index would double that
    )
    """The reading of the statement that confirmed the order, and where it stood in the file."""
    reconciled_line = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "reference"), name="custody_order_reference_is_used_once_a_kind"
            ),
            models.CheckConstraint(
                name="custody_order_amount_is_positive", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="custody_order_is_finished_exactly_in_final_states",
                condition=Q(state__in=("confirmed", "failed"), finished_at__isnull=False)
                | (~Q(state__in=("confirmed", "failed")) & Q(finished_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=("created_at",),
                name="custody_order_not_final",
                condition=Q(state__in=("created", "sent")),
            ),
            models.Index(fields=("settled_at",), name="custody_order_settled"),
        ]

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.amount)


class CallbackReceived(models.Model):
    """A genuine callback, kept as it came; a repeat finds its event id taken."""

    event_id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=32)
    order_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=16)
    body = models.TextField()
    received_at = models.DateTimeField()


class CallbackRefused(models.Model):
    """A report that was not taken, and why; repeats of the same bytes are counted.

    What a stranger sent is kept as its hash alone; a signed body is the custodian's own word.
    """

    on = models.DateField()
    reason = models.CharField(max_length=32)
    body_hash = models.CharField(max_length=64)
    body = models.TextField(blank=True)
    size = models.IntegerField()
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("on", "reason", "body_hash"), name="custody_refusal_is_listed_once_a_day"
            ),
        ]
