"""Issue statements (出具对账单): read the period, write it down, seal it, tell the party."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from matou.kit.actor import ADMIN, OPERATOR, SYSTEM, Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.kit.ids import uuid7
from matou.kit.period import Period
from matou.modules.finance.contracts import STATEMENT_CODE, PeriodStatementIssued
from matou.modules.finance.models import PeriodStatement, StatementAccount, StatementProgress
from matou.modules.finance.queries import seals
from matou.modules.finance.rules.periods import (
    Span,
    StatementPeriod,
    check_over,
    period_name,
)
from matou.modules.finance.rules.sealing import FIRST, Piece, Seal
from matou.modules.finance.rules.states import StatementAct, StatementState, next_state
from matou.modules.finance.services import telling
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.ledger.queries import periods
from matou.spine.parties import queries as parties

ISSUERS = frozenset({OPERATOR, ADMIN, *SYSTEM.roles})
ANSWER_WITHIN = timedelta(days=15)
"""Time to check a month's lines, as river companies close their books by the middle of the next."""
_CHUNK = 2_000
_SHORTEST_REASON = 4
_COPY = f"COPY finance_statementline (statement_id, {', '.join(seals.LINE)}) FROM STDIN"


class AlreadyIssued(DomainError):
    """The party has a statement for the very period."""

    code = "finance.statement-already-issued"
    zh = "该期间的对账单 {statement} 已出具。需要更正时请出具新版并说明原因。"
    en = "Statement {statement} covers this period already. To correct it, issue a newer version."


class LedgerStillWriting(DomainError):
    """A transaction that began before the period's end has not ended yet."""

    code = "finance.ledger-still-writing"
    status = 503
    zh = "期末前开始的记账尚未完成，请几秒后重试。"
    en = "A posting that began before the period's end is not finished. Try again in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRun:
    """What issuing for all parties did."""

    issued: tuple[str, ...]
    present: int


@transaction.atomic
def issue_statement(*, party: str, wanted: StatementPeriod, actor: Actor, now: datetime) -> str:
    """Issue the party's statement of the period and return its code.

    Raises NotAllowed, NotFound, PeriodNotOver, LedgerStillWriting and AlreadyIssued.
    """
    actor.require_any(ISSUERS)
    check_over(wanted, now=now)
    _hold_chain(party)
    present = _newest(party, wanted.period)
    if present is not None:
        raise AlreadyIssued(statement=present.code)
    return _issue(_Draft(party=party, wanted=wanted, actor=actor, now=now, version=1, why=""))


@transaction.atomic
def reissue_statement(*, code: str, why: str, actor: Actor, now: datetime) -> str:
    """Issue a newer version of a statement nobody has signed and return the new code.

    Raises NotAllowed, NotFound, InvalidInput without a reason, StatementNotReady once signed.
    """
    actor.require_any(ISSUERS)
    if len(why.strip()) < _SHORTEST_REASON:
        raise InvalidInput(
            field="原因 why",
            reason_zh="请说明为何重新出具。",
            reason_en="Say why it is issued anew.",
        )
    old = PeriodStatement.objects.filter(code=code).first()
    if old is None:
        raise NotFound(what=code)
    _hold_chain(old.party)
    progress = StatementProgress.objects.select_for_update(of=("self",)).get(statement=old)
    progress.state = next_state(state=StatementState(progress.state), act=StatementAct.SUPERSEDE)
    wanted = StatementPeriod(span=Span(old.span), period=Period(old.from_at, old.until_at))
    new = _issue(
        _Draft(party=old.party, wanted=wanted, actor=actor, now=now, version=old.version + 1,
               why=why.strip())
    )  # fmt: skip
    progress.successor = PeriodStatement.objects.get(code=new)
    progress.save(update_fields=["state", "successor"])
    return new


def issue_for_all(*, wanted: StatementPeriod, actor: Actor, now: datetime) -> IssueRun:
    """Issue the period's statements that are missing, each party in a transaction of its own.

    Raises PeriodNotOver, and LedgerStillWriting for the whole run, which may simply be repeated.
    """
    actor.require_any(ISSUERS)
    check_over(wanted, now=now)
    owners = periods.owners_between(period=wanted.period, kinds=seals.KINDS)
    known = parties.party_cards(owners)
    missing = [one for one in owners if one in known and _newest(one, wanted.period) is None]
    issued = [issue_statement(party=one, wanted=wanted, actor=actor, now=now) for one in missing]
    return IssueRun(issued=tuple(issued), present=len(known) - len(issued))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    party: str
    wanted: StatementPeriod
    actor: Actor
    now: datetime
    version: int
    why: str


