"""The ledger's meaning in plain Python: what the database function is compared with."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from matou.kit.money import MAX_FEN
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind, Status
from matou.spine.ledger.rules import GOOD, NATURES, Limit

_MAKES = {PostingKind.POSTED, PostingKind.PENDING}


@dataclass
class ModelAccount:
    limit: Limit
    unit: str = "CNY"
    is_closed: bool = False
    counters: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    """Debit pending, debit posted, credit pending, credit posted."""


@dataclass
class Done:
    posting: Posting
    debit: str
    credit: str
    amount: int
    expires_at: datetime | None


class Model:
    """Accounts, what happened, what was refused and which holds are resolved."""

    def __init__(self) -> None:
        self.accounts: dict[str, ModelAccount] = {}
        self.done: dict[UUID, Done] = {}
        self.refused: dict[UUID, tuple[Status, Posting]] = {}
        self.resolved: set[UUID] = set()

    def open(self, code: str, kind: AccountKind, unit: str = "CNY") -> None:
        self.accounts[code] = ModelAccount(limit=NATURES[kind].limit, unit=unit)

    def submit(self, postings: Sequence[Posting], now: datetime) -> list[Status]:
        statuses: list[Status] = []
        chain: list[Posting] = []
        for position, posting in enumerate(postings, start=1):
            chain.append(posting)
            if not posting.linked or position == len(postings):
                statuses += self._chain(chain, now)
                chain = []
        return statuses

    def _chain(self, chain: list[Posting], now: datetime) -> list[Status]:
        before = deepcopy((self.accounts, self.done, self.resolved))
        statuses: list[Status] = []
        is_broken = False
        for posting in chain:
            is_left_open = posting.linked and posting is chain[-1]
            known = self._known(posting)
            status = known or self._new(posting, now, (is_broken, is_left_open))
            statuses.append(status)
            if known is None and status not in GOOD:
                self.refused[posting.id] = (status, posting)
            if not is_broken and (status not in GOOD or is_left_open):
                is_broken = True
                self.accounts, self.done, self.resolved = before
                self._undo(chain, statuses)
        return statuses

    def _undo(self, chain: list[Posting], statuses: list[Status]) -> None:
        for position, status in enumerate(statuses):
            posting = chain[position]
            if status in GOOD and posting.id not in self.done:
                statuses[position] = Status.LINKED_ITEM_FAILED
                self.refused.setdefault(posting.id, (Status.LINKED_ITEM_FAILED, posting))

    def _known(self, posting: Posting) -> Status | None:
        if posting.id in self.done:
            is_same = _identity(self.done[posting.id].posting) == _identity(posting)
            return Status.EXISTS if is_same else Status.EXISTS_WITH_DIFFERENT_PAYLOAD
        if posting.id in self.refused:
            status, earlier = self.refused[posting.id]
            is_same = _identity(earlier) == _identity(posting)
            return status if is_same else Status.EXISTS_WITH_DIFFERENT_PAYLOAD
        return None

    def _new(self, posting: Posting, now: datetime, chain_is: tuple[bool, bool]) -> Status:
        is_broken, is_open = chain_is
        if is_broken:
            return Status.LINKED_ITEM_FAILED
        if is_open:
            return Status.CHAIN_LEFT_OPEN
        if posting.kind in _MAKES:
            return self._make(posting, now)
        return self._resolve(posting, now)

    def _make(self, posting: Posting, now: datetime) -> Status:
        timeout = posting.timeout_s
        if (
            posting.debit is None
            or posting.credit is None
            or posting.amount is None
            or posting.pending_id is not None
            or (timeout is not None and (timeout <= 0 or posting.kind is PostingKind.POSTED))
        ):
            return Status.MALFORMED
        amount = posting.amount.fen
        refusal = self._refuse_sides(posting.debit, posting.credit, amount)
        if refusal:
            return refusal
        is_hold = posting.kind is PostingKind.PENDING
        ends = None if timeout is None else now + timedelta(seconds=timeout)
        self._move(posting.debit, posting.credit, amount * is_hold, amount * (not is_hold))
        self.done[posting.id] = Done(posting, posting.debit, posting.credit, amount, ends)
        return Status.OK

    def _refuse_sides(self, debit: str, credit: str, amount: int) -> Status | None:
        if amount <= 0:
            return Status.AMOUNT_NOT_POSITIVE
        if debit == credit:
            return Status.ACCOUNTS_SAME
        if debit not in self.accounts:
            return Status.DEBIT_ACCOUNT_NOT_FOUND
        if credit not in self.accounts:
            return Status.CREDIT_ACCOUNT_NOT_FOUND
        return _refuse_amount(self.accounts[debit], self.accounts[credit], amount)

    def _resolve(self, posting: Posting, now: datetime) -> Status:
        is_post = posting.kind is PostingKind.POST
        amount = None if posting.amount is None else posting.amount.fen
        if (
            posting.pending_id is None
            or posting.timeout_s is not None
            or (not is_post and amount is not None)
        ):
            return Status.MALFORMED
        if amount is not None and amount <= 0:
            return Status.AMOUNT_NOT_POSITIVE
        hold = self.done.get(posting.pending_id)
        if hold is None or hold.posting.kind is not PostingKind.PENDING:
            return Status.PENDING_NOT_FOUND
        refusal = self._refuse_resolution(posting, hold, now)
        if refusal:
            return refusal
        moved = hold.amount if amount is None else amount
        self._move(hold.debit, hold.credit, -hold.amount, moved * is_post)
        self.resolved.add(posting.pending_id)
        self.done[posting.id] = Done(posting, hold.debit, hold.credit, moved, None)
        return Status.OK

    def _refuse_resolution(self, posting: Posting, hold: Done, now: datetime) -> Status | None:
        has_ended = hold.expires_at is not None and hold.expires_at <= now
        if posting.debit not in {None, hold.debit} or posting.credit not in {None, hold.credit}:
            return Status.PENDING_HAS_OTHER_ACCOUNTS
        if posting.pending_id in self.resolved:
            return Status.PENDING_ALREADY_RESOLVED
        if posting.kind is PostingKind.POST and has_ended:
            return Status.PENDING_EXPIRED
        if posting.kind is PostingKind.EXPIRE and not has_ended:
            return Status.PENDING_NOT_EXPIRED
        if posting.amount is not None and posting.amount.fen > hold.amount:
            return Status.EXCEEDS_PENDING_AMOUNT
        return None

    def _move(self, debit: str, credit: str, pending: int, posted: int) -> None:
        self.accounts[debit].counters[0] += pending
        self.accounts[debit].counters[1] += posted
        self.accounts[credit].counters[2] += pending
        self.accounts[credit].counters[3] += posted


def _refuse_amount(debit: ModelAccount, credit: ModelAccount, amount: int) -> Status | None:
    held, out, _, paid_in = debit.counters
    _, got, held_back, given = credit.counters
    refusals = {
        Status.UNITS_DIFFER: debit.unit != credit.unit,
        Status.ACCOUNT_CLOSED: debit.is_closed or credit.is_closed,
        Status.OVERFLOW: amount > MAX_FEN,
        Status.EXCEEDS_CREDITS: debit.limit is Limit.DEBITS and held + out + amount > paid_in,
        Status.EXCEEDS_DEBITS: credit.limit is Limit.CREDITS and held_back + given + amount > got,
    }
    return next((status for status, applies in refusals.items() if applies), None)


def _identity(posting: Posting) -> tuple[object, ...]:
    """What moves money; words and instants may differ in a repeat."""
    return (
        posting.kind,
        posting.debit,
        posting.credit,
        posting.amount,
        posting.pending_id,
        posting.linked,
        posting.timeout_s,
        posting.group,
        posting.purpose,
    )
