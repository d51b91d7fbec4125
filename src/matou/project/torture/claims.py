"""What freight's clients were told, as words of their logs, and what the house must say to them.

A word is a verb, or ``verb=thing`` where the house must know the thing ever after. The statement
of a verb returns the things of which the house says otherwise; ``c.parts`` holds what ``/`` parts.
"""

from collections.abc import Iterable, Mapping

HAPPENED: Mapping[str, str] = {
    "deposited": """(
        SELECT count(*) FROM custody_custodyorder o WHERE o.kind = 'deposit'
        AND o.reference = c.parts[1] AND o.amount = c.parts[2]::bigint AND o.state = 'confirmed'
    ) = 1""",
    "paid_out": """(
        SELECT count(*) FROM custody_custodyorder o WHERE o.kind = 'payout'
        AND o.reference = c.parts[1] AND o.amount = c.parts[2]::bigint AND o.state = 'confirmed'
    ) = 1""",
    "ended": """(
        SELECT count(*) FROM freight_lot l WHERE l.code = c.parts[1] AND l.state = c.parts[2]
    ) = 1""",
    "refunded": """(
        SELECT count(*) FROM freight_refund r JOIN freight_lot l ON l.id = r.lot_id
        WHERE l.code = c.parts[1] AND r.key = c.parts[2] AND r.amount_fen = c.parts[3]::bigint
    ) = 1""",
    "repaid": """(
        SELECT sum(y.amount_fen) FROM freight_recovery y WHERE y.act = 'repay:' || c.parts[1]
    ) = c.parts[2]::bigint""",
    "written_off": """(
        SELECT count(*) FROM freight_recovery y JOIN freight_receivable r ON r.id = y.receivable_id
        WHERE r.id = c.parts[1]::uuid AND y.kind = 'written_off' AND r.closed_at IS NOT NULL
    ) = 1""",
    "corrected": """(
        SELECT count(*) FROM custody_correction y
        JOIN custody_reconciliationbreak b ON b.id = y.of_break_id
        WHERE y.id = c.parts[1]::bigint AND y.state = 'executed' AND b.explained_at IS NOT NULL
    ) = 1""",
    "explained": """(
        SELECT count(*) FROM custody_reconciliationbreak b
        WHERE b.id = c.parts[1]::bigint AND b.explained_at IS NOT NULL
    ) = 1""",
}
"""Verb by verb what must stand, once, as it was acknowledged."""

REFUSED: Mapping[str, str] = {
    "cooling": """NOT EXISTS (
        SELECT FROM custody_custodyorder o WHERE o.kind = 'payout' AND o.reference = c.parts[1]
    )""",
    "not_drawn": """NOT EXISTS (
        SELECT FROM custody_custodyorder o WHERE o.kind = 'payout' AND o.reference = c.parts[1]
    )""",
    "not_paid_out": """(
        SELECT count(*) FROM custody_custodyorder o WHERE o.kind = 'payout'
        AND o.reference = c.parts[1] AND o.state = 'failed'
    ) = 1""",
    "not_refunded": """NOT EXISTS (
        SELECT FROM freight_refund r JOIN freight_lot l ON l.id = r.lot_id
        WHERE l.code = c.parts[1] AND r.key = c.parts[2] AND r.amount_fen = c.parts[3]::bigint
    )""",
    "not_corrected": """(
        SELECT count(*) FROM custody_correction y
        WHERE y.id = c.parts[1]::bigint AND y.state IN ('rejected', 'withdrawn')
    ) = 1""",
}
"""Verb by verb what must never have happened."""


def claim(verb: str, *thing: object) -> str:
    """Return the word by which a client's log remembers a thing that happened, or did not."""
    assert verb in HAPPENED or verb in REFUSED, verb  # noqa: S101  # else nobody would check it
    return f"{verb}={'/'.join(str(part) for part in thing)}"


def verb_of(word: str) -> str:
    """Return what a word counts as in a report."""
    return word.partition("=")[0]


def things(words: Iterable[str], verb: str) -> list[str]:
    """Return what the words claim with the verb, each thing once."""
    return sorted({thing for word in words for what, _, thing in [word.partition("=")]
                   if what == verb and thing})  # fmt: skip


def contradiction(condition: str) -> str:
    """Return the statement that lists the things for which the condition does not hold."""
    return (
        "SELECT c.thing FROM (SELECT thing, string_to_array(thing, '/') AS parts "  # noqa: S608  # our own constants
        f"FROM unnest(%s::text[]) AS thing) c WHERE ({condition}) IS NOT TRUE"
    )
