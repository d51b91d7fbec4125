"""Tables of the credentials room."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from matou.kit.codes import new_code


class Credential(models.Model):
    """A licence or certificate (证照) of one holder for one period."""

    class State(models.TextChoices):
        """How far it is believed."""

        CLAIMED = "claimed", "待核验"
        VERIFIED = "verified", "已核验"
        SUSPENDED = "suspended", "暂停"
        REVOKED = "revoked", "作废"

    code = models.CharField(max_length=9, unique=True, default=new_code)
    holder = models.CharField(max_length=16, db_index=True)
    holder_kind = models.CharField(max_length=8)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    """As pages show it: masked where the paper is a person's own."""
    number_index = models.CharField(max_length=64)
    number_sealed = models.BinaryField(null=True)
    issuer = models.CharField(max_length=100)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    document_code = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    recorded_by = models.CharField(max_length=16)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["until_at"],
                condition=Q(state="verified"),
                name="credentials_verified_end",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="credentials_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "verified", "suspended", "revoked"]),
                name="credentials_state_known",
            ),
            models.UniqueConstraint(
                fields=["holder", "kind", "number_index", "from_at"],
                condition=~Q(state="revoked"),
                name="credentials_recorded_once",
            ),
            # A number is believed for one holder at a time; claims may still compete.
            ExclusionConstraint(
                name="credentials_number_verified_once",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("number_index", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_at"),
                            F("until_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="verified"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Check(models.Model):
    """One change of a credential's state, with its grounds (核验记录); rows are only added."""

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="checks")
    state = models.CharField(max_length=10, choices=Credential.State.choices)
    by = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)


class ExpiryNotice(models.Model):
    """That the end of a credential was announced at a threshold (到期提醒)."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="notices")
    days = models.PositiveSmallIntegerField()
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential", "days"], name="credentials_announced_once"
            ),
        ]
