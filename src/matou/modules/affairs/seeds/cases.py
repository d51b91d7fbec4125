"""Demo cases in different states, so that queues, clocks and histories have something to show."""

from datetime import datetime, timedelta

from matou.kit.actor import Actor
from matou.modules.affairs.queries.case_forms import askable_pages, form_state
from matou.modules.affairs.queries.rectifications import first_work
from matou.modules.affairs.rules.case_decisions import GRANTED, REFUSED, REMEDY_ZH, Decision
from matou.modules.affairs.rules.ratings import Told
from matou.modules.affairs.seeds.desk import Desk
from matou.modules.affairs.seeds.filling import add_demo_file
from matou.modules.affairs.seeds.licences import seed_licences
from matou.modules.affairs.services import (
    case_assigning,
    case_deciding,
    case_forms,
    case_handling,
    case_sweeping,
    rating,
    rectifying,
)

_LICENCE, _CERTIFICATE, _ANNEX = "000118902000", "000118911000", "000118903000"
_NATIONALITY = "000119922000"
PUBLISHED_BEFORE = timedelta(days=75)
"""So long the first stock is out when the demo begins: ratings of last month need a version."""


def seed_cases(*, now: datetime) -> None:
    """Make one case in each state that a visitor should see."""
    desk = Desk(now=now)
    day = timedelta(days=1)
    _half_filled(desk)
    _waiting(desk)
    _missing(desk)
    desk.accepted(_CERTIFICATE, desk.shipper, ago=4 * day)
    _standing(desk)
    _proposed(desk)
    _refused(desk)
    seed_licences(desk)
    _rated(desk)
    case_sweeping.sweep_cases(now=now)


def _half_filled(desk: Desk) -> None:
    """Leave a draft with some answers, one of them wrong, and one file."""
    code = desk.draft(_LICENCE, desk.shipper, at=desk.now)
    state = form_state(code=code, actor=desk.shipper, now=desk.now)
    typed = {"contact_phone": "0774-0000000", "kind": "new", "craft": "no", "business": "cargo",
             "berth_count": "两个", "premises": "演示码头一号"}  # fmt: skip
    case_forms.save_answers(
        code=code, typed=typed, revision=state.revision, actor=desk.shipper, now=desk.now
    )
    page = next(one.page for one in state.materials if one.is_lacking)
    add_demo_file(code=code, page=page, actor=desk.shipper, now=desk.now)


def _waiting(desk: Desk) -> None:
    code = desk.submitted(_LICENCE, desk.skipper, ago=timedelta(0))
    case_assigning.lay_down_case(code=code, actor=desk.clerk, now=desk.now)


def _missing(desk: Desk) -> None:
    code = desk.submitted(_ANNEX, desk.skipper, ago=timedelta(0))
    pages = {page.zh: page.key for page in askable_pages(code=code, now=desk.now)}
    items = {
        pages["安全评价报告及整改落实情况"]: "缺整改落实情况。",
        pages["应急预案及专家审查意见"]: "请盖章后重新上传。",
    }
    case_handling.ask_correction(
        code=code, missing="评价报告不全；应急预案未盖章。", items=items, actor=desk.clerk,
        now=desk.now,
    )  # fmt: skip


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


_TOLD = (
    Told(level=5, tags=("quick", "once")),
    Told(level=4, text="网上提交，没有跑腿。"),
    Told(level=2, tags=("repeated",), text="同一份检验证书交了两次。"),
    Told(level=5, tags=("kind",)),
    Told(level=3, tags=("unclear",), text="到期时间写得不明显。"),
)


def _rated(desk: Desk) -> None:
    """Rate five cases of last month, one of them badly and followed up; one bad one is new."""
    for number, told in enumerate(_TOLD):
        applicant = (desk.shipper, desk.skipper)[number % 2]
        _rate(desk, applicant, told, ago=timedelta(days=32 + number))
    work = first_work()
    ago = timedelta(days=33)
    rectifying.call_back(code=work, way="phone", note="已致电了解情况并致歉。",
                         actor=desk.supervisor, now=desk.now - ago)  # fmt: skip
    rectifying.rectify(code=work, note="检验证书改为部门核对，不再要求提交。",
                       actor=desk.supervisor, now=desk.now - ago)  # fmt: skip
    late = Told(level=1, tags=("slow", "repeated"), text="办理环节没有人告诉我进度。")
    _rate(desk, desk.shipper, late, ago=timedelta(days=1))
    desk.delivered(_CERTIFICATE, desk.shipper, ago=timedelta(hours=2))


def _rate(desk: Desk, applicant: Actor, told: Told, *, ago: timedelta) -> None:
    code = desk.delivered(_CERTIFICATE, applicant, ago=ago)
    rating.rate_own(code=code, told=told, actor=applicant, now=desk.now - ago)
