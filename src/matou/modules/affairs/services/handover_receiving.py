"""The window takes an application in for another member's item: answers, files, nothing decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from stdnum.cn import uscc as credit_code

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import InvalidInput, NotFound
from matou.modules.affairs.models import Handover, HandoverFile, NeighbourItem
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_form import COMPANY, PERSON, compose
from matou.modules.affairs.rules.case_papers import check_file
from matou.modules.affairs.rules.form_answers import storable
from matou.modules.affairs.rules.handover_bundle import check_size
from matou.modules.affairs.rules.handover_clock import USUAL_DAYS, forward_due_at
from matou.modules.affairs.rules.handover_scope import ELSEWHERE, check_shape
from matou.modules.affairs.rules.handover_states import RECEIVED, checked_handover_move
from matou.modules.affairs.services.case_papers import Upload
from matou.modules.affairs.services.handover_writing import (
    locked_handover,
    note_act,
    require_clerk,
)
from matou.spine.documents import services as documents
from matou.spine.parties import queries as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """Who stands at the window."""

    name: str
    uscc: str = ""
    phone: str = ""


@transaction.atomic
def receive_application(
    *, member: str, item: str, who: Applying, actor: Actor, now: datetime, name: UUID | None = None
) -> str:
    """Begin a hand-over for an item whose wording is here; returns its code.

    ``name`` makes a repeat of the act the same hand-over. Raises NotAllowed, NotFound,
    ShapeNotAllowed and InvalidInput.
    """
    require_clerk(actor)
    kept = Handover.objects.filter(pk=name).first() if name else None
    if kept is not None:
        return kept.code
    known = NeighbourItem.objects.filter(member=member, code=item, content__isnull=False).first()
    if known is None:
        raise NotFound(what=item[:20])
    check_shape(known.content, ELSEWHERE)
    told = _checked(who)
    company = parties.company_by_uscc(told.uscc) if told.uscc else None
    row = Handover.objects.create(
        id=name or uuid4(), code=new_code(), member=member, item=item, version=known.version,
        name_zh=known.name_zh, name_en=known.name_en, content=known.content, state=RECEIVED,
        applicant=company.code if company else "", applicant_name=told.name,
        applicant_uscc=told.uscc, applicant_phone=told.phone, typed=_known(told),
        received_by=actor.code, received_at=now, round_began_at=now,
        forward_due_at=forward_due_at(began_at=now, days=forward_days()),
    )  # fmt: skip
    note_act(row, act="receive", actor=actor.code, now=now)
    return row.code


@transaction.atomic
def write_answers(*, code: str, typed: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Keep what was typed, right or wrong, while the hand-over is being prepared.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible, AnswerTooLong and InvalidInput.
    """
    row = _open(code, actor)
    definition = compose(row.content)
    kept = dict(row.typed)
    for key, text in typed.items():
        one = definition.field(key)
        if one is not None:
            kept[key] = storable(one, text)
    if kept != row.typed:
        row.typed = kept
        row.save(update_fields=["typed"])
        note_act(row, act="write", actor=actor.code, now=now)


@transaction.atomic
def add_file(*, code: str, material: str, upload: Upload, actor: Actor, now: datetime) -> None:
    """Keep a file for a material.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible, FileTooLargeToSend, FileTypeNotAsked,
    TooManyFiles, TooManyInCase and what ``documents`` refuses.
    """
    row = _open(code, actor)
    page = compose(row.content).page(material)
    if page is None or page.material is None:
        raise NotFound(what=material[:20])
    there = list(row.files.filter(removed_at__isnull=True).values_list("material", flat=True))
    check_file(page, name=upload.name, there=there.count(material), in_case=len(there))
    card = documents.store(
        owner=row.code, about=row.code, file=upload.file, declared_name=upload.name,
        declared_type=upload.media_type,
        readers={*case_states.DESK, *({row.applicant} - {""})},
        actor=actor, now=now,
    )  # fmt: skip
    check_size(name=card.name, size=card.size)
    HandoverFile.objects.create(
        handover=row, material=material, document=card.code, name=card.name,
        media_type=card.real_type, size=card.size, sha256=card.sha256, added_at=now,
    )  # fmt: skip


@transaction.atomic
def remove_file(*, code: str, document: str, actor: Actor, now: datetime) -> None:
    """Take a file out again; row and bytes stay.

    Raises NotAllowed, NotFound and HandoverMoveNotPossible.
    """
    row = _open(code, actor)
    found = row.files.filter(document=document, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(what=document[:20])
    found.removed_at = now
    found.save(update_fields=["removed_at"])


def forward_days() -> int:
    """Return within how many working days this installation promises to send on."""
    return int(settings.EXCHANGE.get("handover_days", USUAL_DAYS))


def _open(code: str, actor: Actor) -> Handover:
    require_clerk(actor)
    row = locked_handover(code)
    # What may be checked next is still open; everything later is closed.
    checked_handover_move(key="check", state=row.state, round_=row.round)
    return row


def _checked(who: Applying) -> Applying:
    name, code = " ".join(who.name.split()), who.uscc.strip().upper()
    if not 1 <= len(name) <= 120 or not name.isprintable():  # noqa: PLR2004  # as the column
        raise InvalidInput(field="name", reason_zh="请填写申请人名称。",
                           reason_en="Give the applicant's name.")  # fmt: skip
    if code and not credit_code.is_valid(code):
        raise InvalidInput(field="uscc", reason_zh="统一社会信用代码的校验位不对。",
                           reason_en="The credit code's check character is wrong.")  # fmt: skip
    return Applying(name=name, uscc=code, phone=" ".join(who.phone.split())[:30])


def _known(who: Applying) -> dict[str, str]:
    own = (
        {"applicant_kind": COMPANY, "company_name": who.name, "credit_code": who.uscc}
        if who.uscc
        else {"applicant_kind": PERSON, "person_name": who.name}
    )
    return {**own, **({"contact_phone": who.phone} if who.phone else {})}
