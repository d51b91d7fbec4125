"""Orders to the custodian, what came back, and the simulator's own books."""

from django.db import models
from django.db.models import F, Q

from matou.kit.money import Money
from matou.spine.custody.contracts import BreakKind, OrderKind, OrderState


class CustodyOrder(models.Model):
    """One order to the provider; its id is the provider's idempotency key."""

    id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in OrderKind])
    party = models.CharField(max_length=64, db_index=True)
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


class ReconciliationBreak(models.Model):
    """A difference between provider and house, with the person who must explain it."""

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


class SimulatedRecord(models.Model):
    """The simulator's books: what a bank would know of an order."""

    order_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    party = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    frozen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="custody_simulated_frozen_is_part_of_amount",
                condition=Q(frozen__gte=0, frozen__lte=F("amount")),
            ),
        ]


class SimulatedCallback(models.Model):
    """A callback that the simulator has yet to deliver, or has delivered."""

    event_id = models.UUIDField()
    body = models.BinaryField()
    due_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=("due_at",),
                name="custody_simulated_undelivered",
                condition=Q(delivered_at__isnull=True),
            ),
        ]
