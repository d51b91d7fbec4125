"""The window's acts on a bundle: check, seal, send, and what follows; it never decides."""

import base64
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.models import Handover, HandoverFile
from matou.modules.affairs.queries.handovers import bundle_of
from matou.modules.affairs.rules import handover_states
from matou.modules.affairs.rules.handover_bundle import digest, sealed_text
from matou.modules.affairs.rules.handover_clock import forward_due_at
from matou.modules.affairs.rules.handover_messages import (
    HANDED_OUT,
    TAKE_BACK,
    TAKE_FILE,
    TAKE_OVER,
    Applicant,
    Bundle,
    FileNamed,
    Seal,
    SentFile,
    Step,
)
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.services.handover_receiving import forward_days
from matou.modules.affairs.services.handover_writing import (
    begun_move,
    call_owner,
    note_act,
)
from matou.spine.documents import services as documents
from matou.spine.exchange import queries as exchange_queries
from matou.spine.exchange import services as exchange


class BundleIncomplete(DomainError):
    """Something is missing or wrong; all of it is named at once."""

    code = "affairs.bundle-incomplete"
    status = 422
    zh = "还有 {count} 项需要补齐，例如：{first_zh}"
    en = "{count} thing(s) are still missing, such as: {first_en}"


class ChecklistOpen(DomainError):
    """Each material was to be looked at and marked."""

    code = "affairs.checklist-open"
    status = 422
    zh = "请逐项核对材料并打勾，还有 {count} 项没有核对。"
    en = "Look at each material and mark it; {count} are not marked."


@transaction.atomic
def check_materials(*, code: str, looked_at: frozenset[str], actor: Actor, now: datetime) -> None:
    """Confirm that the form is complete and that each material handed in was looked at.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible, BundleIncomplete and ChecklistOpen.
    """
    row, move = begun_move(code, key="check", actor=actor)
    state = bundle_of(row, now=now)
    missing = state.missing
    if missing:
        raise BundleIncomplete(count=len(missing), first_zh=missing[0][0], first_en=missing[0][1])
    unseen = {one.page.key for one in state.materials if one.files} - looked_at
    if unseen:
        raise ChecklistOpen(count=len(unseen))
    _moved(row, move.target)
    note_act(row, act="check", actor=actor.code, now=now)


@transaction.atomic
def seal_bundle(*, code: str, note: str = "", actor: Actor, now: datetime) -> None:
    """Seal the bundle with the platform's seal; a correction says what was mended.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible and InvalidInput.
    """
    row, move = begun_move(code, key="seal", actor=actor)
    row.note = checked_reason(note) if row.round > 1 else ""
    text = _text_of(row)
    made = exchange.seal_content(content=text, now=now)
    own = exchange_queries.own_card()
    row.seal = {
        "key_id": made.key_id, "signature": made.signature, "sha256": digest(text),
        "sealed_at": now.isoformat(), "sealed_by": actor.code, "office": own.name_zh[:120],
    }  # fmt: skip
    _moved(row, move.target)
    note_act(row, act="seal", actor=actor.code, now=now, reason=row.note)


@transaction.atomic
def send_bundle(*, code: str, actor: Actor, now: datetime) -> None:
    """Send the sealed bundle and its files to the owner; they leave after the commit.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible and MemberUnknown.
    """
    row, move = begun_move(code, key="send", actor=actor)
    row.attempt += 1
    row.refusal = {}
    if row.state == handover_states.SEALED:
        row.sent_at = now
    _moved(row, move.target)
    files = list(row.files.filter(removed_at__isnull=True).order_by("id"))
    reader = Actor(code=actor.code, name=actor.name, acts_for=row.code)
    for file in files:
        call_owner(
            row, service=TAKE_FILE, step=f"file:{file.document}",
            arguments=_sent_file(row, file, reader, now=now), actor=actor, now=now,
        )  # fmt: skip
    call_owner(row, service=TAKE_OVER, step="bundle", arguments=_bundle(row, files),
               actor=actor, now=now)  # fmt: skip
    note_act(row, act="send", actor=actor.code, now=now)


