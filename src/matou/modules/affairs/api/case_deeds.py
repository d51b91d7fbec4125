"""Each act on a case as its service: the same table as the pages', read from one body."""

from collections.abc import Callable, Mapping
from datetime import datetime

from matou.kit.actor import Actor
from matou.modules.affairs.api.case_shapes import CaseActIn
from matou.modules.affairs.rules.case_decisions import Decision
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_handling,
)

Deed = Callable[[str, CaseActIn, Actor, datetime], None]


def _plain(key: str) -> Deed:
    def done(code: str, body: CaseActIn, actor: Actor, now: datetime) -> None:
        case_handling.move_case(code=code, key=key, reason=body.reason, actor=actor, now=now)

    return done


DEEDS: Mapping[str, Deed] = {
    **{key: _plain(key) for key in ("transfer", "return", "send_back", "deliver", "archive")},
    "take": lambda code, _body, actor, now: case_assigning.take_case(
        code=code, actor=actor, now=now
    ),
    "give": lambda code, body, actor, now: case_assigning.give_case(
        code=code, to=body.to, actor=actor, now=now
    ),
    "lay_down": lambda code, _body, actor, now: case_assigning.lay_down_case(
        code=code, actor=actor, now=now
    ),
    "accept": lambda code, _body, actor, now: case_handling.accept_case(
        code=code, actor=actor, now=now
    ),
    "ask": lambda code, body, actor, now: case_handling.ask_correction(
        code=code, missing=body.reason, items={one.page: one.note for one in body.items},
        actor=actor, now=now,
    ),
    "step": lambda code, _body, actor, now: case_handling.finish_step(
        code=code, actor=actor, now=now
    ),
    "suspend": lambda code, body, actor, now: case_handling.suspend_case(
        code=code, procedure=body.procedure, basis=body.basis, actor=actor, now=now
    ),
    "resume": lambda code, _body, actor, now: case_handling.resume_case(
        code=code, actor=actor, now=now
    ),
    "reopen": lambda code, body, actor, now: case_handling.reopen_case(
        code=code, reason=body.reason, actor=actor, now=now
    ),
    "propose": lambda code, body, actor, now: case_deciding.propose_decision(
        code=code, actor=actor, now=now,
        decision=Decision(outcome=body.outcome, reason=body.reason, remedy=body.remedy),
    ),
    "sign": lambda code, _body, actor, now: case_deciding.sign_decision(
        code=code, actor=actor, now=now
    ),
    "decline": lambda code, body, actor, now: case_deciding.decline_case(
        code=code, reason=body.reason, remedy=body.remedy, actor=actor, now=now
    ),
    "withdraw": lambda code, body, actor, now: case_applying.withdraw_case(
        code=code, reason=body.reason, actor=actor, now=now
    ),
}  # fmt: skip
