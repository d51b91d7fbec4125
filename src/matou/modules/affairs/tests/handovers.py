"""What the tests of hand-overs share: a neighbour that signs, grants for it, and bundles."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from matou.kit.actor import Actor
from matou.modules.affairs.models import Arrival, Case, Handover, ItemVersion, NeighbourItem
from matou.modules.affairs.queries.handovers import bundle_of
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.rules.handover_bundle import sealed_text
from matou.modules.affairs.seeds.filling import demo_pdf
from matou.modules.affairs.seeds.handover_filling import answers_for, fill_handover
from matou.modules.affairs.services import handover_receiving as receiving
from matou.modules.affairs.services import handover_sending as sending
from matou.modules.affairs.services.handover_receiving import Applying
from matou.modules.affairs.tests.cases import MONDAY, someone
from matou.modules.affairs.tests.world import code_of
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.messages import Request
from matou.spine.exchange.tests.world import FIRST, SECOND, Neighbour

CERTIFICATE = "000118911000"
WINDOW_SERVICES = (
    messages.TAKE_FILE, messages.TAKE_OVER, messages.HANDED_OUT, messages.TAKE_BACK,
    messages.CASE_MOVED, messages.PART_ASKED, messages.PART_ANSWERED,
)  # fmt: skip
_FIELDS = {messages.CASE_MOVED: ("applied",), messages.PART_ASKED: ("state",),
           messages.PART_ANSWERED: ("state",)}  # fmt: skip
YEAR = timedelta(days=365)


def neighbour() -> Neighbour:
    """Register a neighbour and grant it everything that hand-overs need."""
    made = Neighbour()
    exchange.propose_member(
        new=NewMember(code=made.code, name_zh="佛山（测试）", name_en="Foshan (test)",
                      region="440600", base_url="https://foshan.example"),
        key=NewKey(public=made.signer.public, from_at=MONDAY - YEAR, until_at=MONDAY + YEAR),
        actor=FIRST, now=MONDAY,
    )  # fmt: skip
    exchange.confirm_member(
        code=made.code, fingerprint=made.signer.key_id, actor=SECOND, now=MONDAY
    )
    for service in WINDOW_SERVICES:
        grant(made.code, service)
    return made


def grant(member: str, service: str) -> None:
    """Let a member call a service of hand-overs."""
    terms = NewGrant(
        consumer=member, service=service, fields=_FIELDS.get(service, ("case", "state")),
        purpose=messages.PURPOSE, basis=messages.BASIS, from_at=MONDAY - YEAR,
        until_at=MONDAY + YEAR,
    )  # fmt: skip
    number = exchange.request_grant(new=terms, actor=FIRST, now=MONDAY)
    exchange.approve_grant(number=number, note="核对了依据", actor=SECOND, now=MONDAY)


def asked(
    made: Neighbour, service: str, arguments: dict[str, Any], *, request_id: UUID | None = None
) -> Request:
    """Return a signed call of the neighbour."""
    return made.request(
        service, arguments=arguments, request_id=request_id or uuid4(), at=MONDAY,
        said={"purpose": messages.PURPOSE, "basis": messages.BASIS},
    )  # fmt: skip


def told(request: Request) -> dict[str, Any]:
    """Hand a call in and return what the answer says."""
    response = exchange.receive(arrived=request, source="192.0.2.7", now=MONDAY)
    return envelope.read_json(response.body)


def bundle(made: Neighbour, handover: UUID, **changed: Any) -> dict[str, Any]:
    """Return a sealed bundle for the ship's certificate, complete; ``changed`` after the seal."""
    version = ItemVersion.objects.get(item__code=code_of(CERTIFICATE), state="published")
    answers, files = answers_for(version.content, now=MONDAY)
    facts: dict[str, Any] = {
        "handover": str(handover), "round": 1, "item": code_of(CERTIFICATE), "version": 1,
        "applicant": {"name": "粤航运有限公司", "uscc": "", "phone": "0757-0000000"},
        "answers": answers,
        "files": [{"material": key, "name": f"{key}.pdf", "sha256": sha256_of(key)}
                  for key in files],
    }  # fmt: skip
    early = {key: changed.pop(key) for key in list(changed) if key in facts}
    facts |= early
    seal = {
        "key_id": made.signer.key_id, "signature": made.signer.sign(sealed_text(facts)).hex(),
        "sealed_at": MONDAY.isoformat(), "office": "佛山政务服务窗口（测试）",
    }  # fmt: skip
    return {**facts, "attempt": 1, "note": "", "seal": seal, **changed}


