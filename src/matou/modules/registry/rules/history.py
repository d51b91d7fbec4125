"""History by field (逐项履历): what each entry says, and which one is the present value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matou.kit.errors import InvalidInput
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.values import Value, from_json

CERTIFIED = "A"
DECLARED = "B"
ESTIMATED = "C"
CONFIDENCES = (
    (CERTIFIED, "证书核验", "Seen on a certificate"),
    (DECLARED, "船东申报", "Declared by the owner"),
    (ESTIMATED, "估计", "Estimated"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where values come from: source in words, confidence A/B/C, and the day they hold from."""

    source: str
    confidence: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the history of one field; ``value`` as JSON, ``id`` in the order recorded."""

    id: int
    field: str
    value: Any
    source: str
    confidence: str
    valid_from: date
    recorded_at: datetime
    actor: str


def check_provenance(provenance: Provenance, *, today: date) -> None:
    """Raise InvalidInput unless source, confidence and day are fit to be recorded."""
    if not provenance.source.strip():
        raise InvalidInput(
            field="来源 source",
            reason_zh="请写明资料来源，例如“船舶国籍证书”。",
            reason_en="Say where it comes from, such as “certificate of registry”.",
        )
    if provenance.confidence not in {key for key, _, _ in CONFIDENCES}:
        raise InvalidInput(
            field="可信度 confidence",
            reason_zh="请选择 A、B 或 C。",
            reason_en="Choose A, B or C.",
        )
    if provenance.valid_from > today:
        raise InvalidInput(
            field="生效日期 valid from",
            reason_zh="登记簿只记录已生效的内容，不能晚于今天。",
            reason_en="The register holds what is in force; the day must not lie ahead.",
        )


def present(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entry in force for each field: latest day first, then latest recorded.

    An old fact that is recorded late thus completes the history without undoing what came after.
    """
    winners: dict[str, Entry] = {}
    for entry in entries:
        held = winners.get(entry.field)
        if held is None or (held.valid_from, held.id) < (entry.valid_from, entry.id):
            winners[entry.field] = entry
    return winners


def projection(entries: Iterable[Entry]) -> dict[str, Value]:
    """Return the present value of every recorded field."""
    return {
        name: from_json(FIELD_BY_NAME[name], entry.value)
        for name, entry in present(entries).items()
    }
