"""Tables of the credentials room."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
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


class LicenceSerial(models.Model):
    """The last serial of an issuer and kind (流水号); its row is the queue that leaves no gap."""

    kind = models.CharField(max_length=40)
    issuer = models.CharField(max_length=18)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "issuer"], name="credentials_one_serial_an_issuer_and_kind"
            ),
        ]


class ELicence(models.Model):
    """An e-licence (电子证照) under one serial, whatever its versions; rows are only added."""

    code = models.CharField(max_length=9, unique=True, default=new_code)
    kind = models.CharField(max_length=40)
    issuer = models.CharField(max_length=18)
    serial = models.PositiveIntegerField()
    holder = models.CharField(max_length=16, db_index=True)
    recipient = models.CharField(max_length=16, db_index=True)
    """The party that keeps it: the holder, or who applied for a vessel's."""
    item = models.CharField(max_length=16)
    case = models.CharField(max_length=16)
    officers = ArrayField(models.CharField(max_length=40))
    """Roles of the issuing office that may stop or replace it."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "issuer", "serial"], name="credentials_one_licence_a_serial"
            ),
            models.UniqueConstraint(fields=["case"], name="credentials_one_licence_a_case"),
            models.CheckConstraint(
                condition=Q(serial__gt=0), name="credentials_serials_begin_with_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class StatusList(models.Model):
    """A signed list that tells the status of many licences at once (状态列表)."""

    code = models.CharField(max_length=9, unique=True, default=new_code)
    created_at = models.DateTimeField()


class StatusEntry(models.Model):
    """A place in a list, drawn by lot, so that neighbours have nothing in common."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "index"], name="credentials_one_licence_a_place"
            ),
        ]


class ELicenceVersion(models.Model):
    """What an e-licence says until it is replaced (证照版本); rows are only added.

    Its state is that of its credential.
    """

    licence = models.ForeignKey(ELicence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    identifier = models.CharField(max_length=80, unique=True)
    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, related_name="e_licence"
    )
    entry = models.OneToOneField(StatusEntry, on_delete=models.PROTECT, related_name="version")
    issuer_name = models.CharField(max_length=100)
    issuer_name_en = models.CharField(max_length=200, blank=True)
    holder_name = models.CharField(max_length=200)
    holder_number = models.CharField(max_length=18, blank=True)
    fields: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    token = models.TextField()
    compact = models.TextField()
    signed_by = models.CharField(max_length=16)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "number"], name="credentials_versions_count_up"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0) & ~Q(signed_by="") & ~Q(signed_by="system"),
                name="credentials_a_licence_is_signed_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.identifier


class LicencePaper(models.Model):
    """The sealed PDF of a version (证照版式文件): made once, kept by the documents' room."""

    version = models.OneToOneField(ELicenceVersion, on_delete=models.PROTECT, related_name="paper")
    document = models.CharField(max_length=9)
    sha256 = models.CharField(max_length=64, unique=True)
    kept_at = models.DateTimeField()
