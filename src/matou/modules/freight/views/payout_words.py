"""Payees, payouts and limits as their pages print them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.views.shown import party_name
from matou.spine.custody import queries as custody
from matou.spine.custody.contracts.limits import (
    ApprovalCard,
    ApprovalState,
    Finding,
    LimitMeasure,
    LimitScope,
    WaitReason,
)
from matou.spine.custody.contracts.payees import (
    PayeeCard,
    PayeeCooling,
    PayeeNotEntitled,
    PayeeRole,
    Standing,
)
from matou.spine.custody.rules.payees import said_instant, standing_of
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard
from matou.web import texts


def role_words(role: PayeeRole) -> str:
    """Return what makes somebody a payee."""
    return {
        PayeeRole.SELF: _("本人（本单位）"),
        PayeeRole.ACTUAL_CARRIER: _("实际承运人"),
        PayeeRole.VESSEL_OWNER: _("船舶所有人"),
        PayeeRole.DRIVER: _("船员、驾驶员"),
    }[role]


def holder_choices(
    standings: Iterable[Standing], cards: Mapping[str, PartyCard]
) -> list[tuple[str, str]]:
    """Return who may be paid, each once, with why."""
    known = tuple(standings)
    holders = dict.fromkeys(one.holder for one in known)
    nearest = {holder: standing_of(holder, known) for holder in holders}
    return [
        (holder, f"{party_name(cards.get(holder), code=holder).text} · {role_words(one.role)}")
        for holder, one in nearest.items()
        if one is not None
    ]


def payee_line(card: PayeeCard, *, now: datetime) -> dict[str, Any]:
    """Return a payee account in the reader's words."""
    is_cooling = card.is_cooling(now)
    return {
        "card": card,
        "role": role_words(card.role),
        "state": "waiting" if is_cooling else "open",
        "state_label": _("冷静期") if is_cooling else _("可收款"),
        "tone": texts.WARN if is_cooling else texts.GOOD,
        "is_cooling": is_cooling,
        "change_url": reverse("freight:payee_change", args=[card.payee_id]),
        "end_url": reverse("freight:payee_end", args=[card.payee_id]),
    }


def payee_choices(cards: Iterable[PayeeCard], *, now: datetime) -> list[tuple[str, str]]:
    """Return the accounts to choose from; a cooling one says till when."""
    return [(str(card.payee_id), _choice(card, now=now)) for card in cards]


def _choice(card: PayeeCard, *, now: datetime) -> str:
    text = account_words(card)
    if card.is_cooling(now):
        until = said_instant(card.usable_from)
        text = _("%(account)s（冷静期至 %(until)s）") % {"account": text, "until": until}
    return text


def account_words(card: PayeeCard) -> str:
    """Return an account in one line: its holder in the reader's language, its last digits.

    The bank stays out: lists to choose from cannot mark what is Chinese in English.
    """
    known = parties.party_cards([card.holder]).get(card.holder)
    return f"{party_name(known, code=card.holder_name).text} {card.number_masked}"


def finding_line(found: Finding) -> dict[str, Any]:
    """Return one limit that stands in the way: what it is, its size, what is used and asked."""
    scopes = {
        LimitScope.PAYOUT: _("单笔提现"),
        LimitScope.PARTY: _("贵方全部提现"),
        LimitScope.PAYEE: _("同一收款账户"),
    }
    window = ""
    if found.window_h:
        window = ngettext("%d 小时内", "%d 小时内", found.window_h) % found.window_h
    return {
        "limit": " · ".join(filter(None, (scopes[found.scope], window))),
        "most": _quantity(found, found.most),
        "used": _quantity(found, found.used),
        "asked": _quantity(found, found.asked),
        "passes_at": found.passes_at,
    }


def _quantity(found: Finding, value: int) -> str:
    if found.measure is LimitMeasure.AMOUNT:
        return str(Money(value))
    return ngettext("%d 笔", "%d 笔", value) % value


def rule_words(refusal: DomainError) -> str:
    """Return the rule behind a refusal with its figure; limits stand in a table of their own."""
    if isinstance(refusal, PayeeCooling):
        hours = custody.limits().cooling_h
        return (
            ngettext(
                "新登记或变更的收款账户，%d 小时后才能收款",
                "新登记或变更的收款账户，%d 小时后才能收款",
                hours,
            )
            % hours
        )
    if isinstance(refusal, PayeeNotEntitled):
        return _("只付给实际承运人、船舶所有人或本单位船员、驾驶员")
    return ""


def reason_words(reason: WaitReason) -> str:
    """Return why a payout waits, as the party itself reads it."""
    return {
        WaitReason.AMOUNT: _("金额超过 %s，须由两名运营人员先后审核")
        % Money(custody.limits().four_eyes_fen),
        WaitReason.SIGNAL: _("系统例行核查，须由一名运营人员确认"),
        WaitReason.HOLD: _("账户正在核查，须由运营人员确认"),
    }[reason]


def approval_line(card: ApprovalCard) -> dict[str, Any]:
    """Return a payout that waits, or waited, in the party's words."""
    states = {
        ApprovalState.WAITING: (_("待审核"), texts.WARN),
        ApprovalState.PROPOSED: (_("初审通过，待复核"), texts.INFO),
        ApprovalState.APPROVED: (_("已放行"), texts.GOOD),
        ApprovalState.REFUSED: (_("未予放行"), texts.BAD),
        ApprovalState.WITHDRAWN: (_("已撤回"), texts.NEUTRAL),
    }
    label, tone = states[card.state]
    return {
        "card": card,
        "reasons": [reason_words(reason) for reason in card.reasons],
        "state": card.state.value,
        "state_label": label,
        "tone": tone,
        "url": reverse("freight:payout", args=[card.order.order_id]),
        "withdraw_url": reverse("freight:payout_withdraw", args=[card.order.order_id]),
    }
