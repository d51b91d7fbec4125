"""The applicant's acts before and beside the form: begin a case, withdraw it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, NotAllowed
from matou.modules.affairs.contracts import CASE_KIND
from matou.modules.affairs.models import Case, ItemVersion
from matou.modules.affairs.rules import case_states, states
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.services.case_prefilling import begin_form
from matou.modules.affairs.services.case_writing import (
    checked_move,
    finish,
    locked_case,
    put_clock,
    put_state,
    record,
)
from matou.spine.codes import services as codes
from matou.spine.parties import queries as parties

_APPLIED_FOR = frozenset({"01", "05", "07", "08", "09", "10", "20"})
"""Item types that one applies for; penalties, levies and inspections come unasked."""


class ItemTakesNoCases(DomainError):
    """Nobody can apply for this item now."""

    code = "affairs.item-takes-no-cases"
    zh = "这个事项现在不能申请：未生效、已撤销、为样例，或不依申请办理。请查看办事指南。"
    en = "This item takes no applications: not in force, withdrawn or a sample. See its guide."


@transaction.atomic
def ensure_draft(
    *, item: str, actor: Actor, now: datetime, told: Mapping[str, str] | None = None
) -> str:
    """Return the code of the actor's draft for an item, begun now if there is none.

    ``told`` are answers that the guide was narrowed by; a new draft takes them over.

    Raises NotAllowed for auditors, who read and do nothing else, and ItemTakesNoCases.
    """
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    version = version_in_force(item, now=now)
    own = Case.objects.filter(
        version__item_id=version.item_id, state=case_states.DRAFTED, applied_by=actor.code,
        applicant=actor.acts_for,
    )  # fmt: skip
    found = own.order_by("-id").first()
    if found is not None:
        return found.code
    case = _new_case(version, actor=actor, now=now)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        # Two taps at once: the other one's draft is this one too.
        return own.get().code
    codes.ensure_code(
        kind=CASE_KIND, subject=case.code, title_zh="办件", title_en="A case", now=now
    )
    begin_form(case, told=told or {}, actor=actor, now=now)
    record(case, act="begin", actor=actor, now=now)
    return case.code


@transaction.atomic
def withdraw_case(*, code: str, reason: str, actor: Actor, now: datetime) -> None:
    """Take an application back before it is decided.

    Raises NotFound, NotAllowed, CaseMoveNotPossible and InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="withdraw", actor=actor, now=now)
    reason = checked_reason(reason)
    case.stops.filter(until_at__isnull=True).update(until_at=now)
    finish(case, move=move, actor=actor, now=now, reason=reason)


def version_in_force(item: str, *, now: datetime) -> ItemVersion:
    """Return the version by which an item is applied for now; raises ItemTakesNoCases."""
    rows = ItemVersion.objects.at(now).filter(state=states.PUBLISHED, item__code=item)
    version = rows.select_related("item__basic").first()
    if version is None or version.item.is_sample:
        raise ItemTakesNoCases
    if version.item.basic.item_type not in _APPLIED_FOR:
        raise ItemTakesNoCases
    return version


def _new_case(version: ItemVersion, *, actor: Actor, now: datetime) -> Case:
    case = Case(
        code=new_code(), version=version, applicant=actor.acts_for, applied_by=actor.code,
        created_at=now, needs_two=bool(version.content.get("needs_two")),
    )  # fmt: skip
    name = parties.party_card(actor.acts_for).name
    case.words = f"{case.code} {name} {version.words}".lower()[:1800]
    put_state(case, case_states.DRAFTED)
    put_clock(case, now=now)
    return case
