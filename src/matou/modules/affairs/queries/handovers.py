"""Hand-overs as the window's desk sees them: lists, one in full, and what it still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from matou.kit.errors import NotFound
from matou.modules.affairs.models import AskedPart, Handover, HandoverCall
from matou.modules.affairs.rules import handover_states
from matou.modules.affairs.rules.case_form import FormDefinition, compose
from matou.modules.affairs.rules.case_papers import FileLine, MaterialState, material_state
from matou.modules.affairs.rules.form_answers import Judged, judge
from matou.modules.affairs.rules.handover_clock import is_late
from matou.modules.affairs.rules.handover_states import HandoverMove
from matou.spine.exchange import queries as exchange
from matou.spine.parties import queries as parties

SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """One hand-over in a list."""

    code: str
    member: str
    member_zh: str
    member_en: str
    name_zh: str
    name_en: str
    applicant: str
    state: str
    round: int
    received_at: datetime
    forward_due_at: datetime
    is_forward_late: bool
    sent_at: datetime | None
    owner_case: str
    owner_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """One page of the list; ``open_parts`` are opinions that others wait for."""

    rows: tuple[HandoverRow, ...]
    total: int
    open_parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleState:
    """A bundle as it is being prepared: answers read and judged, materials with their files."""

    definition: FormDefinition
    judged: Judged
    materials: tuple[MaterialState, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Everything that is missing or wrong, all at once, in both languages."""
        found = [
            (f"{zh}：{one.zh}", f"{en}: {one.en}")
            for one in self.judged.faults
            for zh, en in (_title(self, one.field),)
        ]
        found += [(f"{one.page.zh}：请上传文件。", f"{one.page.en}: upload a file.")
                  for one in self.materials if one.is_lacking]  # fmt: skip
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One line of the history."""

    act: str
    target: str
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverDetail:
    """A hand-over in full."""

    row: HandoverRow
    item: str
    version: int
    phone: str
    uscc: str
    state: BundleState
    typed: Mapping[str, str]
    seal: Mapping[str, Any]
    refusal: Mapping[str, str]
    owner: Mapping[str, Any]
    note: str
    moves: tuple[HandoverMove, ...]
    history: tuple[ActRow, ...]
    received_by: str


def handovers_page(
    *, state: str = "", text: str = "", now: datetime, page: int = 1
) -> HandoverPage:
    """Return hand-overs, the newest first; in one state, or found by words."""
    found = Handover.objects.all()
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(applicant_name__icontains=text) | found.filter(code=text.upper())
    first = (page - 1) * SIZE
    rows = list(found.defer("content", "typed").order_by("-received_at")[first : first + SIZE])
    names = _members()
    return HandoverPage(
        rows=tuple(row_of(one, names, now=now) for one in rows),
        total=found.count(),
        open_parts=AskedPart.objects.filter(answered_at__isnull=True).count(),
    )


def handover_detail(*, code: str, now: datetime) -> HandoverDetail:
    """Return a hand-over in full; raises NotFound."""
    one = _kept(code)
    history = list(one.acts.order_by("-id")[:100])
    people = {line.actor for line in history} | {one.received_by}
    names = {key: card.name for key, card in parties.party_cards(people).items()}
    return HandoverDetail(
        row=row_of(one, _members(), now=now),
        item=one.item,
        version=one.version,
        phone=one.applicant_phone,
        uscc=one.applicant_uscc,
        state=bundle_of(one, now=now),
        typed=one.typed,
        seal=one.seal,
        refusal=one.refusal,
        owner=one.owner,
        note=one.note,
        moves=handover_states.handover_moves(state=one.state, round_=one.round),
        history=tuple(
            ActRow(act=line.act, target=line.target, reason=line.reason,
                   actor=names.get(line.actor, ""), at=line.recorded_at)
            for line in history
        ),
        received_by=names.get(one.received_by, ""),
    )  # fmt: skip


def bundle_of(one: Handover, *, now: datetime) -> BundleState:
    """Return a hand-over's answers and materials, judged by the owner's own wording."""
    definition = compose(one.content)
    judged = judge(definition, one.typed)
    lines: dict[str, list[FileLine]] = {}
    for file in one.files.filter(removed_at__isnull=True).order_by("id"):
        lines.setdefault(file.material, []).append(
            FileLine(code=file.document, name=file.name, media_type=file.media_type,
                     size=file.size, sha256=file.sha256, added_at=file.added_at)
        )  # fmt: skip
    materials = tuple(
        material_state(page, files=lines.get(page.key, ()), papers=(), values=judged.values,
                       now=now)
        for page in judged.pages
        if page.material
    )  # fmt: skip
    return BundleState(definition=definition, judged=judged, materials=materials)


def row_of(one: Handover, members: Mapping[str, tuple[str, str]], *, now: datetime) -> HandoverRow:
    """Return a hand-over as a line."""
    zh, en = members.get(one.member, (one.member, one.member))
    due_at = one.owner.get("due_at")
    waits = one.state in handover_states.PREPARING
    return HandoverRow(
        code=one.code, member=one.member, member_zh=zh, member_en=en, name_zh=one.name_zh,
        name_en=one.name_en or one.name_zh, applicant=one.applicant_name, state=one.state,
        round=one.round, received_at=one.received_at, forward_due_at=one.forward_due_at,
        is_forward_late=one.state != handover_states.CANCELLED and is_late(
            due_at=one.forward_due_at, ended_at=None if waits else one.sent_at, now=now
        ),
        sent_at=one.sent_at, owner_case=one.owner_case,
        owner_due_at=datetime.fromisoformat(due_at) if due_at else None,
    )  # fmt: skip


def first_handover(*, state: str) -> str:
    """Return the code of the newest hand-over in a state, for pages that need one; else empty."""
    rows = Handover.objects.filter(state=state).order_by("-received_at")
    return rows.values_list("code", flat=True).first() or ""


def handover_name(code: str) -> UUID:
    """Return the name under which both sides know a hand-over; raises NotFound."""
    return _kept(code).pk


def handover_calls(code: str) -> tuple[UUID, ...]:
    """Return the calls that a hand-over made, in no order."""
    rows = HandoverCall.objects.filter(handover__code=code)
    return tuple(rows.values_list("request", flat=True))


def active_members() -> tuple[tuple[str, str, str], ...]:
    """Return the active members with their names: whom one can hand over to."""
    return tuple(
        (one.code, one.name_zh, one.name_en)
        for one in exchange.members()
        if one.state.value == "active"
    )


def _members() -> dict[str, tuple[str, str]]:
    return {one.code: (one.name_zh, one.name_en) for one in exchange.members()}


def _kept(code: str) -> Handover:
    one = Handover.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=code[:20])
    return one


def _title(state: BundleState, key: str) -> tuple[str, str]:
    one = state.definition.field(key)
    return (one.zh, one.en) if one else (key, key)
