"""Signals of rings, each worked off by people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from matou.spine.custody.contracts.signals import SignalKind, SignalState


class PayoutSignal(models.Model):
    """What several parties have in common (风险信号): masked, with since when and who decided."""

    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in SignalKind])
    key = models.CharField(max_length=64)
    parties = ArrayField(models.CharField(max_length=64))
    common = models.CharField(max_length=100)
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in SignalState])
    proposed_by = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "key"), name="custody_signal_is_listed_once"),
            models.CheckConstraint(
                name="custody_signal_hold_needs_two_people",
                condition=~Q(state="held")
                | (~Q(proposed_by="") & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="custody_signal_dismissal_has_author_and_reason",
                condition=~Q(state="dismissed")
                | (~Q(decided_by="") & ~Q(note="") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            GinIndex(fields=("parties",), name="custody_signal_by_party"),
        ]
