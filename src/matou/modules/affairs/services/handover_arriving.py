"""The owner's side: take what a window hands on, and make one case of it, once and by the rules.

Files and bundle may come in any order: whichever comes last completes the other. Each call runs
in the transaction that stores its answer, under the lock of the arrival.
"""

import base64
import binascii
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.contracts import CASE_KIND
from matou.modules.affairs.models import (
    Arrival,
    ArrivedBundle,
    ArrivedFile,
    Case,
    CaseFile,
    CaseForm,
)
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_form import compose
from matou.modules.affairs.rules.case_papers import check_file
from matou.modules.affairs.rules.handover_bundle import (
    FileAltered,
    SealWrong,
    check_bytes,
    digest,
    sealed_text,
)
from matou.modules.affairs.rules.handover_messages import Bundle, SentFile, Step
from matou.modules.affairs.rules.handover_scope import ELSEWHERE, check_shape
from matou.modules.affairs.services.case_applying import version_in_force, withdraw_case
from matou.modules.affairs.services.case_submitting import (
    VersionChanged,
    correct_case,
    submit_case,
)
from matou.modules.affairs.services.case_writing import (
    finish,
    locked_case,
    put_clock,
    put_state,
    record,
)
from matou.spine.codes import services as codes
from matou.spine.documents import services as documents
from matou.spine.exchange import queries as exchange_queries
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import Asked, Shared
from matou.spine.parties import queries as parties


class CorrectionNotAsked(DomainError):
    """A correction arrives for a case that waits for none."""

    code = "affairs.correction-not-asked"
    zh = "这件办件没有在等补正，补正内容没有收下。请先查看受理地的最新状态。"
    en = "The case waits for no correction, so it was not taken. Look at its state first."


def take_file(asked: Asked) -> Shared:
    """Keep a file of a hand-over; raises FileAltered and what ``documents`` refuses."""
    told = asked.arguments
    assert isinstance(told, SentFile)  # noqa: S101  # the door read it as that
    row = _arrival(told.handover, asked)
    data = _bytes(told)
    if not row.files.filter(material=told.material, sha256=told.sha256).exists():
        card = documents.store(
            owner=row.code, about=row.case_code, file=BytesIO(data), declared_name=told.name,
            declared_type=told.media_type, readers={row.code, *case_states.DESK},
            actor=_applicant(row), now=asked.now,
        )  # fmt: skip
        ArrivedFile.objects.create(
            arrival=row, material=told.material, sha256=told.sha256, document=card.code,
            arrived_at=asked.now,
        )  # fmt: skip
    _complete(row, attempt=told.attempt, now=asked.now)
    return _told(row)


def take_over(asked: Asked) -> Shared:
    """Keep a sealed bundle, and make a case of it once all its files are here.

    Raises SealWrong, ItemTakesNoCases, VersionChanged, ShapeNotAllowed, CorrectionNotAsked,
    FormIncomplete and what files are refused for.
    """
    told = asked.arguments
    assert isinstance(told, Bundle)  # noqa: S101  # the door read it as that
    text = _sealed_text(told)
    seal = exchange.ContentSeal(key_id=told.seal.key_id, signature=told.seal.signature)
    if not exchange.is_sealed_by(
        member=asked.client, seal=seal, content=text, at=told.seal.sealed_at
    ):
        raise SealWrong
    row = _arrival(told.handover, asked)
    _check_item(told, now=asked.now)
    ArrivedBundle.objects.get_or_create(
        arrival=row, round=told.round, attempt=told.attempt,
        defaults={"content": told.model_dump(mode="json"), "sha256": digest(text),
                  "arrived_at": asked.now},
    )  # fmt: skip
    _complete(row, attempt=told.attempt, now=asked.now)
    return _told(row)


