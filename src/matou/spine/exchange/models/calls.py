"""What makes a call happen once: used signatures, stored answers, calls on their way out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from matou.spine.exchange.contracts.calls import CallState


class Nonce(models.Model):
    """A signature that was used, kept for as long as its instant lies in the window."""

    key_id = models.CharField(max_length=32)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "nonce"], name="exchange_signature_is_used_once"
            ),
        ]


class StoredAnswer(models.Model):
    """The answer to a request id, for a caller who lost it; the row outlives the answer."""

    client = models.CharField(max_length=32)
    request_id = models.UUIDField()
    content = models.CharField(max_length=64)
    """SHA-256 of what was asked: the same id with another content is refused."""
    body = models.BinaryField(null=True)
    """None once the answer is forgotten: the call still never runs again."""
    fields = ArrayField(models.CharField(max_length=60), size=100)
    subjects = ArrayField(models.CharField(max_length=16))
    grant_number = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "request_id"], name="exchange_request_is_answered_once"
            ),
        ]


class Outgoing(models.Model):
    """A call to another member on its way (外发调用)."""

    request_id = models.UUIDField(primary_key=True)
    member = models.CharField(max_length=32)
    service = models.CharField(max_length=80)
    body = models.BinaryField()
    purpose = models.CharField(max_length=30)
    basis = models.CharField(max_length=300)
    case = models.CharField(max_length=64, blank=True)
    subjects = ArrayField(models.CharField(max_length=16))
    asked_by = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CallState])
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    answer = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False, ended_at__isnull=True)
                | Q(
                    state__in=["answered", "refused", "given_up"],
                    next_at__isnull=True,
                    ended_at__isnull=False,
                ),
                name="exchange_call_waits_or_has_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state="waiting"), name="exchange_call_due"
            ),
            models.Index(fields=["-asked_at"], name="exchange_call_newest"),
        ]
