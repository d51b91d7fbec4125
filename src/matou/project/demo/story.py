"""The story so far: the demand and the lot of one run, found again after any interruption."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.queries import demands as demand_queries
from matou.modules.freight.queries import lots as lot_queries
from matou.modules.freight.queries import tracking
from matou.modules.freight.rules.evidence import EvidenceItem, EvidenceKind, Photo, VesselPosition
from matou.modules.freight.rules.replay import DEMO_MMSI
from matou.modules.freight.rules.states import (
    DEMAND_STATE_NAMES,
    LOT_STATE_NAMES,
    DemandState,
    LotState,
)
from matou.modules.freight.services import replays
from matou.project.demo.clock import DemoClock
from matou.project.demo.people import Cast
from matou.spine.custody import queries as orders
from matou.spine.custody import services as custody
from matou.spine.custody.contracts import OrderState
from matou.spine.documents import services as documents
from matou.spine.ledger import queries as ledger

CARGO_NAME = "机制砂 machine-made sand"
MARK = "演示主线 demo main job #{number}"
ORDER = tuple(LotState)


class ReplayTooShort(DomainError):
    """The replay gave no position where the story needs one."""

    code = "demo-replay-too-short"
    zh = "模拟航次没有给出船位。请运行 matou freight replay --make 后重试。"
    en = "The replay gave no position. Run matou freight replay --make and try again."


@dataclass(slots=True)
class Story:
    """One run: its people, its clock, and the codes of what it made."""

    cast: Cast
    clock: DemoClock
    number: int = 1
    demand: str = ""
    lot: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """The words by which the run's demand is known again."""
        return MARK.format(number=self.number)

    @property
    def source(self) -> str:
        """The name under which this run reads the replay."""
        return f"{replays.SOURCE}:{self.number}"

    def has_reached(self, state: LotState) -> bool:
        """Tell whether the lot stands at the state or beyond it."""
        return bool(self.lot) and ORDER.index(self.page().row.state) >= ORDER.index(state)

    def page(self) -> lot_queries.LotPage:
        """Return the lot's page as the operator sees it."""
        return lot_queries.lot_page(
            code=self.lot, actor=self.cast.operator, now=self.clock.closes_at
        )

    def has_evidence(self, kind: EvidenceKind, *, relation: str = "") -> bool:
        """Tell whether such evidence lies on the lot."""
        return any(
            row.kind == kind and (not relation or row.relation == relation)
            for row in self.page().evidence
        )

    def feed_until(self, at: datetime) -> str:
        """Read the replay on to an instant; says what was decoded."""
        run = replays.feed(now=at, start_at=self.clock.replay_at, until_at=at, source=self.source)
        broken = sum(run.rejects.values())
        return f"AIS: {run.fixes} 船位 positions, {broken} 坏报文 broken lines survived"

    def position_at(self, at: datetime) -> EvidenceItem:
        """Return the vessel's last decoded position as evidence; raises ReplayTooShort."""
        vessel = tracking.vessel_now(mmsi=DEMO_MMSI, now=at)
        if vessel is None:
            raise ReplayTooShort
        here = vessel.position
        payload = VesselPosition(latitude=here.latitude, longitude=here.longitude, source="ais")
        return EvidenceItem(payload=payload, taken_at=vessel.at)

    def photo(self, *, caption: str, actor: Actor, at: datetime) -> EvidenceItem:
        """Store a drawn picture, plainly a demo's, and return it as evidence."""
        image = Image.new("RGB", (960, 640), "#2f6f73")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 420, 960, 640), fill="#1d4e63")
        draw.polygon([(160, 430), (800, 430), (740, 510), (220, 510)], fill="#8a4b2a")
        draw.polygon([(300, 430), (470, 330), (640, 430)], fill="#d9b56c")
        draw.text((24, 24), f"MATOU DEMO  {caption}  {at:%Y-%m-%d %H:%M}Z", fill="white")
        file = BytesIO()
        image.save(file, "PNG")
        file.seek(0)
        card = documents.store(
            owner=actor.acts_for,
            about=self.lot,
            file=file,
            declared_name=f"{caption}.png",
            declared_type="image/png",
            readers=self.readers,
            actor=actor,
            now=at,
        )
        return EvidenceItem(payload=Photo(caption=caption), taken_at=at, document=card.code)

    @property
    def readers(self) -> frozenset[str]:
        """The parties of the lot, who may see its papers."""
        cast = self.cast
        return frozenset(actor.acts_for for actor in (cast.shipper, cast.skipper, cast.consignee))

    def pay_in(self, *, who: str, amount: Money, at: datetime) -> str:
        """Have a party's money arrive at the custodian and wait for its confirmation."""
        actor = getattr(self.cast, who)
        order = custody.request_deposit(
            party=actor.acts_for,
            amount=amount,
            reference=f"demo-{self.number}-{who}",
            actor=actor,
            now=at,
        )
        self.await_custody(order.order_id, at=at)
        return f"{amount} → wallet:{actor.acts_for}"

    def await_custody(self, order_id: UUID, *, at: datetime) -> None:
        """Let the simulated custodian work until the order is settled.

        Its callbacks come late, doubled or never; the query that makes lost ones good is part of
        the same services that the worker runs.
        """
        moment = at
        for _ in range(60):
            if orders.order(order_id).state in {OrderState.CONFIRMED, OrderState.FAILED}:
                return
            custody.run_due(now=moment)
            moment += timedelta(minutes=2)

    def find(self) -> None:
        """Find what an earlier, perhaps interrupted run has made."""
        before: int | None = None
        while True:
            rows, before = demand_queries.my_demands(
                actor=self.cast.shipper, text=CARGO_NAME, before=before, limit=100
            )
            for row in rows:
                page = self._demand_page(row.code)
                if page.terms.notes == self.mark:
                    self.demand, self.lot = row.code, page.lot
                    self.clock = DemoClock(begins_at=page.terms.loading.from_at)
                    return
            if before is None:
                return

    def is_draft(self) -> bool:
        """Tell whether the demand still waits to be published."""
        return self._demand_page(self.demand).row.state is DemandState.DRAFT

    def _demand_page(self, code: str) -> demand_queries.DemandPage:
        return demand_queries.demand_page(
            code=code, actor=self.cast.shipper, now=self.clock.closes_at
        )

    def state(self) -> str:
        """Return where the lot stands, before it exists where the demand stands."""
        if self.lot:
            zh, en = LOT_STATE_NAMES[self.page().row.state]
        else:
            zh, en = DEMAND_STATE_NAMES[self._demand_page(self.demand).row.state]
        return f"{zh} {en}"

    def money(self) -> str:
        """Return what lies in the lot's three accounts."""
        parts = ("escrow", "deposit", "disputed")
        held = ledger.balances([f"{part}:{self.lot}" for part in parts])
        return " · ".join(
            f"{name.split(':')[0]} {balance.posted}" for name, balance in held.items()
        )
