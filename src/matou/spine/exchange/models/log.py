"""The log of all calls in one chain of hashes, and the stamps over it."""

from typing import Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from matou.spine.exchange.contracts.calls import Direction, Outcome


class LogRow(models.Model):
    """One call, or one attempt at it, as this side saw it (共享日志).

    ``services.logging.write`` alone adds rows. The numbers have no gap, and no two rows point at
    the same one before them, so the chain cannot fork.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    direction = models.CharField(max_length=3, choices=[(d.value, d.value) for d in Direction])
    member = models.CharField(max_length=60)
    """Who asked us, or whom we asked; what a caller that is not genuine said of itself."""
    is_genuine = models.BooleanField()
    service = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=300)
    case = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    reason = models.CharField(max_length=60)
    subjects = ArrayField(models.CharField(max_length=16))
    fields = ArrayField(models.CharField(max_length=60))
    grant_number = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=16)
    key_id = models.CharField(max_length=64)
    request_head = models.TextField()
    request_digest = models.CharField(max_length=64)
    response_head = models.TextField()
    response_digest = models.CharField(max_length=64)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["previous"], name="exchange_log_does_not_fork"),
            models.CheckConstraint(condition=Q(seq__gt=0), name="exchange_log_begins_at_one"),
            models.CheckConstraint(
                condition=Q(outcome__in=[o.value for o in Outcome]),
                name="exchange_log_outcome_known",
            ),
        ]
        indexes = [
            GinIndex(fields=["subjects"], name="exchange_log_of_subject"),
            models.Index(fields=["member", "-seq"], name="exchange_log_of_member"),
            models.Index(fields=["service", "-seq"], name="exchange_log_of_service"),
            models.Index(fields=["at"], name="exchange_log_by_day"),
        ]

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: rows come from ``services.logging`` alone."""
        raise TypeError("rows of the exchange log are written by services.logging only")


class Stamp(models.Model):
    """A signed mark (时间戳) that the chain stood so at that instant."""

    number = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    head = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=32)
    signature = models.BinaryField()
