"""Members and their keys; rows are only added, the newest version is how it stands."""

from django.db import models
from django.db.models import F, Q

from matou.spine.exchange.contracts.members import KeyState, MemberState


class MemberVersion(models.Model):
    """A member (共享成员) as somebody left it; the next change is another row.

    A trigger refuses that one person proposes and activates.
    """

    member = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in MemberState])
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    region = models.CharField(max_length=6)
    base_url = models.CharField(max_length=200)
    by = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "version"], name="exchange_member_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0), name="exchange_member_versions_begin_at_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MemberState]),
                name="exchange_member_state_known",
            ),
        ]


class MemberKey(models.Model):
    """A public key (成员公钥) that a member handed over."""

    fingerprint = models.CharField(max_length=32, primary_key=True)
    member = models.CharField(max_length=32, db_index=True)
    algorithm = models.CharField(max_length=10)
    public = models.CharField(max_length=128)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=16)
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="exchange_key_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=["ed25519", "sm2-sm3"]),
                name="exchange_key_algorithm_known",
            ),
        ]


class MemberKeyStep(models.Model):
    """What was decided about a key; a trigger refuses its proposer as the one who confirms."""

    key = models.ForeignKey(MemberKey, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in KeyState if s is not KeyState.PROPOSED]
    )
    by = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "state"], name="exchange_key_step_once"),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "refused", "revoked"]),
                name="exchange_key_step_known",
            ),
        ]
