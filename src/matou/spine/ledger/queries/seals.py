"""Are the seals over the transfers whole? An altered transfer is found by its block."""

from dataclasses import dataclass

from django.db import connection

from matou.spine.ledger.models import Block, Transfer


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A block that no longer says what was sealed; ``fault`` is what contradicts it."""

    number: int
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealsFound:
    """How much lies under seals, and which of them are broken."""

    blocks: int
    transfers: int
    unsealed: int
    head: str
    broken: tuple[BrokenSeal, ...]


def check_seals() -> SealsFound:
    """Compute every seal again from the transfers; reads the whole journal of money once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, fault FROM ledger_broken_seals()")
        broken = tuple(BrokenSeal(*row) for row in cursor.fetchall())
        cursor.execute("SELECT count(*), coalesce(sum(transfers), 0) FROM ledger_block")
        blocks, transfers = cursor.fetchone()
    last = Block.objects.order_by("-number").values_list("last_seq", "hash").first()
    last_seq, head = last or (0, b"")
    return SealsFound(
        blocks=blocks,
        transfers=int(transfers),
        unsealed=Transfer.objects.filter(seq__gt=last_seq).count(),
        head=bytes(head).hex(),
        broken=broken,
    )
