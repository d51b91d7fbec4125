"""Grants: terms that never change, steps that are only added, and the day's count."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from matou.spine.exchange.contracts.grants import GrantState


class Grant(models.Model):
    """The terms of a grant (共享授权): who may read which fields, why and until when."""

    consumer = models.CharField(max_length=32)
    service = models.CharField(max_length=80)
    fields = ArrayField(models.CharField(max_length=60), size=100)
    purpose = models.CharField(max_length=30)
    basis = models.CharField(max_length=300)
    case = models.CharField(max_length=64, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    max_per_day = models.PositiveIntegerField()
    requested_by = models.CharField(max_length=16)
    requested_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="exchange_grant_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(basis=""), name="exchange_grant_names_its_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(fields__len__gt=0), name="exchange_grant_has_a_field"
            ),
            models.CheckConstraint(
                condition=Q(max_per_day__gt=0), name="exchange_grant_allows_a_call_a_day"
            ),
        ]
        indexes = [models.Index(fields=["consumer", "service"], name="exchange_grant_of_consumer")]


class GrantStep(models.Model):
    """What was decided about a grant; a trigger refuses its requester as the one who approves."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in GrantState if s is not GrantState.REQUESTED],
    )
    by = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "state"], name="exchange_grant_step_once"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(state__in=["approved", "refused"]),
                name="exchange_grant_is_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused", "ended"]),
                name="exchange_grant_step_known",
            ),
        ]


class GrantUse(models.Model):
    """How many calls rested on a grant on one China day."""

    pk = models.CompositePrimaryKey("grant_id", "on")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    calls = models.PositiveIntegerField()

    objects: models.Manager["GrantUse"] = models.Manager()
