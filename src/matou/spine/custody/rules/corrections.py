"""What makes our books follow the custodian's for one break, and when nothing can; pure."""

from dataclasses import dataclass

from matou.spine.custody.contracts import Bearer, BreakKind, OrderKind, OrderState
from matou.spine.custody.contracts.corrections import CorrectionImpossible

_ASK_AGAIN = (
    "先请存管机构补发或更正对账文件，再对账一次。",
    "Ask the custodian for the file or line again, then compare the day once more.",
)
IMPOSSIBLE = {
    BreakKind.BAD_FILE: _ASK_AGAIN,
    BreakKind.BAD_LINE: _ASK_AGAIN,
    BreakKind.WRONG_DAY: (
        "这一行属于另一天，等那一天的对账单确认。",
        "The line belongs to another day; wait for that day's statement.",
    ),
    BreakKind.AMBIGUOUS: (
        "无法确定对应哪一笔指令，请存管机构补上指令编号。",
        "It cannot be told which order is meant; ask the custodian for the order's number.",
    ),
    BreakKind.DOUBLED: (
        "重复的一行没有入账，核实后记录原因即可。",
        "The second line was not booked; look into it and record the reason.",
    ),
}
"""Why some kinds of break are explained but not corrected, in both languages."""
_FROM_CALLBACK = (
    "回调与指令不符，以对账单为准；等对账单确认后再更正。",
    "A callback contradicts the order; the statement decides. Correct it once that speaks.",
)
_STILL_OPEN = (
    "指令尚未了结，等它确认或失败后再更正。",
    "The order is still under way; correct it when it is confirmed or has failed.",
)
_OTHER_PARTY = (
    "对账单上的户主与指令不同，请存管机构先更正户主。",
    "The statement names another party than the order; the custodian must mend that first.",
)
_NO_ORDER_NO_BEARER = (
    "我方没有这笔指令，不能由平台承担；请选择入到户主钱包。",
    "No order of ours stands behind it, so the platform cannot bear it; book it to the party.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """The order a break is about."""

    kind: OrderKind
    state: OrderState
    party: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirSide:
    """What the statement line says; ``fen`` is None where the statement has no such line."""

    kind: str
    party: str
    fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """The postings that follow the custodian: what the bearer and the bank account gain."""

    party: str
    party_fen: int
    bank_fen: int


def follow(
    *,
    kind: BreakKind,
    is_from_callback: bool,
    ours: OurSide | None,
    theirs: TheirSide,
    bearer: Bearer,
) -> Follow:
    """Return what to post so that clearing is rid of the break; raises CorrectionImpossible.

    The party's money becomes what the custodian moved, and so does the bank account's: clearing,
    which stands between them, keeps nothing of the order.
    """
    if kind in IMPOSSIBLE:
        raise _impossible(IMPOSSIBLE[kind])
    if is_from_callback:
        raise _impossible(_FROM_CALLBACK)
    if ours is not None and ours.state not in {OrderState.CONFIRMED, OrderState.FAILED}:
        raise _impossible(_STILL_OPEN)
    if ours is not None and theirs.fen is not None and ours.party != theirs.party:
        raise _impossible(_OTHER_PARTY)
    if ours is None and bearer is Bearer.HOUSE:
        raise _impossible(_NO_ORDER_NO_BEARER)
    booked = _effect(ours.kind, ours.fen) if ours and ours.state is OrderState.CONFIRMED else 0
    told = 0 if theirs.fen is None else _effect(OrderKind(theirs.kind), theirs.fen)
    return Follow(
        party=ours.party if ours else theirs.party, party_fen=told - booked, bank_fen=told
    )


def _effect(kind: OrderKind, fen: int) -> int:
    """Return what the order does to its party's money: in is positive, out negative."""
    return fen if kind is OrderKind.DEPOSIT else -fen


def _impossible(reason: tuple[str, str]) -> CorrectionImpossible:
    return CorrectionImpossible(reason_zh=reason[0], reason_en=reason[1])
