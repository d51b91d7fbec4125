"""The ledger's tables as Django reads them; only ``migrations/sql/submit.sql`` writes them."""

from typing import NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q


class ReadOnlyRow(models.Model):
    """A row that Python may read and never write: the guarantees live in the function."""

    class Meta:
        abstract = True

    def save(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse; postings go through ``services.submit``."""
        raise TypeError("The ledger is written by services.submit only.")

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse; the ledger only grows."""
        raise TypeError("The ledger only grows; post a counter-entry.")


COUNTERS = ("debit_pending", "debit_posted", "credit_pending", "credit_posted")


class Account(ReadOnlyRow):
    """An account with its four counters, each zero or more.

    Two thousand million numbers are enough for accounts, and each transfer keeps two of them.
    """

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=96, unique=True)
    kind = models.CharField(max_length=16)
    owner = models.CharField(max_length=64, db_index=True)
    unit = models.CharField(max_length=8, default="CNY")
    is_debit_normal = models.BooleanField()
    limit_kind = models.CharField(max_length=8)
    is_deferred = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    credit_line = models.BigIntegerField(default=0)
    debit_pending = models.BigIntegerField(default=0)
    debit_posted = models.BigIntegerField(default=0)
    credit_pending = models.BigIntegerField(default=0)
    credit_posted = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # The second guard: it holds even where the function's own check is broken. A check is
            # read and planned anew for each statement: a single call keeps a transfer quick.
            # What an account is, not what it counts, a trigger guards.
            models.CheckConstraint(
                name="ledger_account_debits_and_holds_within_limit",
                condition=Func(
                    F("limit_kind"),
                    F("credit_line"),
                    *(F(name) for name in COUNTERS),
                    function="ledger_is_within",
                    output_field=models.BooleanField(),
                ),
            ),
        ]
        indexes = [
            # Which of a batch's accounts are deferred is asked beside the locks: mostly none is.
            models.Index(
                fields=("id",),
                name="ledger_account_deferred",
                condition=Q(is_deferred=True),
            ),
        ]


class Transfer(ReadOnlyRow):
    """One movement, hold or resolution, with version and balance after on both sides.

    Versions count 1, 2, 3 … per account, so a lost update would show as a gap or a collision.
    For a deferred account the version is the ``seq`` and no balance is kept. Accounts and transfers
    never go, and only the function writes, from rows that it has just read: keys to them would
    cost a sixth of a batch (decision 0015); the audit asks what they would ask.
    """

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=8)
    debit_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    credit_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    amount = models.BigIntegerField()
    pending = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="resolutions",
        db_index=False,
        db_constraint=False,
    )
    group_code = models.CharField(max_length=64)
    purpose = models.CharField(max_length=48)
    memo = models.CharField(max_length=200)
    event_at = models.DateTimeField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    chain_id = models.UUIDField(null=True)
    chain_size = models.SmallIntegerField(null=True)
    payload_hash = models.BinaryField()
    debit_version = models.BigIntegerField()
    debit_posted_after = models.BigIntegerField(null=True)
    debit_held_after = models.BigIntegerField(null=True)
    credit_version = models.BigIntegerField()
    credit_posted_after = models.BigIntegerField(null=True)
    credit_held_after = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("debit_account", "debit_version"),
                name="ledger_transfer_debit_version_is_used_once",
            ),
            models.UniqueConstraint(
                fields=("credit_account", "credit_version"),
                name="ledger_transfer_credit_version_is_used_once",
            ),
            models.UniqueConstraint(
                fields=("pending",),
                condition=Q(pending__isnull=False),
                name="ledger_transfer_hold_is_resolved_once",
            ),
            models.CheckConstraint(
                name="ledger_transfer_moves_something_between_two",
                condition=Q(amount__gt=0) & ~Q(debit_account=F("credit_account")),
            ),
        ]
        indexes = [
            models.Index(fields=("group_code",), name="ledger_transfer_of_group"),
        ]


class Rejection(ReadOnlyRow):
    """An id that was refused, so that a later retry of it gets the same answer."""

    id = models.UUIDField(primary_key=True)
    status = models.CharField(max_length=32)
    payload_hash = models.BinaryField()
    created_at = models.DateTimeField()


class DeferredEntry(ReadOnlyRow):
    """What a batch added to a deferred account, until ``ledger_fold`` folds it in."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=True)
    debit_pending = models.BigIntegerField()
    debit_posted = models.BigIntegerField()
    credit_pending = models.BigIntegerField()
    credit_posted = models.BigIntegerField()


class Timer(ReadOnlyRow):
    """A hold that still runs and when it expires; the row goes when the hold is resolved."""

    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    expires_at = models.DateTimeField(db_index=True)


class Block(ReadOnlyRow):
    """A seal over transfers that nobody can add to any more; each names the one before by hash."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    transfers = models.IntegerField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()


class Mark(ReadOnlyRow):
    """How far numbers were drawn, and which transactions ran then: they must be over to seal."""

    upto = models.BigIntegerField(primary_key=True)
    running = ArrayField(models.BigIntegerField())
