"""Breaks: list a difference once, give it to somebody, have it explained."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.custody import rules
from matou.spine.custody.contracts import (
    BreakExplained,
    BreakKind,
    BreakTaken,
    CorrectionState,
    ProviderAnswer,
)
from matou.spine.custody.contracts.corrections import CorrectionStands
from matou.spine.custody.models import Correction, ReconciliationBreak
from matou.spine.custody.services.providers import provider
from matou.spine.journal import services as journal

_TEXT = 400


class BreakNotOpen(DomainError):
    """The break is explained already, or has gone by itself."""

    code = "custody-break-not-open"
    status = 409
    zh = "该差异已处理，请刷新后查看。"
    en = "This break has been dealt with. Reload to see how."


@transaction.atomic
def explain_break(*, break_id: int, explanation: str, actor: Actor, now: datetime) -> None:
    """Record why the provider and the house differ; operators only."""
    actor.require_any((OPERATOR, ADMIN))
    text = explanation.strip()
    if not text or len(text) > _TEXT or "\x00" in text:
        raise InvalidInput(
            field="说明 explanation",
            reason_zh=f"请填写原因，最多 {_TEXT} 字。",
            reason_en=f"Say why, in at most {_TEXT} characters.",
        )
    row = open_break(break_id)
    if Correction.objects.filter(of_break=row, state=CorrectionState.PROPOSED.value).exists():
        raise CorrectionStands
    row.explanation, row.explained_by, row.explained_at = text, actor.code, now
    row.save(update_fields=["explanation", "explained_by", "explained_at"])
    journal.publish(
        BreakExplained(
            aggregate=f"break:{row.pk}", actor=actor.code, occurred_at=now, explanation=text
        )
    )


@transaction.atomic
def assign_break(*, break_id: int, owner: str, actor: Actor, now: datetime) -> None:
    """Give an open break to a person; operators only."""
    actor.require_any((OPERATOR, ADMIN))
    row = open_break(break_id)
    row.owner = owner
    row.save(update_fields=["owner"])
    journal.publish(
        BreakTaken(aggregate=f"break:{row.pk}", actor=actor.code, occurred_at=now, owner=owner)
    )


def note_break(*, kind: BreakKind, answer: ProviderAnswer, text: str, now: datetime) -> None:
    """List a report that could not be applied; reported again after it went, it stands again."""
    ReconciliationBreak.objects.update_or_create(
        provider=provider().name,
        # Where the instant itself is the matter, it is listed today, for somebody to see.
        on=rules.china_day(now if kind is BreakKind.WRONG_DAY else answer.settled_at or now),
        kind=kind.value,
        subject=str(answer.order_id),
        defaults={"gone_at": None, "text": text[:_TEXT]},
        create_defaults={
            "order_id": answer.order_id,
            "text": text[:_TEXT],
            "owner": OPERATOR,
            "found_at": now,
            "is_from_callback": True,
            "told_amount": answer.amount.fen,
        },
    )


def open_break(break_id: int) -> ReconciliationBreak:
    """Return the break, locked; raises NotFound and BreakNotOpen."""
    row = ReconciliationBreak.objects.select_for_update(of=("self",)).filter(pk=break_id).first()
    if row is None:
        raise NotFound(what=str(break_id))
    if row.gone_at is not None or row.explained_at is not None:
        raise BreakNotOpen
    return row