def sent_files(handover: UUID, told_bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of a bundle as they travel."""
    return [
        {"handover": str(handover), "attempt": 1, "material": one["material"],
         "name": one["name"], "media_type": "application/pdf", "sha256": one["sha256"],
         "content": base64.b64encode(demo_pdf(one["material"])).decode()}
        for one in told_bundle["files"]
    ]  # fmt: skip


def sha256_of(key: str) -> str:
    return hashlib.sha256(demo_pdf(key)).hexdigest()


def arrived(made: Neighbour, **changed: Any) -> Arrival:
    """Let the neighbour hand a whole application over; returns what became of it."""
    handover = uuid4()
    whole = bundle(made, handover, **changed)
    for file in sent_files(handover, whole):
        told(asked(made, messages.TAKE_FILE, file))
    told(asked(made, messages.TAKE_OVER, whole))
    return Arrival.objects.select_related("case").get(handover=handover)


def a_neighbours_item(member: str) -> str:
    """Keep an item of the neighbour as if it had been told; returns its code."""
    version = ItemVersion.objects.get(item__code=code_of(CERTIFICATE), state="published")
    NeighbourItem.objects.create(
        member=member, code="FSHAN0001", version=3, name_zh=version.name_zh,
        name_en=version.name_en, department="佛山（测试）", shapes="2", content=version.content,
        told_at=MONDAY,
    )  # fmt: skip
    return "FSHAN0001"


def clerk() -> Actor:
    return someone("case-clerk")


def received(made: Neighbour) -> str:
    """Take an application in at our window, complete but unchecked; returns its code."""
    item = a_neighbours_item(made.code)
    code = receiving.receive_application(
        member=made.code, item=item, who=Applying(name="林水生", phone="0774-1111111"),
        actor=clerk(), now=MONDAY,
    )  # fmt: skip
    fill_handover(code=code, actor=clerk(), now=MONDAY)
    return code


def sealed(made: Neighbour) -> str:
    code = received(made)
    check(code)
    sending.seal_bundle(code=code, actor=clerk(), now=MONDAY)
    return code


def sent(made: Neighbour) -> str:
    code = sealed(made)
    sending.send_bundle(code=code, actor=clerk(), now=MONDAY)
    return code


def check(code: str) -> None:
    state = bundle_of(Handover.objects.get(code=code), now=MONDAY)
    keys = frozenset(one.page.key for one in state.materials)
    sending.check_materials(code=code, looked_at=keys, actor=clerk(), now=MONDAY)


def moved(code: str, *, seq: int, state: str, move: str, **changed: Any) -> dict[str, Any]:
    """Return a numbered message of the owner about our hand-over."""
    facts = {"handover": str(kept(code).pk), "seq": seq, "case": "FSCASE001", "state": state,
             "move": move, "at": MONDAY.isoformat()}  # fmt: skip
    return {**facts, **changed}


def kept(code: str) -> Handover:
    return Handover.objects.get(code=code)


def case_of(arrival: Arrival) -> Case:
    return Case.objects.get(code=arrival.case_code)


def question(**changed: Any) -> dict[str, Any]:
    """Return what a lead asks of us."""
    facts = {
        "part": str(uuid4()),
        "case": "FSCASE001",
        "item": "省际普通货船运输经营许可",
        "question": "申请人的靠泊记录是否正常？",
        "due_at": (MONDAY + YEAR).isoformat(),
    }
    return {**facts, **changed}
