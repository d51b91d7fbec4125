"""Small translations from rows to what templates print."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from matou.kit.clock import CHINA
from matou.modules.registry.contracts import VesselCard
from matou.modules.registry.queries.vessels import VesselRow
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.history import CONFIDENCES
from matou.modules.registry.rules.proposals import STATES
from matou.modules.registry.rules.values import shown
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.web import texts
from matou.web.language import in_language, is_chinese

SOON = timedelta(days=60)
"""The first of the expiry alarms (60, 30 and 7 days)."""

PUBLIC_STATES = frozenset({CredentialState.VERIFIED, CredentialState.SUSPENDED})
"""Licences that anyone reads of; claims and revoked ones concern only who keeps the register."""

STATUS_TONES = {
    "in_service": texts.GOOD,
    "laid_up": texts.WARN,
    "deregistered": texts.DONE,
}
CONFIDENCE_TONES = {"A": texts.GOOD, "B": texts.INFO, "C": texts.WARN}


def language() -> str:
    """Return the reader's language for queries and rules."""
    return "zh" if is_chinese() else "en"


def vessel_line(card: VesselCard) -> dict[str, Any]:
    """Return a vessel as a line of a table."""
    return {
        "code": card.code,
        "name": card.name(language()),
        "other_name": card.name_en if is_chinese() else card.name_zh,
        "mmsi": card.mmsi,
        "type": in_language(zh=card.type_zh, en=card.type_en),
        "home_port": card.home_port,
        "deadweight": number("deadweight_kg", card.deadweight_kg),
        "length": number("length_overall_cm", card.length_cm),
        "breadth": number("breadth_cm", card.beam_cm),
        "draught": number("full_draught_cm", card.full_draught_cm),
        "status": card.status,
        "status_label": status_label(card.status),
        "status_tone": STATUS_TONES.get(card.status, texts.NEUTRAL),
    }


def vessel_row_line(row: VesselRow) -> dict[str, Any]:
    """Return a row of the vessel list with the operator's public name."""
    return {**vessel_line(row.card), "operator": row.operator_name or row.owner_name}


def number(name: str, value: int | None) -> str:
    """Return a whole number in shown units with its unit, "" where not recorded."""
    return "" if value is None else shown(FIELD_BY_NAME[name], value, language())


def status_label(status: str) -> str:
    """Return the words for a vessel's status."""
    return FIELD_BY_NAME["status"].choice_label(status, language())


def confidence_badges() -> dict[str, dict[str, str]]:
    """Return label and tone of each degree of confidence."""
    return {
        key: {"label": in_language(zh=zh, en=en), "tone": CONFIDENCE_TONES[key]}
        for key, zh, en in CONFIDENCES
    }


def credential_line(card: CredentialCard, *, now: datetime) -> dict[str, Any]:
    """Return a licence or certificate with its validity in words."""
    if card.state == CredentialState.CLAIMED:
        state, label, tone = "claimed", _("待核验"), texts.NEUTRAL
    elif card.state != CredentialState.VERIFIED:
        state, label, tone = str(card.state), _("停用"), texts.BAD
    elif card.valid.until_at <= now:
        state, label, tone = "expired", _("已过期"), texts.BAD
    elif card.valid.until_at <= now + SOON:
        state, label, tone = "expiring", _("即将到期"), texts.WARN
    else:
        state, label, tone = "valid", _("有效"), texts.GOOD
    return {
        "title": in_language(zh=card.title_zh, en=card.title_en),
        "number": card.number,
        "issuer": card.issuer,
        "code": card.code,
        "from_on": card.valid.from_at.astimezone(CHINA).date(),
        # The period ends before this instant, so the last valid day is the one before it.
        "until_on": (card.valid.until_at - timedelta(seconds=1)).astimezone(CHINA).date(),
        "state": state,
        "label": label,
        "tone": tone,
    }


def state_label(state: str) -> str:
    """Return the words for the state of a proposal."""
    return next((in_language(zh=zh, en=en) for key, zh, en in STATES if key == state), state)
