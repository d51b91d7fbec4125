"""The people of both instances: clerks at the window, clerks and a signer at the owner.

Each act is one transaction, and what to do next is read from the tables alone: a driver that was
killed goes on where it was.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid5

from django.db import OperationalError

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.models import (
    Arrival,
    ArrivalMessage,
    Case,
    Handover,
    HandoverCall,
    NeighbourItem,
)
from matou.modules.affairs.queries.handovers import bundle_of
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.affairs.rules import case_states, handover_states
from matou.modules.affairs.rules.case_decisions import GRANTED, Decision
from matou.modules.affairs.seeds.handover_filling import fill_handover
from matou.modules.affairs.services import (
    case_assigning,
    case_deciding,
    case_handling,
    handover_catalogue,
    handover_following,
    handover_receiving,
    handover_sending,
    handover_telling,
)
from matou.modules.affairs.services.handover_receiving import Applying
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

ITEM = "000118911000"
PROGRESS = "handovers-progress.json"
DRAIN = "handovers-drain"
"""Once this file lies in the window's home, no further hand-over is begun."""
ALL_TOLD = "all told"
"""Cases of which the window heard everything, the delivery last."""
_NAMES = UUID("6f1f0f0e-5a53-5f0b-9d0c-6a61746f7502")
_IN_FLIGHT = 120
_CORRECTED_OF = 5
_AGAIN_EVERY_S = 5.0


def name_of(seed: int, number: int) -> UUID:
    """Return the hand-over's name of a run, the same in every life of the driver."""
    return uuid5(_NAMES, f"{seed}:{number}")


def item_code() -> str:
    """Return the code that this instance gave to the item of the trial."""
    rows = items_page(wanted=ItemFilter(text=ITEM, region="450400"), now=utc_now(), size=1).rows
    return rows[0].code


def drive_window(*, home: Path, owner: str, item: str, runs: int, seed: int) -> None:
    """Receive, check, seal, send, correct and hand out until every run has ended."""
    clerk = _person("case-clerk")
    _until_known(owner, item, clerk)
    again_s = 0.0
    while True:
        wanted = 0 if (home / DRAIN).exists() else runs
        counts = _window_round(owner, item, clerk, runs=wanted, seed=seed)
        if time.monotonic() - again_s > _AGAIN_EVERY_S:
            handover_following.repeat_lost_steps(now=utc_now())
            again_s = time.monotonic()
        heard = HandoverCall.objects.filter(step="handed_out", is_heard=True)
        counts["delivery heard"] = heard.values("handover").distinct().count()
        _write(home, counts)
        time.sleep(0.2)


def drive_owner(*, home: Path) -> None:
    """Accept, ask, handle, propose and sign whatever arrives."""
    clerk, signer = _person("case-clerk"), _person("case-signer")
    again_s = 0.0
    while True:
        states = Counter(Arrival.objects.values_list("case__state", flat=True))
        for case in Case.objects.filter(arrival__isnull=False, queue__in=_OPEN).order_by("id"):
            _tried(_owner_step, case, clerk, signer)
        if time.monotonic() - again_s > _AGAIN_EVERY_S:
            handover_telling.tell_again(now=utc_now())
            again_s = time.monotonic()
        counts = Counter({str(state): count for state, count in states.items()})
        last = ArrivalMessage.objects.filter(is_heard=True, content__state="delivered")
        counts[ALL_TOLD] = last.count()
        _write(home, counts)
        time.sleep(0.2)


_OPEN = ("acceptance", "handling", "decision")


def _window_round(owner: str, item: str, clerk: Actor, *, runs: int, seed: int) -> Counter[str]:
    states = Counter(Handover.objects.values_list("state", flat=True))
    begun = states.total()
    room = _IN_FLIGHT - (begun - states[handover_states.HANDED_OUT])
    for number in range(begun, min(runs, begun + max(0, room))):
        _tried(_receive, name_of(seed, number), owner, item, clerk)
    waiting = Handover.objects.exclude(state__in=_NOTHING_TO_DO).order_by("received_at")
    for code in list(waiting.values_list("code", flat=True)):
        _tried(_window_step, code, clerk)
    return states


_NOTHING_TO_DO = (
    handover_states.SENT, handover_states.TAKEN, handover_states.ACCEPTED,
    handover_states.HANDED_OUT, handover_states.WITHDRAWN, handover_states.CANCELLED,
)  # fmt: skip


def _receive(name: UUID, owner: str, item: str, clerk: Actor) -> None:
    handover_receiving.receive_application(
        member=owner, item=item, who=Applying(name=f"演示申请人 {name.hex[:6]}"), actor=clerk,
        now=utc_now(), name=name,
    )  # fmt: skip


def _window_step(code: str, clerk: Actor) -> None:
    row, now = Handover.objects.get(code=code), utc_now()
    match row.state:
        case handover_states.RECEIVED:
            fill_handover(code=code, actor=clerk, now=now)
            state = bundle_of(row, now=now)
            keys = frozenset(one.page.key for one in state.materials)
            handover_sending.check_materials(code=code, looked_at=keys, actor=clerk, now=now)
        case handover_states.CHECKED:
            handover_sending.seal_bundle(code=code, note="已补齐", actor=clerk, now=now)
        case handover_states.SEALED | handover_states.UNANSWERED:
            handover_sending.send_bundle(code=code, actor=clerk, now=now)
        case handover_states.CORRECTION | handover_states.REFUSED_BACK:
            handover_sending.mend_bundle(code=code, actor=clerk, now=now)
        case handover_states.DECIDED:
            handover_sending.hand_out(code=code, actor=clerk, now=now)


def _owner_step(row: Case, clerk: Actor, signer: Actor) -> None:
    code, now = row.code, utc_now()
    if not row.assignee:
        case_assigning.take_case(code=code, actor=clerk, now=now)
    match row.state:
        case case_states.SUBMITTED if not row.corrections and row.pk % _CORRECTED_OF == 0:
            case_handling.ask_correction(code=code, missing="缺盖章页", actor=clerk, now=now)
        case case_states.SUBMITTED:
            case_handling.accept_case(code=code, actor=clerk, now=now)
        case case_states.ACCEPTED:
            case_handling.finish_step(code=code, actor=clerk, now=now)
        case case_states.HANDLING:
            yes = Decision(outcome=GRANTED)
            case_deciding.propose_decision(code=code, decision=yes, actor=clerk, now=now)
        case case_states.PROPOSED:
            case_deciding.sign_decision(code=code, actor=signer, now=now)


def _tried(act: Callable[..., None], *facts: object) -> None:
    """Do one act; a refusal means that something moved meanwhile, and the next round looks."""
    try:
        act(*facts)
    except DomainError as refusal:
        print(refusal.code, flush=True)  # noqa: T201  # the driver's log


def _until_known(owner: str, item: str, clerk: Actor) -> None:
    while not NeighbourItem.objects.filter(member=owner, code=item, content__isnull=False).exists():
        try:
            handover_catalogue.refresh_item(member=owner, code=item, actor=clerk, now=utc_now())
        except (DomainError, OperationalError):
            time.sleep(0.5)


def _write(home: Path, counts: Counter[str]) -> None:
    fresh = home / f"{PROGRESS}.new"
    fresh.write_text(json.dumps(dict(counts)), encoding="utf-8")
    fresh.replace(home / PROGRESS)


def _person(key: str) -> Actor:
    handle = people.seed(now=utc_now())[key]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)
