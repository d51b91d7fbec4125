"""Tables of the journal: heads, entries, deliveries, and the blocks that seal entries."""

from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import models

from matou.kit.event import Classifier


class Head(models.Model):
    """The latest version of one aggregate; its row lock puts that aggregate's writers in line."""

    aggregate = models.CharField(primary_key=True, max_length=120)
    version = models.BigIntegerField()


class JournalEntry(models.Model):
    """One event, written once. ``services.publish`` is the only writer.

    ``seq`` is drawn while the aggregate's head is locked, so it rises with ``version``; between
    aggregates it says nothing about who committed first.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    seq = models.BigIntegerField(unique=True)
    aggregate = models.CharField(max_length=120)
    version = models.BigIntegerField()
    event = models.CharField(max_length=120)
    payload = models.JSONField()
    actor = models.CharField(max_length=120)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    classifier = models.CharField(max_length=3, choices=[(c.value, c.name) for c in Classifier])
    txid = models.BigIntegerField()
    """The database transaction that wrote it: entries of one act share it."""

    class Meta:
        db_table = "journal_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["aggregate", "version"], name="journal_entry_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=0), name="journal_entry_version_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(classifier__in=[c.value for c in Classifier]),
                name="journal_entry_classifier_known",
            ),
        ]
        indexes = [models.Index(fields=["event", "seq"], name="journal_entry_by_event")]

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: entries come from ``publish`` alone."""
        raise TypeError("journal entries are written by journal.services.publish only")


class Unsealed(models.Model):
    """An entry that no block covers yet; written with the entry, deleted by its sealing.

    A queue rather than a watermark: sequence order is not commit order, so a reader that
    remembers the last number skips late commits. It also survives a restore into a server
    whose transaction counter is lower.
    """

    seq = models.BigIntegerField(primary_key=True)


class Block(models.Model):
    """A seal over some entries: ``seqs[i]`` has the i-th 32 bytes of ``digests``."""

    number = models.BigIntegerField(primary_key=True)
    seqs = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()


if TYPE_CHECKING:
    _AnyField = models.Field[Any, Any]
else:
    _AnyField = models.Field  # generic for the type checker alone


class Spans(_AnyField):
    """Sets of sequence numbers as PostgreSQL keeps them: ranges that join where they meet."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  # Django's interface
        """Return PostgreSQL's name of the type (14 and newer)."""
        return "int8multirange"


class Told(models.Model):
    """What one subscriber was told of one type of event, after its deliveries were pruned.

    An entry's span reaches from the entry of this type before it up to its own number, so what
    was told without a gap is one range, however many entries of other types lie between.
    """

    pk = models.CompositePrimaryKey("subscriber", "event")
    subscriber = models.CharField(max_length=120)
    event = models.CharField(max_length=120)
    spans = Spans()

    objects: models.Manager["Told"] = models.Manager()


class Delivery(models.Model):
    """One entry on its way to one subscriber; born in the transaction that wrote the entry."""

    class State(models.TextChoices):
        """Where a delivery stands."""

        WAITING = "waiting", "待投递"
        DONE = "done", "已投递"
        DEAD = "dead", "死信"
        SET_ASIDE = "set_aside", "已搁置"

    id = models.BigAutoField(primary_key=True)
    subscriber = models.CharField(max_length=120)
    entry = models.ForeignKey(
        JournalEntry,
        to_field="seq",
        db_column="seq",
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    aggregate = models.CharField(max_length=120)
    version = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(null=True)
    error = models.TextField(default="", db_default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "entry"], name="journal_delivery_once_per_subscriber"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "dead", "set_aside"]),
                name="journal_delivery_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state="waiting"),
                name="journal_delivery_waiting",
            ),
            models.Index(
                fields=["subscriber", "aggregate", "version"],
                condition=models.Q(state__in=["waiting", "dead"]),
                name="journal_delivery_open",
            ),
            models.Index(
                fields=["subscriber", "aggregate", "version"],
                condition=models.Q(state="dead"),
                name="journal_delivery_dead",
            ),
        ]