def _issue(draft: _Draft) -> str:
    period = draft.wanted.period
    card = parties.party_card(draft.party)
    if not periods.is_written_out(at=period.until_at):
        raise LedgerStillWriting
    accounts = periods.accounts_between(owner=draft.party, kinds=seals.KINDS, period=period)
    statement = PeriodStatement(id=uuid7(now=draft.now), code=new_code())
    seal = Seal()
    totals = _write_lines(statement.id, accounts, seal)
    rows = [_account(statement.id, at, one, totals) for at, one in enumerate(accounts, start=1)]
    StatementAccount.objects.bulk_create(rows, batch_size=_CHUNK)
    for row in rows:
        seal.add({name: getattr(row, name) for name in seals.ACCOUNT})
    before = seals.last_of_party(draft.party)
    _head(statement, draft, rows)
    statement.party_name, statement.party_identity = card.name, card.uscc
    statement.number = before.number + 1 if before else 1
    statement.previous_sha256 = before.sha256 if before else FIRST
    seal.add({name: getattr(statement, name) for name in seals.HEADER})
    statement.sha256 = seal.text()
    # Last of all: the trigger on this row finds accounts and lines adding up, or refuses.
    statement.save(force_insert=True)
    _open(statement, draft)
    return statement.code


def _write_lines(
    statement_id: UUID, accounts: Sequence[periods.AccountPeriod], seal: Seal
) -> dict[int, tuple[int, int]]:
    """Copy every line of the accounts, seal it, and return credits and debits by place."""
    places = {one.account: at for at, one in enumerate(accounts, start=1)}
    totals = dict.fromkeys(places.values(), (0, 0))
    pieces = (
        seals.line_piece(number=number, place=places[line.account], line=line)
        for number, line in enumerate(periods.lines_between(accounts), start=1)
    )
    while chunk := list(islice(pieces, _CHUNK)):
        _copy(statement_id, chunk)
        for piece in chunk:
            seal.add(piece)
            place, change = int(str(piece["place"])), int(str(piece["change_fen"]))
            credits_, debits = totals[place]
            totals[place] = (credits_ + max(change, 0), debits + max(-change, 0))
    return totals


def _copy(statement_id: UUID, chunk: Sequence[Piece]) -> None:
    # COPY is five times faster than inserts here, and a month may have a hundred thousand lines.
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for piece in chunk:
            copy.write_row((statement_id, *(piece[name] for name in seals.LINE)))


def _account(
    statement_id: UUID, place: int, one: periods.AccountPeriod, totals: dict[int, tuple[int, int]]
) -> StatementAccount:
    credits_, debits = totals[place]
    # What the sums say and what the ledger's own running balance says must be one.
    assert one.opening.fen + credits_ - debits == one.closing.fen, one.account  # noqa: S101
    return StatementAccount(
        statement_id=statement_id,
        place=place,
        account=one.account,
        kind=one.kind,
        opening_fen=one.opening.fen,
        credits_fen=credits_,
        debits_fen=debits,
        closing_fen=one.closing.fen,
        line_count=one.high - one.low,
        opening_version=one.low,
        closing_version=one.high,
    )


def _head(statement: PeriodStatement, draft: _Draft, rows: Sequence[StatementAccount]) -> None:
    wallets = [row for row in rows if row.kind == "wallet"]
    bound = [row for row in rows if row.kind in {"escrow", "deposit"}]
    statement.party = draft.party
    statement.span = draft.wanted.span.value
    statement.from_at, statement.until_at = (
        draft.wanted.period.from_at,
        draft.wanted.period.until_at,
    )
    statement.version, statement.why = draft.version, draft.why
    statement.opening_fen = sum(row.opening_fen for row in wallets)
    statement.credits_fen = sum(row.credits_fen for row in wallets)
    statement.debits_fen = sum(row.debits_fen for row in wallets)
    statement.closing_fen = sum(row.closing_fen for row in wallets)
    statement.bound_opening_fen = sum(row.opening_fen for row in bound)
    statement.bound_closing_fen = sum(row.closing_fen for row in bound)
    statement.line_count = sum(row.line_count for row in rows)
    statement.issued_at, statement.issued_by = draft.now, draft.actor.code


def _open(statement: PeriodStatement, draft: _Draft) -> None:
    due_at = draft.now + ANSWER_WITHIN
    StatementProgress.objects.create(
        statement=statement, state=StatementState.ISSUED.value, due_at=due_at
    )
    name = period_name(draft.wanted.span, draft.wanted.period)
    codes.ensure_code(
        kind=STATEMENT_CODE,
        subject=statement.code,
        title_zh=f"对账单 {name}",
        title_en=f"Statement {name}",
        now=draft.now,
    )
    journal.publish(
        PeriodStatementIssued(
            aggregate=statement.code,
            actor=draft.actor.code,
            occurred_at=draft.now,
            party=draft.party,
            from_at=statement.from_at,
            until_at=statement.until_at,
            version=statement.version,
            lines=statement.line_count,
            sha256=statement.sha256,
        )
    )
    telling.tell_issued(statement, due_at=due_at, now=draft.now)


def _newest(party: str, period: Period) -> PeriodStatement | None:
    rows = PeriodStatement.objects.filter(
        party=party, from_at=period.from_at, until_at=period.until_at
    )
    return rows.order_by("-version").first()


def _hold_chain(party: str) -> None:
    """Let one transaction at a time extend the party's chain; it is free again at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 810))", [party])
