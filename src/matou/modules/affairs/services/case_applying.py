"""The applicant's acts: begin a case, submit it, send what was missing, withdraw."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, NotAllowed
from matou.modules.affairs.contracts import CASE_KIND
from matou.modules.affairs.models import Case, ItemVersion
from matou.modules.affairs.rules import case_states, states
from matou.modules.affairs.rules.reasons import checked_reason
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


class VersionChanged(DomainError):
    """The guide that the applicant read is no longer the one in force."""

    code = "affairs.version-changed"
    zh = "事项已更新为第 {number} 版，您填写的内容仍在。请看过新版指南后再提交。"
    en = "The item is now at version {number}; your draft is kept. Read it, then submit."


@transaction.atomic
def ensure_draft(*, item: str, actor: Actor, now: datetime) -> str:
    """Return the code of the actor's draft for an item, begun now if there is none.

    Raises NotAllowed for auditors, who read and do nothing else, and ItemTakesNoCases.
    """
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    version = _version_in_force(item, now=now)
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
    record(case, act="begin", actor=actor, now=now)
    return case.code


@transaction.atomic
def submit_case(*, code: str, version: int, actor: Actor, now: datetime) -> None:
    """Submit a draft under the version that the applicant has read, which the case then keeps.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, ItemTakesNoCases and VersionChanged.
    """
    case = locked_case(code)
    move = checked_move(case, key="submit", actor=actor, now=now)
    current = _version_in_force(case.version.item.code, now=now)
    if current.number != version:
        raise VersionChanged(number=current.number)
    case.version, case.submitted_at = current, now
    case.needs_two = bool(current.content.get("needs_two"))
    finish(case, move=move, actor=actor, now=now, facts={"version": version})


@transaction.atomic
def correct_case(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Send what was missing; the case waits for acceptance again.

    Raises NotFound, NotAllowed, CaseMoveNotPossible and InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="correct", actor=actor, now=now)
    finish(case, move=move, actor=actor, now=now, reason=checked_reason(note))


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


def _version_in_force(item: str, *, now: datetime) -> ItemVersion:
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
