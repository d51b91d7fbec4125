"""Quarterly reports (涉税报送): prepare, release by a second, send, hear, correct.

Of carriers' income, and of the tax withheld from them; both go the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import DomainError, NotFound
from matou.kit.ids import uuid7
from matou.modules.finance.contracts import (
    IncomeReportAnswered,
    IncomeReportReleased,
    TaxAnswer,
    TaxRow,
    TaxSubmission,
)
from matou.modules.finance.models import AuthorityAnswer, IncomeReport, IncomeRow
from matou.modules.finance.queries.income import earned_in, withheld_in
from matou.modules.finance.rules.income import (
    Earned,
    IdentityKind,
    ReportAct,
    ReportKind,
    ReportState,
    RowState,
    masked,
    next_report_state,
)
from matou.modules.finance.rules.periods import PeriodNotOver, quarter_of
from matou.modules.finance.rules.sealing import canonical
from matou.modules.finance.services.authority import authority
from matou.spine.journal import services as journal
from matou.spine.ledger.queries import periods
from matou.spine.parties import queries as parties
from matou.spine.parties import services as party_services
from matou.spine.parties.contracts import PartyCard, PartyKind

REPORTERS = frozenset({OPERATOR, ADMIN})


class ReportExists(DomainError):
    """The quarter has a report that is not answered yet, or was accepted as a whole."""

    code = "finance.report-exists"
    zh = "{quarter} 已有报表。被退回的行可在收到回执后出更正报表。"
    en = "{quarter} has a report. Rows that are refused can be corrected after the answer."


class IdentitiesMissing(DomainError):
    """Carriers without a number the authority could know them by stand in the report."""

    code = "finance.identities-missing"
    zh = "{count} 个承运人缺少统一社会信用代码或身份证号，请先补全再放行。"
    en = "{count} carriers have no credit code or identity number. Complete them first."


class SamePerson(DomainError):
    """Who prepared a report does not release it."""

    code = "finance.same-person"
    status = 403
    zh = "报表须由编制人以外的另一位人员复核放行。"
    en = "Somebody other than the person who prepared the report has to release it."


@transaction.atomic
def prepare_report(
    *, quarter: str, actor: Actor, now: datetime, kind: ReportKind = ReportKind.INCOME
) -> UUID:
    """Reckon a quarter that is over and return the draft's id; a draft is reckoned anew.

    After an answer with refused rows this makes the next edition, of those rows alone.
    Raises NotAllowed, InvalidInput, PeriodNotOver, ReportExists.
    """
    actor.require_any(REPORTERS)
    period = quarter_of(quarter).period
    if period.until_at > now or not periods.is_written_out(at=period.until_at):
        raise PeriodNotOver
    last = (
        IncomeReport.objects.select_for_update(of=("self",))
        .filter(kind=kind.value, quarter=quarter)
        .order_by("-edition")
        .first()
    )
    wanted: set[str] | None = None
    edition = 1
    if last is not None and last.state == ReportState.DRAFT.value:
        edition = last.edition
        wanted = _refused(kind, quarter, edition - 1) if edition > 1 else None
        last.rows.all().delete()
        last.delete()
    elif last is not None:
        if last.state != ReportState.REFUSED.value:
            raise ReportExists(quarter=quarter)
        edition, wanted = last.edition + 1, _refused(kind, quarter, last.edition)
    report = IncomeReport.objects.create(
        id=uuid7(now=now),
        kind=kind.value,
        quarter=quarter,
        edition=edition,
        state=ReportState.DRAFT.value,
        prepared_by=actor.code,
        prepared_at=now,
    )
    found = withheld_in(quarter) if kind is ReportKind.WITHHELD else earned_in(quarter)
    _write_rows(report, [one for one in found if wanted is None or one.party in wanted])
    return report.id


@transaction.atomic
def release_report(*, report_id: UUID, actor: Actor, now: datetime) -> None:
    """Let a report out as a second person; its figures stand from here on.

    Raises NotAllowed, NotFound, SamePerson, IdentitiesMissing, ReportNotReady.
    """
    actor.require_any(REPORTERS)
    report = _locked(report_id)
    state = next_report_state(state=ReportState(report.state), act=ReportAct.RELEASE)
    if report.prepared_by == actor.code:
        raise SamePerson
    missing = report.rows.filter(identity_kind=IdentityKind.MISSING.value).count()
    if missing:
        raise IdentitiesMissing(count=missing)
    report.state, report.released_by, report.released_at = state.value, actor.code, now
    report.sha256 = _figures_hash(report)
    report.save()
    journal.publish(
        IncomeReportReleased(
            aggregate=str(report.id),
            actor=actor.code,
            occurred_at=now,
            kind=report.kind,
            quarter=report.quarter,
            edition=report.edition,
            rows=report.rows.count(),
            sha256=report.sha256,
        )
    )


def send_report(*, report_id: UUID, actor: Actor, now: datetime) -> None:
    """Hand a released report to the authority, again where its answer is lost.

    The intention is committed before the call: a crash between leaves a report to send again,
    and the authority counts one id once. Raises NotFound, NotAllowed, ReportNotReady,
    AuthorityUnreachable.
    """
    actor.require_any(REPORTERS)
    with transaction.atomic():
        report = _locked(report_id)
        state = next_report_state(state=ReportState(report.state), act=ReportAct.SEND)
        submission = TaxSubmission(
            id=report.id,
            kind=report.kind,
            quarter=report.quarter,
            edition=report.edition,
            rows=whole_rows(report_id=report.id, why="报送", actor=actor, now=now),
            sha256=report.sha256,
        )
        report.state, report.sent_at = state.value, now
        report.sendings += 1
        report.save()
    authority().submit(submission, now=now)


def hear_authority(*, now: datetime) -> int:
    """Take in what the authority has answered; returns how many answers were news."""
    return sum(receive_answer(answer=answer, now=now) for answer in authority().answers(now=now))


@transaction.atomic
def receive_answer(*, answer: TaxAnswer, now: datetime) -> bool:
    """Write an answer down and mark its rows; a doubled or foreign one changes nothing."""
    report = (
        IncomeReport.objects.select_for_update(of=("self",)).filter(id=answer.submission).first()
    )
    if report is None or AuthorityAnswer.objects.filter(id=answer.id).exists():
        return False
    if report.state != ReportState.SENT.value:
        return False
    AuthorityAnswer.objects.create(
        id=answer.id,
        report=report,
        refused={str(number): reason for number, reason in answer.refused.items()},
        answered_at=answer.answered_at,
        received_at=now,
    )
    act = ReportAct.REFUSE if answer.refused else ReportAct.ACCEPT
    report.state = next_report_state(state=ReportState.SENT, act=act).value
    report.answered_at = answer.answered_at
    report.save()
    report.rows.exclude(number__in=answer.refused).update(state=RowState.ACCEPTED.value)
    for number, reason in answer.refused.items():
        report.rows.filter(number=number).update(state=RowState.REFUSED.value, reason=reason[:300])
    journal.publish(
        IncomeReportAnswered(
            aggregate=str(report.id),
            actor="system",
            occurred_at=answer.answered_at,
            kind=report.kind,
            quarter=report.quarter,
            edition=report.edition,
            accepted=report.rows.filter(state=RowState.ACCEPTED.value).count(),
            refused=len(answer.refused),
        )
    )
    return True


def whole_rows(*, report_id: UUID, why: str, actor: Actor, now: datetime) -> tuple[TaxRow, ...]:
    """Return the rows with whole numbers for the file; each person's number read is logged.

    Raises NotAllowed, NotFound, and ReportNotReady before the release.
    """
    actor.require_any(REPORTERS)
    report = IncomeReport.objects.filter(id=report_id).first()
    if report is None:
        raise NotFound(what=report_id)
    if report.state == ReportState.DRAFT.value:
        next_report_state(state=ReportState.DRAFT, act=ReportAct.SEND)
    rows = list(report.rows.order_by("number"))
    cards = parties.party_cards(row.party for row in rows)
    # The reader's own name goes into the access log; the right to read is the platform's duty.
    reader = replace(actor, roles=actor.roles | {"platform.system"})
    reason = f"涉税信息{why} {report.quarter} 第 {report.edition} 版"
    return tuple(
        TaxRow(
            number=row.number,
            name=row.name,
            identity_kind=row.identity_kind,
            identity=_identity(row, cards, reader=reader, why=reason, now=now),
            gross_fen=row.gross_fen,
            refunds_fen=row.refunds_fen,
            net_fen=row.net_fen,
            transactions=row.transactions,
        )
        for row in rows
    )


def _identity(
    row: IncomeRow, cards: Mapping[str, PartyCard], *, reader: Actor, why: str, now: datetime
) -> str:
    if row.identity_kind == IdentityKind.USCC.value:
        return cards[row.party].uscc
    return party_services.read_personal_number(
        code=row.party, field="id_number", why=why, actor=reader, now=now
    )


def _write_rows(report: IncomeReport, earned: Sequence[Earned]) -> None:
    cards = parties.party_cards(one.party for one in earned)
    IncomeRow.objects.bulk_create(
        [
            IncomeRow(
                report=report,
                number=number,
                party=one.party,
                name=cards[one.party].name if one.party in cards else one.party,
                identity_kind=_kind(cards.get(one.party)).value,
                identity_masked=_masked(cards.get(one.party)),
                gross_fen=one.gross.fen,
                refunds_fen=one.refunds.fen,
                net_fen=one.net.fen,
                transactions=one.transactions,
            )
            for number, one in enumerate(earned, start=1)
        ],
        batch_size=1_000,
    )


def _kind(card: PartyCard | None) -> IdentityKind:
    if card is None:
        return IdentityKind.MISSING
    if card.kind is PartyKind.COMPANY and card.uscc:
        return IdentityKind.USCC
    return IdentityKind.ID_NUMBER if card.id_number_masked else IdentityKind.MISSING


def _masked(card: PartyCard | None) -> str:
    if card is None:
        return ""
    return masked(card.uscc) if card.uscc else card.id_number_masked


def _refused(kind: ReportKind, quarter: str, edition: int) -> set[str]:
    rows = IncomeRow.objects.filter(
        report__kind=kind.value,
        report__quarter=quarter,
        report__edition=edition,
        state=RowState.REFUSED.value,
    )
    return set(rows.values_list("party", flat=True))


def _locked(report_id: UUID) -> IncomeReport:
    rows = IncomeReport.objects.select_for_update(of=("self",))
    report = rows.filter(id=report_id).first()
    if report is None:
        raise NotFound(what=report_id)
    return report


def _figures_hash(report: IncomeReport) -> str:
    """Return the hash of the figures by party; whole numbers stay out, they are not kept here."""
    head = {"quarter": report.quarter, "edition": report.edition}
    if report.kind != ReportKind.INCOME.value:
        head["kind"] = report.kind
    digest = sha256(canonical(head))
    names = ("number", "party", "gross_fen", "refunds_fen", "net_fen", "transactions")
    for row in report.rows.order_by("number").values(*names):
        digest.update(canonical(row))
    return digest.hexdigest()
