"""The simulator's own books."""

from django.db import models
from django.db.models import F, Q


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