@transaction.atomic
def mend_bundle(*, code: str, actor: Actor, now: datetime) -> None:
    """Open the bundle again: after a refusal, or to correct what the owner found missing.

    Raises NotAllowed, NotFound and HandoverMoveNotPossible.
    """
    row, move = begun_move(code, key="mend", actor=actor)
    if row.state == handover_states.CORRECTION:
        row.round += 1
        row.round_began_at, row.sent_at = now, None
        row.forward_due_at = forward_due_at(began_at=now, days=forward_days())
    row.seal = {}
    _moved(row, move.target)
    note_act(row, act="mend", actor=actor.code, now=now)


@transaction.atomic
def hand_out(*, code: str, actor: Actor, now: datetime) -> None:
    """Record that the applicant got the result at this window, and tell the owner.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible and MemberUnknown.
    """
    row, move = begun_move(code, key="hand_out", actor=actor)
    _moved(row, move.target)
    call_owner(row, service=HANDED_OUT, step="handed_out", arguments=Step(handover=row.id),
               actor=actor, now=now)  # fmt: skip
    note_act(row, act="hand_out", actor=actor.code, now=now)


@transaction.atomic
def ask_withdrawal(*, code: str, reason: str, actor: Actor, now: datetime) -> None:
    """Ask the owner to withdraw the case for the applicant; the state follows its answer.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible, InvalidInput and MemberUnknown.
    """
    row, _move = begun_move(code, key="withdraw", actor=actor)
    words = checked_reason(reason)
    number = row.acts.filter(act="withdraw").count() + 1
    call_owner(row, service=TAKE_BACK, step=f"take_back:{number}",
               arguments=Step(handover=row.id, words=words), actor=actor, now=now)  # fmt: skip
    note_act(row, act="withdraw", actor=actor.code, now=now, reason=words)


@transaction.atomic
def cancel_handover(*, code: str, reason: str, actor: Actor, now: datetime) -> None:
    """End a hand-over that the owner never got.

    Raises NotAllowed, NotFound, HandoverMoveNotPossible and InvalidInput.
    """
    row, move = begun_move(code, key="cancel", actor=actor)
    words = checked_reason(reason)
    _moved(row, move.target)
    note_act(row, act="cancel", actor=actor.code, now=now, reason=words)


def _moved(row: Handover, target: str) -> None:
    row.state = target
    row.save()


def _text_of(row: Handover) -> bytes:
    files = row.files.filter(removed_at__isnull=True)
    return sealed_text(
        {
            "handover": str(row.id),
            "round": row.round,
            "item": row.item,
            "version": row.version,
            "applicant": _applicant(row).model_dump(),
            "answers": row.typed,
            "files": list(files.values("material", "name", "sha256")),
        }
    )


def _applicant(row: Handover) -> Applicant:
    return Applicant(name=row.applicant_name, uscc=row.applicant_uscc, phone=row.applicant_phone)


def _bundle(row: Handover, files: list[HandoverFile]) -> Bundle:
    return Bundle(
        handover=row.id, round=row.round, attempt=row.attempt, item=row.item,
        version=row.version, applicant=_applicant(row), answers=row.typed,
        files=[FileNamed(material=one.material, name=one.name, sha256=one.sha256)
               for one in files],
        note=row.note,
        seal=Seal(key_id=row.seal["key_id"], signature=row.seal["signature"],
                  sealed_at=row.seal["sealed_at"], office=row.seal["office"]),
    )  # fmt: skip


def _sent_file(row: Handover, file: HandoverFile, reader: Actor, *, now: datetime) -> SentFile:
    opened = documents.open_original(code=file.document, actor=reader, now=now)
    return SentFile(
        handover=row.id, attempt=row.attempt, material=file.material, name=file.name,
        media_type=file.media_type, sha256=file.sha256,
        content=base64.b64encode(opened.file.read()).decode(),
    )  # fmt: skip