def handed_out(asked: Asked) -> Shared:
    """Record the delivery at the window; raises NotFound and CaseMoveNotPossible."""
    row, case = _known_case(asked)
    if case.state == case_states.DECIDED:
        move = case_states.BY_KEY["deliver"]
        finish(case, move=move, actor=_applicant(row), now=asked.now,
               facts={"window": row.office, "member": row.member})  # fmt: skip
    elif case.state not in {case_states.DELIVERED, case_states.ARCHIVED}:
        zh, en = case_states.state_words(case.state)
        raise case_states.CaseMoveNotPossible(
            state_zh=zh, state_en=en, move_zh="登记送达", move_en="Record the delivery"
        )
    return _told(row)


def take_back(asked: Asked) -> Shared:
    """Withdraw the case for the applicant; raises NotFound and CaseMoveNotPossible."""
    row, case = _known_case(asked)
    told = asked.arguments
    assert isinstance(told, Step)  # noqa: S101  # the door read it as that
    if case.state != case_states.WITHDRAWN:
        withdraw_case(code=case.code, reason=told.words or "申请人在代收窗口撤回。",
                      actor=_applicant(row), now=asked.now)  # fmt: skip
    return _told(row)


def _arrival(handover: UUID, asked: Asked) -> Arrival:
    """Return the one row of a hand-over, locked."""
    Arrival.objects.get_or_create(
        member=asked.client, handover=handover,
        defaults={"code": new_code(), "case_code": new_code(), "arrived_at": asked.now},
    )  # fmt: skip
    rows = Arrival.objects.select_for_update(of=("self",))
    return rows.get(member=asked.client, handover=handover)


def _known_case(asked: Asked) -> tuple[Arrival, Case]:
    told = asked.arguments
    assert isinstance(told, Step)  # noqa: S101  # the door read it as that
    rows = Arrival.objects.select_for_update(of=("self",))
    row = rows.filter(member=asked.client, handover=told.handover, case__isnull=False).first()
    if row is None:
        raise NotFound(what=str(told.handover))
    return row, locked_case(row.case_code)


def _complete(row: Arrival, *, attempt: int, now: datetime) -> None:
    """Make the next round of what arrived, if its bundle and all its files are here.

    A bundle that the window has mended since counts no more, however late it comes.
    """
    if attempt > row.newest_attempt:
        row.newest_attempt = attempt
        row.save(update_fields=["newest_attempt"])
    bundles = row.bundles.filter(round=row.rounds_done + 1, attempt__gte=row.newest_attempt)
    kept = bundles.order_by("-attempt").first()
    if kept is None:
        return
    told = Bundle.model_validate(kept.content)
    there = set(row.files.values_list("material", "sha256"))
    if not {(one.material, one.sha256) for one in told.files} <= there:
        return
    if told.round == 1:
        _make_case(row, told, now=now)
    else:
        _correct(row, told, now=now)
    row.rounds_done = told.round
    row.save()
    _complete(row, attempt=told.attempt, now=now)


@transaction.atomic
def _make_case(row: Arrival, told: Bundle, *, now: datetime) -> None:
    """Make the owner's own case, pinned to its own version; the statutory clock is not started."""
    version = version_in_force(told.item, now=now)
    company = parties.company_by_uscc(told.applicant.uscc) if told.applicant.uscc else None
    row.applicant_name, row.applicant_phone = told.applicant.name, told.applicant.phone
    row.office = told.seal.office
    case = Case(
        code=row.case_code, version=version, applicant=company.code if company else row.code,
        applied_by=row.code, created_at=now, needs_two=bool(version.content.get("needs_two")),
        words=f"{row.case_code} {row.applicant_name} {version.words}".lower()[:1800],
    )  # fmt: skip
    put_state(case, case_states.DRAFTED)
    put_clock(case, now=now)
    case.save()
    codes.ensure_code(kind=CASE_KIND, subject=case.code, title_zh="办件", title_en="A case",
                      now=now)  # fmt: skip
    CaseForm.objects.create(case=case, typed=told.answers, saved_at=now)
    row.case = case
    row.save()
    record(case, act="begin", actor=_applicant(row), now=now, facts=_origin(row, told))
    _put_files(row, case, told, now=now)
    submit_case(code=case.code, version=told.version, actor=_applicant(row), now=now)


