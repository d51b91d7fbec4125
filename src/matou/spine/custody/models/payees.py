"""Payee accounts, the rows that put payouts in line, and payouts that wait for people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from matou.spine.custody.contracts.limits import ApprovalState
from matou.spine.custody.contracts.payees import PayeeRole
from matou.spine.custody.models.orders import CustodyOrder


class PayeeAccount(models.Model):
    """A bank account that a party's money may go to (收款账户).

    A change ends the row and begins another, so the history stays and the cooling begins anew.
    """

    id = models.UUIDField(primary_key=True)
    party = models.CharField(max_length=64, db_index=True)
    holder = models.CharField(max_length=64)
    holder_name = models.CharField(max_length=100)
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in PayeeRole])
    because = models.CharField(max_length=64, blank=True)
    bank = models.CharField(max_length=60)
    number_sealed = models.BinaryField()
    number_index = models.CharField(max_length=64, db_index=True)
    number_masked = models.CharField(max_length=12)
    registered_by = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    usable_from = models.DateTimeField()
    ended_by = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("party", "number_index"),
                condition=Q(ended_at__isnull=True),
                name="custody_payee_account_stands_once_a_party",
            ),
            models.CheckConstraint(
                name="custody_payee_cools_from_its_registration_on",
                condition=Q(usable_from__gte=F("registered_at")),
            ),
            models.CheckConstraint(
                name="custody_payee_ends_after_its_registration_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__gte=F("registered_at")) & ~Q(ended_by="")),
            ),
        ]


class PayoutGate(models.Model):
    """A row to stand in line at: payouts of one party, or to one bank account, pass singly."""

    key = models.CharField(max_length=80, primary_key=True)


class PayoutApproval(models.Model):
    """A payout that waits for people; its money is held meanwhile (待审出金)."""

    order = models.OneToOneField(
        CustodyOrder, on_delete=models.PROTECT, primary_key=True, related_name="approval"
    )
    reasons = ArrayField(models.CharField(max_length=16), size=3)
    needed = models.SmallIntegerField()
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in ApprovalState])
    asked_by = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=64, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_note = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="custody_approval_needs_one_or_two_people", condition=Q(needed__in=(1, 2))
            ),
            models.CheckConstraint(
                name="custody_approval_is_decided_exactly_in_final_states",
                condition=(
                    Q(state__in=("approved", "refused", "withdrawn"), decided_at__isnull=False)
                    & ~Q(decided_by="")
                )
                | Q(state__in=("waiting", "proposed"), decided_at__isnull=True, decided_by=""),
            ),
            models.CheckConstraint(
                name="custody_approval_by_two_needs_a_proposer",
                condition=~Q(state__in=("proposed", "approved")) | Q(needed=1) | ~Q(proposed_by=""),
            ),
            models.CheckConstraint(
                name="custody_approver_is_neither_proposer_nor_applicant",
                condition=~Q(state="approved")
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="custody_proposer_is_not_the_applicant",
                condition=~Q(proposed_by=F("asked_by")),
            ),
        ]
        indexes = [
            models.Index(
                fields=("state",),
                name="custody_approval_open",
                condition=Q(state__in=("waiting", "proposed")),
            ),
        ]
