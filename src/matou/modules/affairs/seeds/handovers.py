"""Demo hand-overs with clearly simulated neighbours: at our window, at us as the owner, joint."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from matou.kit.actor import EXCHANGE, Actor
from matou.modules.affairs.queries.handovers import (
    first_handover,
    handover_calls,
    handover_detail,
    handover_name,
)
from matou.modules.affairs.queries.items import ItemFilter, guide, items_page
from matou.modules.affairs.queries.queue import first_code
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.rules import handover_states
from matou.modules.affairs.rules.handover_bundle import sealed_text
from matou.modules.affairs.seeds.filling import demo_pdf
from matou.modules.affairs.seeds.handover_filling import answers_for, fill_handover
from matou.modules.affairs.services import handover_receiving, handover_sending, joint_parts
from matou.modules.affairs.services.handover_catalogue import keep_item
from matou.modules.affairs.services.handover_receiving import Applying
from matou.spine.exchange import queries as exchange_queries
from matou.spine.exchange import seeds as exchange_seeds
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import NewGrant
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.messages import (
    BASIS,
    CASE,
    CLIENT,
    JSON_TYPE,
    PATH,
    PURPOSE,
    REQUEST_ID,
    SERVICE,
    Request,
    encoded,
)
from matou.spine.exchange.rules.signing import sign_request
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

_OWNER, _WINDOW = "demo-zhaoqing", "demo-foshan"
"""Neighbours of ``exchange.seeds``: simulated, and nobody answers under their addresses."""
_CERTIFICATE, _ITEM = "000118911000", "ZHAQ00001"
_FIELDS = {
    messages.TAKE_FILE: ("case", "state"),
    messages.TAKE_OVER: ("case", "state"),
    messages.CASE_MOVED: ("applied",),
    messages.PART_ASKED: ("state",),
    messages.PART_ANSWERED: ("state",),
}
_YEAR = timedelta(days=365)


def seed_handovers(*, now: datetime) -> None:
    """Leave a few hand-overs in different states, one that arrived, and two joint opinions."""
    if first_handover(state=handover_states.RECEIVED):
        return
    exchange_seeds.seed(now=now)
    world = _World(now=now)
    for member in (_OWNER, _WINDOW):
        for service, fields in _FIELDS.items():
            world.grant(member, service, fields)
    content = world.content()
    world.tell_item(content)
    world.receive("演示船东甲", steps=("fill",), ago=timedelta(hours=2))
    world.receive("演示船东乙", steps=("fill", "check", "seal"), ago=timedelta(hours=5))
    waiting = world.receive("演示船东丙", steps=_ALL, ago=timedelta(days=2))
    world.move(waiting, ("submitted", "submit"), ("accepted", "accept"))
    asked = world.receive("演示船东丁", steps=_ALL, ago=timedelta(days=3))
    world.move(asked, ("submitted", "submit"), ("correction_asked", "ask"))
    decided = world.receive("演示船东戊", steps=_ALL, ago=timedelta(days=4))
    world.move(decided, ("submitted", "submit"), ("accepted", "accept"), ("decided", "sign"))
    world.arrive(content)
    world.joint()


_ALL = ("fill", "check", "seal", "send")


class _World:
    """The demo people, and a neighbour that signs what it says."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        handles = people.seed(now=now)

        def actor(key: str) -> Actor:
            one = handles[key]
            return parties.actor_of_person(person=one.person, acts_for=one.acts_for)

        self.clerk = actor("case-clerk")
        self.officers = tuple(
            Actor(code=handles[key].person, name=key, acts_for=handles[key].acts_for,
                  roles=frozenset({EXCHANGE}))
            for key in ("exchange-officer", "exchange-officer2")
        )  # fmt: skip

    def grant(self, member: str, service: str, fields: tuple[str, ...]) -> None:
        """Let a neighbour call one of our services for a year."""
        first, second = self.officers
        terms = NewGrant(
            consumer=member, service=service, fields=fields, purpose=messages.PURPOSE,
            basis=messages.BASIS, from_at=self.now, until_at=self.now + _YEAR,
        )  # fmt: skip
        number = exchange.request_grant(new=terms, actor=first, now=self.now)
        exchange.approve_grant(number=number, note="演示：已核对依据", actor=second, now=self.now)

    def content(self) -> dict[str, Any]:
        """Return the wording of the item that the demo hands over."""
        return dict(guide(code=self.item(), at=self.now).content)

    def item(self) -> str:
        """Return our own code of that item."""
        wanted = ItemFilter(text=_CERTIFICATE, region="450400")
        return items_page(wanted=wanted, now=self.now, size=1).rows[0].code

    def tell_item(self, content: Mapping[str, Any]) -> None:
        """Keep the same item as the neighbour's, as if it had told it."""
        told = {
            "code": _ITEM, "version": 3, "name_zh": f"{content['task_name']}（演示）",
            "name_en": f"{content['task_name_en']} (demo)",
            "department": "演示邻市乙政务服务局（模拟）", "shapes": "12", "content": content,
        }  # fmt: skip
        keep_item(_OWNER, told, now=self.now)

    def receive(self, who: str, *, steps: tuple[str, ...], ago: timedelta) -> str:
        """Take an application in at our window and lead it as far as the steps go."""
        at = self.now - ago
        code = handover_receiving.receive_application(
            member=_OWNER, item=_ITEM, who=Applying(name=f"{who}（演示）", phone="0758-0000000"),
            actor=self.clerk, now=at, name=uuid5(NAMESPACE_URL, f"matou demo handover {who}"),
        )  # fmt: skip
        fill_handover(code=code, actor=self.clerk, now=at)
        if "check" in steps:
            state = handover_detail(code=code, now=at).state
            keys = frozenset(one.page.key for one in state.materials)
            handover_sending.check_materials(code=code, looked_at=keys, actor=self.clerk, now=at)
            handover_sending.seal_bundle(code=code, actor=self.clerk, now=at)
        if "send" in steps:
            handover_sending.send_bundle(code=code, actor=self.clerk, now=at)
            for request in handover_calls(code):
                self._end_call(request)
        return code

    def move(self, code: str, *told: tuple[str, str]) -> None:
        """Let the neighbour tell how its case stands, message by message."""
        words = {"ask": "缺船舶所有权登记证明的盖章页。", "sign": ""}
        for seq, (state, move) in enumerate(told, start=1):
            self._call(_OWNER, messages.CASE_MOVED, {
                "handover": str(handover_name(code)), "seq": seq, "case": "ZHAQCASE1",
                "state": state, "move": move, "words": words.get(move, ""),
                "missing": ["船舶所有权登记证明"] if move == "ask" else [],
                "outcome": "granted" if move == "sign" else "",
                "due_at": (self.now + timedelta(days=3)).isoformat()
                if move in {"accept", "sign"} else None,
                "at": self.now.isoformat(),
            })  # fmt: skip

    def arrive(self, content: Mapping[str, Any]) -> None:
        """Let the other neighbour's window hand an application in at us."""
        name = uuid5(NAMESPACE_URL, "matou demo arrival")
        answers, keys = answers_for(content, now=self.now)
        files = [{"material": key, "name": f"{key}.pdf", "sha256": _sha256(key)} for key in keys]
        bundle: dict[str, Any] = {
            "handover": str(name), "round": 1, "item": self.item(), "version": 1,
            "applicant": {"name": "演示航运公司（模拟）", "uscc": "", "phone": "0757-0000000"},
            "answers": answers, "files": files,
        }  # fmt: skip
        signer = exchange_seeds.demo_signer(_WINDOW)
        seal = {
            "key_id": signer.key_id,
            "signature": signer.sign(sealed_text(bundle)).hex(),
            "sealed_at": self.now.isoformat(),
            "office": "演示邻市甲政务大厅（模拟）",
        }
        for one in files:
            content64 = base64.b64encode(demo_pdf(one["material"])).decode()
            self._call(_WINDOW, messages.TAKE_FILE, {
                **one, "handover": str(name), "attempt": 1, "media_type": "application/pdf",
                "content": content64,
            })  # fmt: skip
        self._call(_WINDOW, messages.TAKE_OVER, {**bundle, "attempt": 1, "note": "", "seal": seal})

    def joint(self) -> None:
        """Ask one opinion and get it; be asked for one."""
        question = "申请人的船舶在贵地是否有未处理的违法记录？（演示）"
        case = first_code(queue="decision")
        joint_parts.ask_part(
            case=case, member=_OWNER, question=question, due_at=self.now + timedelta(days=2),
            actor=self.clerk, now=self.now,
        )  # fmt: skip
        name = joint_parts.part_name(case=case, member=_OWNER, number=1)
        self._end_call(name)
        self._call(_OWNER, messages.PART_ANSWERED, {
            "part": str(name), "opinion": "agree", "words": "没有未处理的记录。（演示）",
            "office": "演示邻市乙（模拟）", "at": self.now.isoformat(),
        })  # fmt: skip
        self._call(_WINDOW, messages.PART_ASKED, {
            "part": str(uuid5(NAMESPACE_URL, "matou demo part")), "case": "FSHNCASE1",
            "item": "省际普通货船运输经营许可（演示）",
            "question": "申请人在梧州港的靠泊记录是否正常？（演示）",
            "due_at": (self.now + timedelta(days=3)).isoformat(),
        })  # fmt: skip

    def _end_call(self, request: UUID) -> None:
        """Nobody answers for a simulated neighbour: do not try for a day."""
        exchange.give_up(request_id=request, note="演示：模拟成员不会应答",
                         actor=self.officers[0], now=self.now)  # fmt: skip

    def _call(self, member: str, service: str, arguments: dict[str, Any]) -> None:
        body = envelope.write_asked(arguments=arguments, fields=())
        name = uuid5(NAMESPACE_URL, f"{member} {service} {_digest(body)}")
        request = Request(
            method="POST",
            url=f"{exchange_queries.base_url()}{PATH}{service}",
            headers={
                "content-type": JSON_TYPE,
                CLIENT: member,
                SERVICE: service,
                REQUEST_ID: str(name),
                PURPOSE: messages.PURPOSE,
                BASIS: encoded(messages.BASIS),
                CASE: encoded(""),
            },
            body=body,
        )
        signer = exchange_seeds.demo_signer(member)
        sign_request(request, signers=[signer], created_at=self.now, nonce=secrets.token_hex(16))
        exchange.receive(arrived=request, source="seed", now=self.now)


def _sha256(key: str) -> str:
    return _digest(demo_pdf(key))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
