"""Decisions on a case: by a person who signs, refusals with reason and remedy, two where asked."""

from dataclasses import dataclass

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import DomainError, InvalidInput

GRANTED, REFUSED, DECLINED = "granted", "refused", "declined"
OUTCOMES = (
    (GRANTED, "准予", "Granted"),
    (REFUSED, "不予许可", "Refused"),
    (DECLINED, "不予受理", "Not accepted"),
)
PROPOSABLE = (GRANTED, REFUSED)
AGAINST = frozenset({REFUSED, DECLINED})
MOST_TEXT = 1000
REMEDY_ZH = "可自收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"
"""行政复议法 (2023) article 20 and 行政诉讼法 article 46: offered by the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided (决定), why, and what one may do against it."""

    outcome: str
    reason: str = ""
    remedy: str = ""


class RefusalSaysWhy(DomainError):
    """A refusal without reason or remedy is none."""

    code = "affairs.refusal-says-why"
    status = 422
    zh = "不予许可或不予受理必须写明理由和救济途径。请补全两项。"
    en = "A refusal must give its reason and the remedy against it. Fill in both."


class SignedByAPerson(DomainError):
    """The house itself signs nothing."""

    code = "affairs.signed-by-a-person"
    status = 403
    zh = "决定须由有签发权的人签发，系统不能代签。请通知签发人。"
    en = "A decision is signed by a person who may, never by the system. Ask a signer."


class AnotherSigns(DomainError):
    """The item wants four eyes: who proposed may not sign."""

    code = "affairs.another-signs"
    status = 403
    zh = "该事项要求两人决定：提出意见的人不能自己签发。请另一位签发人签发。"
    en = "This item wants two people: who proposed may not sign. Ask another signer."


def checked_decision(decision: Decision) -> Decision:
    """Return a decision with clean texts; raises InvalidInput and RefusalSaysWhy."""
    if decision.outcome not in {key for key, _zh, _en in OUTCOMES}:
        raise InvalidInput(field="outcome", reason_zh="请选择准予或不予许可。",
                           reason_en="Choose granted or refused.")  # fmt: skip
    reason, remedy = (_clean(text) for text in (decision.reason, decision.remedy))
    if decision.outcome in AGAINST and not (reason and remedy):
        raise RefusalSaysWhy
    return Decision(outcome=decision.outcome, reason=reason, remedy=remedy)


def check_signer(*, actor: Actor, proposed_by: str, needs_two: bool) -> None:
    """Raise unless this person may sign: SignedByAPerson, AnotherSigns."""
    if actor.code == SYSTEM.code:
        raise SignedByAPerson
    if needs_two and actor.code == proposed_by:
        raise AnotherSigns


def outcome_words(outcome: str) -> tuple[str, str]:
    """Return an outcome in Chinese and English, nothing before there is one."""
    return next(((zh, en) for key, zh, en in OUTCOMES if key == outcome), ("", ""))


def _clean(text: str) -> str:
    told = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if len(told) > MOST_TEXT or not told.replace("\n", "").isprintable():
        raise InvalidInput(field="reason", reason_zh=f"请写 {MOST_TEXT} 字以内的文字。",
                           reason_en=f"Write at most {MOST_TEXT} characters.")  # fmt: skip
    return told
