"""List what a statement and our orders disagree about: each difference once, with its two sides."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from matou.kit.actor import OPERATOR
from matou.kit.money import Money
from matou.spine.custody.contracts import BreakKind
from matou.spine.custody.models import ReconciliationBreak
from matou.spine.custody.rules.statement import BadLine
from matou.spine.custody.services.matching import Different, Missing
from matou.spine.custody.services.providers import provider

TEXT_LENGTH = 400
_STEP = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A difference that a statement showed; ``told_…`` is what its line says."""

    kind: BreakKind
    subject: str
    text: str
    order_id: UUID | None = None
    line_number: int | None = None
    told_kind: str = ""
    told_party: str = ""
    told_amount: int | None = None
    told_reference: str = ""


def bad_file(reason: str) -> Found:
    """Return the break of a file that was refused."""
    return Found(kind=BreakKind.BAD_FILE, subject="file", text=reason)


def bad_line(bad: BadLine) -> Found:
    """Return the break of a line that cannot be read."""
    return Found(
        kind=BreakKind.BAD_LINE,
        subject=f"line {bad.number}",
        text=f"第 line {bad.number} 行 · {bad.reason} · {bad.text}",
        line_number=bad.number,
    )


def missing(order: Missing) -> Found:
    """Return the break of an order that the statement does not list."""
    return Found(
        kind=BreakKind.MISSING_AT_PROVIDER,
        subject=str(order.order_id),
        order_id=order.order_id,
        text=f"{_WORDS[order.kind]} {order.party} {Money(order.amount)} {order.reference}",
    )


def by_line(lines: Iterable[Different]) -> Iterator[Found]:
    """Return the breaks of lines that do not agree; a thing listed thrice is one break."""
    seen: dict[tuple[BreakKind, str], Found] = {}
    for line in lines:
        kind = _KINDS[line.verdict]
        subject = str(line.order_id) if line.order_id else f"line {line.number}"
        seen.setdefault(
            (kind, subject),
            Found(
                kind=kind,
                subject=subject,
                order_id=line.order_id,
                text=_text(line),
                line_number=line.number,
                told_kind=line.kind,
                told_party=line.party,
                told_amount=line.amount,
                told_reference=line.reference,
            ),
        )
    yield from seen.values()


def keep(*, on: date, found: Iterable[Found], now: datetime) -> set[int]:
    """List the differences and return their numbers; seen again after it went, one stands again."""
    rows = [
        ReconciliationBreak(
            provider=provider().name,
            on=on,
            kind=one.kind.value,
            subject=one.subject,
            order_id=one.order_id,
            text=one.text[:TEXT_LENGTH],
            owner=OPERATOR,
            found_at=now,
            line_number=one.line_number,
            told_kind=one.told_kind,
            told_party=one.told_party,
            told_amount=one.told_amount,
            told_reference=one.told_reference,
        )
        for one in found
    ]
    # Owner, finding and explanation stay with the row that is listed already.
    kept = ReconciliationBreak.objects.bulk_create(
        rows,
        batch_size=_STEP,
        update_conflicts=True,
        unique_fields=["provider", "on", "kind", "subject"],
        update_fields=[
            "gone_at", "text", "line_number", "told_kind", "told_party", "told_amount",
            "told_reference",
        ],
    )  # fmt: skip
    return {row.pk for row in kept}


def close_gone(*, on: date, standing: Collection[int], now: datetime) -> None:
    """Close the day's breaks that the statement no longer shows.

    What a callback said stays until it is explained: no statement line speaks of it.
    """
    rows = ReconciliationBreak.objects.filter(
        provider=provider().name, on=on, gone_at=None, is_from_callback=False
    )
    rows.exclude(pk__in=standing).update(gone_at=now)


_WORDS = {"deposit": "入金 deposit", "payout": "出金 payout"}
_KINDS = {
    "wrong_day": BreakKind.WRONG_DAY,
    "unknown_at_home": BreakKind.UNKNOWN_AT_HOME,
    "amount_differs": BreakKind.AMOUNT_DIFFERS,
    "state_differs": BreakKind.STATE_DIFFERS,
    "doubled": BreakKind.DOUBLED,
    "ambiguous": BreakKind.AMBIGUOUS,
    "not_covered": BreakKind.STATE_DIFFERS,
}


def _text(line: Different) -> str:
    told = f"第 line {line.number} 行 · {_WORDS[line.kind]} {line.party} {Money(line.amount)}"
    match line.verdict:
        case "amount_differs":
            ours = Money(line.our_amount or 0)
            return f"{told} · 指令 order {line.our_party} {ours}"
        case "state_differs":
            return f"{told} · 指令 order {line.our_state}"
        case "not_covered":
            return f"{told} · 银行账户余额不足以入账 the bank account does not cover it"
        case "doubled" if line.our_day:
            return f"{told} · 已于 {line.our_day} 对账 confirmed on {line.our_day}"
        case "ambiguous":
            return f"{told} · 单号缺失，{line.reference} 不止一个对应 no id, no single match"
        case _:
            return f"{told} {line.reference}".rstrip()