def _correct(row: Arrival, told: Bundle, *, now: datetime) -> None:
    assert row.case is not None, "a later round follows the first"  # noqa: S101
    case = locked_case(row.case_code)
    if case.state != case_states.CORRECTION:
        raise CorrectionNotAsked
    form = CaseForm.objects.get(case=case)
    form.typed, form.revision, form.saved_at = told.answers, form.revision + 1, now
    form.save(update_fields=["typed", "revision", "saved_at"])
    wanted = {(one.material, one.sha256) for one in told.files}
    _take_out_files(row, case, wanted, now=now)
    _put_files(row, case, told, now=now)
    correct_case(code=case.code, note=told.note or "代收窗口补正。", actor=_applicant(row), now=now)


def _put_files(row: Arrival, case: Case, told: Bundle, *, now: datetime) -> None:
    """Hand the arrived files in, by the rules that an applicant's own uploads meet."""
    arrived = {(one.material, one.sha256): one.document for one in row.files.all()}
    definition = compose(case.version.content)
    there = list(case.files.filter(removed_at__isnull=True).values_list("material", "document"))
    for one in told.files:
        document = arrived[one.material, one.sha256]
        if any(document == known for _material, known in there):
            continue
        page = definition.page(one.material)
        if page is None or page.material is None:
            raise NotFound(what=one.material)
        same = sum(material == one.material for material, _known in there)
        check_file(page, name=one.name, there=same, in_case=len(there))
        CaseFile.objects.create(case=case, material=one.material, document=document,
                                added_by=row.code, added_at=now)  # fmt: skip
        there.append((one.material, document))


def _take_out_files(
    row: Arrival, case: Case, wanted: set[tuple[str, str]], *, now: datetime
) -> None:
    known = {one.document: (one.material, one.sha256) for one in row.files.all()}
    for file in case.files.filter(removed_at__isnull=True):
        if known.get(file.document) not in wanted:
            file.removed_by, file.removed_at = row.code, now
            file.save(update_fields=["removed_by", "removed_at"])


def _check_item(told: Bundle, *, now: datetime) -> None:
    if told.round > 1:
        return
    version = version_in_force(told.item, now=now)
    check_shape(version.content, ELSEWHERE)
    if version.number != told.version:
        raise VersionChanged(number=version.number)


def _origin(row: Arrival, told: Bundle) -> dict[str, str]:
    card = exchange_queries.member(row.member)
    return {
        "window_member": row.member, "window_zh": card.name_zh, "window_en": card.name_en,
        "office": told.seal.office, "sealed_at": told.seal.sealed_at.isoformat(),
        "sha256": digest(_sealed_text(told)), "applicant": told.applicant.name,
    }  # fmt: skip


def _applicant(row: Arrival) -> Actor:
    """Return who stands for the applicant: the hand-over itself, without any role."""
    acts_for = row.case.applicant if row.case else row.code
    return Actor(code=row.code, name=row.applicant_name or row.code, acts_for=acts_for)


def _told(row: Arrival) -> Shared:
    case = Case.objects.filter(code=row.case_code).first()
    state = case.state if case else "waiting"
    subjects = (case.applicant,) if case and case.applicant != row.code else ()
    return Shared(records=({"case": row.case_code, "state": state},), subjects=subjects)


def _sealed_text(told: Bundle) -> bytes:
    plain = told.model_dump(include={"round", "item", "version", "applicant", "answers", "files"})
    return sealed_text({**plain, "handover": str(told.handover)})


def _bytes(told: SentFile) -> bytes:
    try:
        data = base64.b64decode(told.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FileAltered(name=told.name[:80]) from error
    check_bytes(name=told.name, data=data, sha256=told.sha256)
    return data
