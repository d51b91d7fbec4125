"""Credentials (证照) as the account and the console show them: words, days, history."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from matou.kit.clock import CHINA
from matou.spine.credentials import queries
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.spine.credentials.rules.validity import NOTICE_DAYS
from matou.web import texts
from matou.web.language import in_language

NO_END_ON = date(9998, 12, 31)
"""The last day of a paper without an end; a year further, and no instant can follow it."""
_TONES = {
    CredentialState.CLAIMED: texts.INFO,
    CredentialState.VERIFIED: texts.GOOD,
    CredentialState.SUSPENDED: texts.WARN,
    CredentialState.REVOKED: texts.BAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A credential, ready to show; ``until_on`` is its last day, None = no end."""

    card: CredentialCard
    title: str
    state: str
    tone: str
    from_on: date
    until_on: date | None
    term: str
    """What the calendar says of it, empty while nothing needs saying."""
    term_tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One step in a credential's life, ready to show."""

    at: datetime
    state: str
    tone: str
    by: str
    note: str


def paper_line(card: CredentialCard, *, now: datetime) -> PaperLine:
    """Return a credential as a line of a list and as the head of its own page."""
    until_on = (card.valid.until_at - timedelta(microseconds=1)).astimezone(CHINA).date()
    term, term_tone = _term(card, now=now)
    return PaperLine(
        card=card,
        title=in_language(zh=card.title_zh, en=card.title_en),
        state=_state(card.state),
        tone=_TONES[card.state],
        from_on=card.valid.from_at.astimezone(CHINA).date(),
        until_on=until_on if until_on < NO_END_ON else None,
        term=term,
        term_tone=term_tone,
    )


def check_lines(code: str) -> tuple[CheckLine, ...]:
    """Return how a credential came to its state, the first step first."""
    return tuple(
        CheckLine(at=row.at, state=_state(row.state), tone=_TONES[row.state], by=row.by,
                  note=row.note)
        for row in queries.checks_of(code)
    )  # fmt: skip


def _state(state: CredentialState) -> str:
    return {
        CredentialState.CLAIMED: _("等待核验"),
        CredentialState.VERIFIED: _("核验属实"),
        CredentialState.SUSPENDED: _("暂停使用"),
        CredentialState.REVOKED: _("不再有效"),
    }[state]


def _term(card: CredentialCard, *, now: datetime) -> tuple[str, str]:
    if card.state is CredentialState.REVOKED:
        return "", texts.NEUTRAL
    if now >= card.valid.until_at:
        return _("期限已过"), texts.BAD
    if now < card.valid.from_at:
        return _("期限未到"), texts.INFO
    if card.valid.until_at - now <= timedelta(days=NOTICE_DAYS[0]):
        return _("快到期"), texts.WARN
    return "", texts.NEUTRAL
