"""Demo cases in different states, so that queues, clocks and histories have something to show."""

from datetime import datetime, timedelta

from matou.modules.affairs.rules.case_decisions import GRANTED, REFUSED, REMEDY_ZH, Decision
from matou.modules.affairs.seeds.desk import Desk
from matou.modules.affairs.seeds.licences import seed_licences
from matou.modules.affairs.services import (
    case_assigning,
    case_deciding,
    case_handling,
    case_sweeping,
)

_LICENCE, _CERTIFICATE, _ANNEX = "000118902000", "000118911000", "000118903000"
_NATIONALITY = "000119922000"
PUBLISHED_BEFORE = timedelta(days=10)
"""So long the first stock is out when the demo begins: cases of last week need a version."""


def seed_cases(*, now: datetime) -> None:
    """Make one case in each state that a visitor should see."""
    desk = Desk(now=now)
    day = timedelta(days=1)
    desk.draft(_LICENCE, desk.shipper, at=now)
    _waiting(desk)
    _missing(desk)
    desk.accepted(_CERTIFICATE, desk.shipper, ago=4 * day)
    _standing(desk)
    _proposed(desk)
    _refused(desk)
    seed_licences(desk)
    case_sweeping.sweep_cases(now=now)


def _waiting(desk: Desk) -> None:
    code = desk.submitted(_LICENCE, desk.skipper, ago=timedelta(0))
    case_assigning.lay_down_case(code=code, actor=desk.clerk, now=desk.now)


def _missing(desk: Desk) -> None:
    code = desk.submitted(_ANNEX, desk.skipper, ago=timedelta(0))
    case_handling.ask_correction(
        code=code, missing="缺安全评价报告；应急预案未盖章。", actor=desk.clerk, now=desk.now
    )


def _standing(desk: Desk) -> None:
    code = desk.accepted(_ANNEX, desk.shipper, ago=timedelta(days=3))
    case_handling.suspend_case(
        code=code, procedure="expert_review", basis="", actor=desk.clerk,
        now=desk.now - timedelta(days=1),
    )  # fmt: skip


def _proposed(desk: Desk) -> None:
    code = desk.accepted(_CERTIFICATE, desk.skipper, ago=timedelta(hours=6))
    case_handling.finish_step(code=code, actor=desk.clerk, now=desk.now)
    case_deciding.propose_decision(
        code=code, decision=Decision(outcome=GRANTED), actor=desk.clerk, now=desk.now
    )


def _refused(desk: Desk) -> None:
    code = desk.accepted(_NATIONALITY, desk.shipper, ago=timedelta(days=1))
    case_handling.finish_step(code=code, actor=desk.clerk, now=desk.now)
    reason = "船舶所有权登记证明已注销，不符合申请条件。"
    case_deciding.propose_decision(
        code=code, decision=Decision(outcome=REFUSED, reason=reason, remedy=REMEDY_ZH),
        actor=desk.clerk, now=desk.now,
    )  # fmt: skip
    case_deciding.sign_decision(code=code, actor=desk.signer, now=desk.now)
    case_handling.move_case(code=code, key="deliver", reason="", actor=desk.clerk, now=desk.now)
