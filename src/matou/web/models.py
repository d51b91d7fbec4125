"""What the surfaces themselves must remember: which API requests were already carried out."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One carried-out request of one actor, with the answer it got (幂等记录)."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="web_idempotency_key_used_once")
        ]
