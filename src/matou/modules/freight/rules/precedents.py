"""Precedents (先例): what a word searches for in both languages, and a case without its names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from matou.kit.money import Money
from matou.modules.freight.rules.bundle import masked
from matou.modules.freight.rules.terms import CARGO_CATEGORIES

LONGEST_QUERY = 60
_SUFFIXES = re.compile(
    r"(集团)?(股份)?有限(责任)?公司$|,?\s*(Co\.?,?\s*)?(Ltd\.?|Limited|Inc\.?)$", re.IGNORECASE
)
_SHORTEST_NAME = 3
"""Two signs of a name are too often a common word."""


class Outcome(StrEnum):
    """What the last ruling gave the claimant of what was contested."""

    FULL = "full"
    PART = "part"
    NONE = "none"


OUTCOME_NAMES: dict[Outcome, tuple[str, str]] = {
    Outcome.FULL: ("全部支持", "granted in full"),
    Outcome.PART: ("部分支持", "granted in part"),
    Outcome.NONE: ("不予支持", "not granted"),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What disputes on the river are about, and by which words people name it."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


TOPICS: tuple[Topic, ...] = (
    Topic(
        ("短少", "少货", "少了", "短缺", "短量", "货差", "缺量", "亏吨"),
        ("shortage", "short", "missing"),
    ),
    Topic(("货损", "损坏", "破损", "湿损", "受潮", "进水"), ("damage", "damaged", "wet")),
    Topic(("含泥", "质量", "掺杂", "污染", "不合格"), ("quality", "contamination", "mud")),
    Topic(("水尺", "磅单", "过磅", "重量", "计量"), ("draught", "draft", "weight", "weighbridge")),
    Topic(("滞期", "等泊", "待泊", "压港", "待闸"), ("demurrage", "waiting", "queue", "laytime")),
    Topic(("亏舱", "装不足", "空舱"), ("dead freight", "deadfreight", "short load")),
    Topic(("延误", "迟到", "超期", "逾期", "晚到"), ("delay", "late", "overdue")),
    Topic(("运费", "扣款", "少付", "未付", "加价"), ("freight", "deduction", "unpaid", "price")),
    Topic(("铅封", "封舱", "偷", "盗"), ("seal", "theft", "stolen")),
    Topic(("开航费", "油款", "预付"), ("advance", "fuel", "prepaid")),
)


def outcome_of(*, amount: Money, awarded: Money) -> Outcome:
    """Return how far a claim was granted."""
    if awarded == amount:
        return Outcome.FULL
    return Outcome.PART if awarded else Outcome.NONE


def searched_for(word: str) -> tuple[str, ...]:
    """Return every word that means what somebody typed, in both languages; itself at least.

    “shortage” finds 短少 and 少货, and 滞期 finds what an English ruling calls demurrage.
    """
    typed = word.strip().lower()
    meant = [
        one
        for topic in TOPICS
        if any(typed in known or known in typed for known in (*topic.zh, *topic.en))
        for one in (*topic.zh, *topic.en)
    ]
    return tuple(dict.fromkeys([typed, *meant])) if len(typed) > 1 else (typed,)


def cargoes_named(word: str) -> tuple[str, ...]:
    """Return the kinds of cargo whose name in either language holds the word."""
    typed = word.strip().lower()
    return tuple(
        kind
        for kind, names in CARGO_CATEGORIES.items()
        if len(typed) > 1 and any(typed in name.lower() for name in names)
    )


def anonymous(text: str, *, names: Mapping[str, Iterable[str]]) -> str:
    """Return a text without the names of those it is about, and without personal numbers.

    ``names`` gives for each stand-in (货主, 承运人 …) what it replaces; longer names go first, so
    that a company's full name leaves no tail.
    """
    pairs = {
        known: stand_in
        for stand_in, known_names in names.items()
        for name in known_names
        for known in _forms(name)
    }
    for known in sorted(pairs, key=len, reverse=True):
        text = re.sub(re.escape(known), f"〔{pairs[known]}〕", text, flags=re.IGNORECASE)
    return masked(text)


def _forms(name: str) -> tuple[str, ...]:
    """Return a name as people write it: in full, and without its legal form."""
    whole = name.strip()
    short = _SUFFIXES.sub("", whole).strip()
    return tuple(one for one in {whole, short} if len(one) >= _SHORTEST_NAME)
