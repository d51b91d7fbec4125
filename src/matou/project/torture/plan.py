"""What each client sends, drawn from a seed: the same ids and payloads in every life.

An id tells who drew it and when, so that a stranger among the transfers is known at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from matou.kernels import splits
from matou.kit.money import Money
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

BATCH = 100
WALLETS = tuple(f"wallet:torture-{number}" for number in range(24))
CLEARING, FEE, ESCROW = "custody:torture", "platform:torture", "escrow:torture"
ACCOUNTS: Mapping[str, AccountKind] = {
    CLEARING: AccountKind.CLEARING,
    FEE: AccountKind.FEE,
    ESCROW: AccountKind.ESCROW,
    **dict.fromkeys(WALLETS, AccountKind.WALLET),
}
GROUP = "torture"
SHARED = 0xFFFF
"""The drawer of ids that several clients use at once, each with a payload of its own."""
_EVENT_AT = datetime(2026, 1, 1, tzinfo=UTC)
_STORY_EVERY, _SPLIT_AT, _LIMIT_AT = 10, 9, 4
_FREIGHT_FEN = 9_973
_WEIGHTS = (7_000, 333, 1_250, 41, 1_376)
"""Carrier, agent, fuel advance, tax, platform: five parties share a lot's freight."""

SplitRule = Callable[[int, int, tuple[int, ...]], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where an id was drawn."""

    seed: int
    client: int
    index: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of one run; ``split`` is the house's rule, or a faulty one."""

    seed: int
    clients: int
    split: SplitRule = splits.step

    def batch(self, client: int, index: int) -> list[Posting]:
        """Return one batch of one client, whole and ready to send."""
        if index % _STORY_EVERY == _SPLIT_AT:
            return self._split_story(client, index)
        if index % _STORY_EVERY == _LIMIT_AT:
            return self._limit_story(client, index)
        dice = Random(f"{self.seed} {client} {index}")  # noqa: S311  # a repeatable plan
        return [self._role(dice, Drawn(self.seed, client, index, at)) for at in range(BATCH)]

    def _role(self, dice: Random, here: Drawn) -> Posting:
        """Send the posting of this place, or repeat one of an earlier place."""
        roll = dice.random()
        earlier = Drawn(
            here.seed, here.client, max(0, here.index - dice.randint(1, 3)), dice.randrange(BATCH)
        )
        if roll < 0.05:  # noqa: PLR2004  # shares of a whole
            return fresh(earlier)
        if roll < 0.08:  # noqa: PLR2004  # as above
            return _other_payload(fresh(earlier))
        if roll < 0.10:  # noqa: PLR2004  # as above
            return _shared(here, dice)
        return fresh(here)

    def _split_story(self, client: int, index: int) -> list[Posting]:
        """Fund an escrow, release it to five in two parts, refund twice, and end at zero."""
        story = _Story(seed=self.seed, client=client, index=index)
        freight = _FREIGHT_FEN + (31 * client + index) % 997
        story.move(CLEARING, WALLETS[0], freight)
        story.move(WALLETS[0], story.escrow, freight)
        released = 0
        for more in (freight * 2 // 5, freight - freight * 2 // 5):
            parts = self.split(released, more, _WEIGHTS)
            story.chain([(story.escrow, payee(n), part) for n, part in enumerate(parts)])
            released += more
        for refund in (1_001, 2_500):
            parts = self.split(released, -refund, _WEIGHTS)
            back = [(payee(n), story.escrow, -part) for n, part in enumerate(parts)]
            story.chain([*back, (story.escrow, WALLETS[0], refund)])
            released -= refund
        return story.postings

    def _limit_story(self, client: int, index: int) -> list[Posting]:
        """Fill a wallet, hold most of it, and try to spend more than the rest: always refused."""
        story = _Story(seed=self.seed, client=client, index=index)
        poor = poor_wallet(client, index)
        story.move(CLEARING, poor, 10)
        story.hold(poor, ESCROW, 8)
        story.move(poor, WALLETS[0], 5)
        story.move(poor, WALLETS[0], 2)
        return story.postings


class _Story:
    """Postings of one lot, numbered as they come."""

    def __init__(self, *, seed: int, client: int, index: int) -> None:
        self.here = Drawn(seed, client, index, 0)
        self.escrow = split_escrow(client, index)
        self.postings: list[Posting] = []

    def move(self, debit: str, credit: str, fen: int, *, linked: bool = False) -> None:
        ident = item_id(replace(self.here, position=len(self.postings)))
        self.postings.append(
            _posting(ident, PostingKind.POSTED, debit, credit, fen=fen, linked=linked)
        )

    def hold(self, debit: str, credit: str, fen: int) -> None:
        ident = item_id(replace(self.here, position=len(self.postings)))
        self.postings.append(
            _posting(ident, PostingKind.PENDING, debit, credit, fen=fen, linked=False)
        )

    def chain(self, moves: list[tuple[str, str, int]]) -> None:
        some = [move for move in moves if move[2]]
        for number, (debit, credit, fen) in enumerate(some, start=1):
            self.move(debit, credit, fen, linked=number < len(some))


def payee(number: int) -> str:
    """Return the wallet of one of the parties that share a lot's freight."""
    return WALLETS[1 + number]


def split_escrow(client: int, index: int) -> str:
    """Return the account of a batch's split lot."""
    return f"escrow:torture-{client}-{index}"


def poor_wallet(client: int, index: int) -> str:
    """Return the account in which a batch tries the limit."""
    return f"wallet:torture-{client}-{index}"


def own_accounts(client: int, index: int) -> Mapping[str, AccountKind]:
    """Return the accounts that must be opened before a batch is sent."""
    if index % _STORY_EVERY == _SPLIT_AT:
        return {split_escrow(client, index): AccountKind.ESCROW}
    if index % _STORY_EVERY == _LIMIT_AT:
        return {poor_wallet(client, index): AccountKind.WALLET}
    return {}


MARK = 0x70
"""The last sixteen bits of an id from the plan; the house's own ids end in chance."""


def item_id(drawn: Drawn) -> UUID:
    """Return the id of a place in the plan."""
    return UUID(
        int=drawn.seed << 96 | drawn.client << 80 | drawn.index << 32 | drawn.position << 16 | MARK
    )


def drawn_from(ident: UUID) -> Drawn | None:
    """Return the place where an id was drawn, None for an id of somebody else."""
    number = ident.int
    if number & 0xFFFF != MARK:
        return None
    return Drawn(
        number >> 96, number >> 80 & 0xFFFF, number >> 32 & (1 << 48) - 1, number >> 16 & 0xFFFF
    )


def fresh(here: Drawn) -> Posting:
    """Return the posting that belongs to a place; repeats of it are equal."""
    dice = Random(item_id(here).int)  # noqa: S311  # a repeatable plan
    linked = dice.random() < 0.12 and here.position < BATCH - 1  # noqa: PLR2004  # a share
    roll = dice.random()
    made = next(make for most, make in _KINDS if roll < most)
    return made(dice, here, linked)


def _deposit(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # one of _KINDS
    to = dice.choice(WALLETS)
    fen = dice.randint(1, 40)
    return _posting(item_id(here), PostingKind.POSTED, CLEARING, to, fen=fen, linked=linked)


def _move(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # as above
    debit, credit = dice.sample((*WALLETS, ESCROW), 2)
    fen = dice.randint(1, 30)
    return _posting(item_id(here), PostingKind.POSTED, debit, credit, fen=fen, linked=linked)


def _charge(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # as above
    debit = dice.choice(WALLETS)
    return _posting(item_id(here), PostingKind.POSTED, debit, FEE, fen=1, linked=linked)


def _overdraft(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # as above
    debit, credit = dice.sample(WALLETS, 2)
    fen = 10**9
    return _posting(item_id(here), PostingKind.POSTED, debit, credit, fen=fen, linked=linked)


def _hold(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # as above
    debit, credit = dice.choice(WALLETS), dice.choice((ESCROW, CLEARING))
    posting = _posting(
        item_id(here), PostingKind.PENDING, debit, credit, fen=dice.randint(1, 30), linked=linked
    )
    return replace(posting, timeout_s=dice.choice((None, 1, 3_600)))


def _resolve(dice: Random, here: Drawn, linked: bool) -> Posting:  # noqa: FBT001  # as above
    """Post, void or expire what stands at an earlier place of this client or its neighbour."""
    kind = dice.choice((PostingKind.POST, PostingKind.POST, PostingKind.VOID, PostingKind.EXPIRE))
    back = dice.randint(0, 2)
    at = replace(
        here,
        client=max(0, here.client - dice.randint(0, 1)),
        index=max(0, here.index - back),
        position=dice.randrange(BATCH),
    )
    held = _near_hold(at)
    fen = dice.randint(1, 30) if kind is PostingKind.POST and dice.random() < 0.5 else None  # noqa: PLR2004  # a half
    ident = item_id(here)
    return replace(_posting(ident, kind, None, None, fen=fen, linked=linked), pending_id=held)


def _near_hold(at: Drawn) -> UUID:
    """Return the next place from here on that makes a hold, so that most resolutions meet one."""
    for position in (*range(at.position, BATCH), *range(at.position)):
        place = replace(at, position=position)
        if _makes_hold(place):
            return item_id(place)
    return item_id(at)


def _makes_hold(place: Drawn) -> bool:
    dice = Random(item_id(place).int)  # noqa: S311  # the same dice as fresh
    dice.random()
    return _HOLDS_FROM <= dice.random() < _HOLDS_UNTIL


_Make = Callable[[Random, Drawn, bool], Posting]
_HOLDS_FROM, _HOLDS_UNTIL = 0.68, 0.82
_KINDS: tuple[tuple[float, _Make], ...] = (
    (0.26, _deposit),
    (0.60, _move),
    (0.66, _charge),
    (_HOLDS_FROM, _overdraft),
    (_HOLDS_UNTIL, _hold),
    (1.0, _resolve),
)


def _shared(here: Drawn, dice: Random) -> Posting:
    """Race with the other clients for an id: each means another payload under it."""
    ident = item_id(replace(here, client=SHARED))
    debit, credit = dice.sample(WALLETS, 2)
    fen = 1 + here.client
    return _posting(ident, PostingKind.POSTED, debit, credit, fen=fen, linked=False)


def _other_payload(posting: Posting) -> Posting:
    return replace(posting, purpose="other")


def _posting(
    ident: UUID,
    kind: PostingKind,
    debit: str | None,
    credit: str | None,
    *,
    fen: int | None,
    linked: bool,
) -> Posting:
    return Posting(
        id=ident,
        kind=kind,
        group=GROUP,
        purpose="torture",
        event_at=_EVENT_AT,
        debit=debit,
        credit=credit,
        amount=None if fen is None else Money(fen),
        linked=linked,
    )
