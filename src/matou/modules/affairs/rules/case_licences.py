"""Which e-licence a granted case leads to, and what it says: read from the item's version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from matou.kit.clock import CHINA
from matou.kit.period import Period
from matou.spine.credentials.contracts import HolderKind, LicenceField
from matou.spine.credentials.rules.licence_terms import NO_END_AT
from matou.spine.credentials.rules.licence_types import LicenceType, type_titled

RESULT_LICENCE = "10"
"""The key of ``result_type`` for a licence (证照)."""
_ASIDE = re.compile(r"[(（].*?[)）]")
_YEARS = re.compile(r"(?:不超过)?\s*(\d{1,2})\s*年")
AS_DECIDED = "按许可决定执行 as decided"
"""Stands where a grant names no conditions, so that a replacement can."""
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceWanted:
    """What an item's version orders: the kind of licence, and who holds such a one."""

    type: LicenceType

    @property
    def holders(self) -> frozenset[HolderKind]:
        """Who can hold it."""
        return self.type.kind.holders

    @property
    def is_for_vessel(self) -> bool:
        """Whether the vessel holds it, so that somebody has to name one."""
        return self.holders == {HolderKind.VESSEL}

    @property
    def is_for_person(self) -> bool:
        """Whether a person holds it, whomever they act for."""
        return self.holders == {HolderKind.PERSON}


def licence_wanted(content: Mapping[str, Any]) -> LicenceWanted | None:
    """Return the e-licence that an item's result names, None where it is none we issue."""
    if content.get("result_type") != RESULT_LICENCE:
        return None
    found = type_titled(_ASIDE.sub("", str(content.get("result_name") or "")).strip())
    return LicenceWanted(type=found) if found else None


def licence_period(content: Mapping[str, Any], *, wanted: LicenceWanted, at: datetime) -> Period:
    """Return from the day of the decision as many years as the item says, else as the kind runs.

    What an item says beyond years (“not longer than the vessel's papers”) the office heeds by
    a replacement.
    """
    first = datetime.combine(at.astimezone(CHINA).date(), time.min, tzinfo=CHINA)
    said = _YEARS.match(str(content.get("result_validity") or "").strip())
    longest = wanted.type.kind.longest_years
    years = int(said.group(1)) if said else longest
    if not years:
        return Period(first, NO_END_AT)
    return Period(first, _years_later(first, min(years, longest or years)))


def licence_lines(content: Mapping[str, Any], *, conditions: str) -> tuple[LicenceField, ...]:
    """Return what the licence says besides holder and dates."""
    laws = "；".join(
        f"{row.get('law', '')} {row.get('article', '')}".strip()
        for row in content.get("by_law") or ()
    )
    lines = (
        LicenceField(key="service", zh="事项", en="Service", value=content.get("task_name") or ""),
        LicenceField(key="basis", zh="设定依据", en="Legal basis", value=laws),
        LicenceField(key="term", zh="有效期规定", en="Rule on validity",
                     value=content.get("result_validity") or ""),
        LicenceField(key="conditions", zh="许可说明", en="Conditions",
                     value=conditions or AS_DECIDED),
    )  # fmt: skip
    return tuple(_short(one) for one in lines)


def _short(one: LicenceField) -> LicenceField:
    told = " ".join(one.value.split())
    cut = told if len(told) <= _LONGEST_LINE else told[: _LONGEST_LINE - 1] + "…"
    return LicenceField(key=one.key, zh=one.zh, en=one.en, value=cut)


def _years_later(first: datetime, years: int) -> datetime:
    try:
        return first.replace(year=first.year + years)
    except ValueError:  # from 29 February to a year without one
        return first.replace(year=first.year + years, month=3, day=1)
