"""Small translations from e-licences to what templates print."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from matou.kit.clock import CHINA
from matou.spine.credentials.contracts import CredentialState, LicenceCard, LicenceState
from matou.spine.credentials.queries import Checked, LicenceDetail, LicenceStep, Shown, Unfit
from matou.spine.credentials.rules.licence_terms import last_day
from matou.spine.parties import queries as parties
from matou.web import texts
from matou.web.components.records import TimelineItem
from matou.web.components.words import chinese
from matou.web.language import in_language, is_chinese

_TONES: dict[str, str] = {
    LicenceState.VALID: texts.GOOD,
    LicenceState.NOT_YET: texts.INFO,
    LicenceState.SUSPENDED: texts.WARN,
    LicenceState.REVOKED: texts.BAD,
    LicenceState.REPLACED: texts.WARN,
    LicenceState.EXPIRED: texts.BAD,
    Unfit.FORGED: texts.BAD,
    Unfit.UNKNOWN: texts.BAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceLine:
    """An e-licence, ready to show; ``until_on`` is its last day, None = no end."""

    card: LicenceCard
    title: str
    issuer: str
    state: str
    tone: str
    from_on: date
    until_on: date | None


def licence_line(card: LicenceCard) -> LicenceLine:
    """Return a licence as a line of a list and as the head of its page."""
    return LicenceLine(
        card=card,
        title=in_language(zh=card.title_zh, en=card.title_en),
        issuer=in_language(zh=card.issuer_name, en=card.issuer_name_en),
        state=verdict_word(card.state),
        tone=_TONES[card.state],
        from_on=card.valid.from_at.astimezone(CHINA).date(),
        until_on=last_day(card.valid),
    )


def field_lines(card: LicenceCard) -> list[dict[str, str]]:
    """Return the lines of a licence in the reader's language."""
    return [{"label": in_language(zh=one.zh, en=one.en), "value": one.value} for one in card.fields]


def verdict_word(verdict: str) -> str:
    """Return a verdict in one word."""
    return {
        LicenceState.VALID: _("证照有效"),
        LicenceState.NOT_YET: _("尚未生效"),
        LicenceState.SUSPENDED: _("暂停使用中"),
        LicenceState.REVOKED: _("证照已作废"),
        LicenceState.REPLACED: _("已被换发"),
        LicenceState.EXPIRED: _("证照已过期"),
        Unfit.FORGED: _("不可信"),
        Unfit.UNKNOWN: _("查无此证"),
    }[verdict]  # type: ignore[index]  # a StrEnum member is its own text


def verdict_notes() -> dict[str, str]:
    """Return what each verdict means and what to do next."""
    return {
        LicenceState.VALID: _("由本平台签发，未被改动，现在有效。请核对持证人与出示人是否一致。"),
        LicenceState.NOT_YET: _("证照是真的，但有效期还没有开始。"),
        LicenceState.SUSPENDED: _("证照是真的，但发证机关已暂停使用，现在不能作为凭据。"),
        LicenceState.REVOKED: _("证照是真的，但发证机关已作废，不能再作为凭据。"),
        LicenceState.REPLACED: _("证照已换发新版本，这一版不再有效。请持证人出示新版本。"),
        LicenceState.EXPIRED: _("证照是真的，但有效期已过。请持证人出示延续后的证照。"),
        Unfit.FORGED: _("签名或校验位不符：内容被改动过，或者不是本平台签发的。请勿采信。"),
        Unfit.UNKNOWN: _("没有签发过这样的证照。请核对抄写，或扫描证照上的二维码。"),
    }


def answer_facts(checked: Checked) -> dict[str, Any]:
    """Return the answer to a check for the template; nothing that was not shown."""
    card = checked.card
    refusal = checked.refusal
    return {
        "verdict": verdict_word(checked.verdict),
        "tone": _TONES[checked.verdict],
        "note": verdict_notes()[checked.verdict],
        "reason": refusal.message("zh" if is_chinese() else "en") if refusal else "",
        "line": licence_line(card) if card else None,
        "claims": [
            {"label": in_language(zh=one.zh, en=one.en), "value": one.value}
            for one in checked.claims
        ],
        "is_masked": checked.shown is Shown.IDENTIFIER and card is not None,
    }


def history_items(detail: LicenceDetail, *, names_officers: bool) -> list[TimelineItem]:
    """Return the history of a licence; its holder reads what was done and why, not by whom."""
    people: dict[str, str] = {}
    if names_officers:
        cards = parties.party_cards({step.by for step in detail.steps})
        people = {code: card.name for code, card in cards.items()}
    return [
        TimelineItem(
            title=_("第 %(version)s 版：%(state)s")
            % {"version": step.version, "state": _step_word(step)},
            at=step.at,
            actor=people.get(step.by, ""),
            note=chinese(step.note),
            tone=texts.INFO,
        )
        for step in detail.steps
    ]


def _step_word(step: LicenceStep) -> str:
    if step.is_issue:
        return _("证照签发")
    if step.is_replaced:
        return _("由新版本取代")
    return {
        CredentialState.CLAIMED: _("等待签发"),
        CredentialState.VERIFIED: _("恢复证照使用"),
        CredentialState.SUSPENDED: _("暂停使用中"),
        CredentialState.REVOKED: _("证照已作废"),
    }[step.state]
