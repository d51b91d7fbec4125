"""What an editor does with notices: publish, amend, withdraw; each wording stays readable."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.ids import uuid7
from matou.modules.planner.models import NetworkNotice
from matou.modules.planner.queries.notices import (
    CODE_KIND,
    NoticeCard,
    card_of,
    possible_targets,
    terms_of,
)
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.editing import EDITORS, NothingChanged
from matou.modules.planner.rules.notices import NoticeOver, NoticeTerms, check_terms
from matou.modules.planner.services.writing import Occasion, lock_network, record_change
from matou.spine.codes import services as codes

_LONGEST_REASON = 500


@transaction.atomic
def publish_notice(*, terms: NoticeTerms, actor: Actor, now: datetime) -> NoticeCard:
    """Publish a notice (发布通告): the network is another while it is in effect.

    Raises NotAllowed, InvalidInput.
    """
    actor.require_any(EDITORS)
    now = lock_network(now=now)
    check_terms(terms, known=possible_targets(terms.kind, at=now), now=now)
    words = {key: (zh, en) for key, zh, en in rules.KINDS}[terms.kind]
    subject = str(uuid7(now=now))
    code = codes.issue(
        kind=CODE_KIND, subject=subject, title_zh=words[0], title_en=words[1], now=now
    )
    row = _added(code, terms, state=rules.PUBLISHED, reason="", actor=actor, now=now)
    _tell("notice_published", row, actor=actor, now=now)
    return card_of(row, now=now)


@transaction.atomic
def amend_notice(
    *, code: str, terms: NoticeTerms, reason: str, actor: Actor, now: datetime
) -> NoticeCard:
    """Let a notice say something else from now on (变更通告), with the reason.

    Raises NotAllowed, NotFound, NoticeOver, NothingChanged, InvalidInput.
    """
    actor.require_any(EDITORS)
    now = lock_network(now=now)
    row = _open(code, now=now)
    if terms == terms_of(row):
        raise NothingChanged
    terms = replace(terms, kind=row.kind)
    check_terms(terms, known=possible_targets(terms.kind, at=now) | set(row.targets), now=now)
    _end(row, now=now)
    row = _added(code, terms, state=rules.AMENDED, reason=_reason(reason), actor=actor, now=now)
    _tell("notice_amended", row, actor=actor, now=now)
    return card_of(row, now=now)


@transaction.atomic
def withdraw_notice(*, code: str, reason: str, actor: Actor, now: datetime) -> NoticeCard:
    """Take a notice back (撤销通告), with the reason: what it did to the network ends now.

    Raises NotAllowed, NotFound, NoticeOver, InvalidInput.
    """
    actor.require_any(EDITORS)
    now = lock_network(now=now)
    row = _open(code, now=now)
    _end(row, now=now)
    row = _added(
        code, terms_of(row), state=rules.WITHDRAWN, reason=_reason(reason), actor=actor, now=now
    )
    _tell("notice_withdrawn", row, actor=actor, now=now)
    return card_of(row, now=now)


def _open(code: str, *, now: datetime) -> NetworkNotice:
    row = (
        NetworkNotice.objects.select_for_update(of=("self",))
        .filter(code=code, valid_until__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound(what=code)
    if row.state == rules.WITHDRAWN or row.ends_at <= now:
        raise NoticeOver(notice=code)
    assert isinstance(row, NetworkNotice)  # noqa: S101  # the manager's type is the base's
    return row


def _end(row: NetworkNotice, *, now: datetime) -> None:
    NetworkNotice.objects.filter(pk=row.pk).update(valid_until=now)


def _added(  # one wording and who says so
    code: str, terms: NoticeTerms, *, state: str, reason: str, actor: Actor, now: datetime
) -> NetworkNotice:
    row = NetworkNotice(
        code=code,
        state=state,
        note=reason,
        kind=terms.kind,
        targets=list(terms.targets),
        depth_cm=terms.depth_cm,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        issuer=terms.issuer,
        source=terms.source,
        confidence=terms.confidence,
        text=terms.text,
        valid_from=now,
        actor=actor.code,
        recorded_at=now,
    )
    row.save(force_insert=True)
    return row


def _tell(what: str, row: NetworkNotice, *, actor: Actor, now: datetime) -> None:
    record_change(
        what=what,
        subject=row.code,
        subjects=row.targets,
        occasion=Occasion(actor=actor, now=now, effective_at=now),
        boundaries=(row.starts_at, row.ends_at),
    )


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or len(reason) > _LONGEST_REASON:
        raise InvalidInput(
            field="reason", reason_zh="请用不超过 500 字写明原因。",
            reason_en="Say why in at most 500 signs.",
        )  # fmt: skip
    return reason
