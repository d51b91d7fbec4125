"""A client of the house's freight: carries lots from demand to escrow and out again, by services.

Called as ``python -m`` this module, with folder, client, seed and perhaps a fault. Every round asks
first what an earlier life of it has done, and goes on from there.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
django.setup()

# ruff: noqa: E402  # the rooms' models load after set-up, and this file is a process of its own
from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.queries import demands as demand_queries
from matou.modules.freight.queries import lots as lot_queries
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.states import DemandState, LotAct, LotState
from matou.modules.freight.rules.terms import DemandTerms, MoneyTerms, PriceMode, VesselNeeds
from matou.modules.freight.services import awards, demands, lots
from matou.modules.freight.services.purse import WalletTooSmall
from matou.project.demo.people import Cast, cast
from matou.project.torture.aftermath import COURSES, Aftermath, Course
from matou.project.torture.claims import claim
from matou.project.torture.client import STOP, log_path, work
from matou.project.torture.correcting import Comparison
from matou.project.torture.drawing import Payouts, Verdict
from matou.project.torture.faults import faulty_house
from matou.project.torture.log import Log
from matou.project.torture.stage import Stage
from matou.project.torture.voyage import Voyage
from matou.spine.ledger.contracts import LedgerRefused
from matou.spine.parties.seeds import demo_code_of

_QUANTITY, _PRICE = Tonnes(900_000), Money.yuan("21.30")
_FREIGHT = _PRICE.times(_QUANTITY.decimal)
_DAYS, _LANES, _WINDOWS = 6, 4, 28
"""A loading window may begin within 180 days; a round's window is free again when it is over."""
_WITHDRAWN = "withdrawn"
VERDICTS = (*Verdict,)
"""Taken in turn by the trips that are cancelled."""
_TRIES = 4
"""All rounds share their people's wallets: one may find them drawn by another, and pays in more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One lot of one client, known again by the code it was given."""

    stage: Stage
    course: Course
    is_carried: bool
    verdict: Verdict
    loading: Period

    @property
    def code(self) -> str:
        """The code of the demand."""
        return self.stage.code

    @property
    def cast(self) -> Cast:
        """The people."""
        return self.stage.cast

    @property
    def now(self) -> datetime:
        """The instant of this life."""
        return self.stage.now

    def carry(self) -> tuple[str, ...]:
        """Carry the lot as far as its plan says; returns what was reached, act by act."""
        for attempt in range(_TRIES):
            try:
                return tuple(self._through(attempt))
            except (WalletTooSmall, LedgerRefused):
                continue
        return ("wallets_drawn_by_others",)

    def _through(self, attempt: int) -> Iterator[str]:
        """Go through all of the round; what an earlier attempt or life did is not done again."""
        dice = self.stage.dice("round")
        self._draft()
        self._publish()
        yield from ("drafted", "published")
        if dice.random() < 0.1 and not self.is_carried:  # noqa: PLR2004  # these find nobody
            yield self._withdraw()
            return
        for number in range(attempt + 1):
            yield from self._deposits(number)
        lot = self._award()
        yield "awarded"
        yield from self._sign_and_fund(lot)
        if self.is_carried:
            yield from self._voyage(lot).sail()
            aftermath = Aftermath(stage=self.stage, lot=lot, freight=_FREIGHT, course=self.course)
            yield from aftermath.befall()
        else:
            self._cancel(lot, dice.choice((self.cast.shipper, self.cast.skipper)))
        if self._lot(lot).row.state in {LotState.CLOSED, LotState.CANCELLED}:
            yield claim("ended", lot, self._lot(lot).row.state.value)
        if not self.is_carried:  # what comes back after a cancelled trip leaves the house
            shipper = Payouts(stage=self.stage, who=self.cast.shipper, verdict=self.verdict)
            yield from shipper.draw(name="out", amount=_FREIGHT.times(Decimal("0.6")))
        yield from Comparison(stage=self.stage).work_off()

    def _page(self) -> demand_queries.DemandPage | None:
        try:
            return demand_queries.demand_page(code=self.code, actor=self.cast.shipper, now=self.now)
        except NotFound:
            return None

    def _draft(self) -> bool:
        if self._page() is None:
            terms = self._terms()
            demands.keep_draft(code=self.code, terms=terms, actor=self.cast.shipper, now=self.now)
        return True

    def _publish(self) -> bool:
        page = self._page()
        if page and page.row.state is DemandState.DRAFT:
            demands.publish_demand(demand_code=self.code, actor=self.cast.shipper, now=self.now)
        return True

    def _withdraw(self) -> str:
        page = self._page()
        if page and page.row.state is DemandState.PUBLISHED:
            demands.withdraw_demand(demand_code=self.code, actor=self.cast.shipper, now=self.now)
        return _WITHDRAWN

    def _deposits(self, number: int) -> Iterator[str]:
        tenth = _FREIGHT.times(Decimal("0.10"))
        for who, amount in ((self.cast.shipper, _FREIGHT + tenth), (self.cast.skipper, tenth)):
            reference = f"{self.code}-{who.acts_for}-{number}"
            yield self.stage.pay_in(who, amount, reference=reference)

    def _award(self) -> str:
        page = self._page()
        if page and page.lot:
            return page.lot
        return awards.accept_demand(
            demand_code=self.code,
            offer=OfferTerms(vessel=self.cast.vessel, trip_days=2),
            actor=self.cast.skipper,
            now=self.now,
        )

    def _lot(self, lot: str) -> lot_queries.LotPage:
        return lot_queries.lot_page(code=lot, actor=self.cast.operator, now=self.now)

    def _sign_and_fund(self, lot: str) -> list[str]:
        if self._lot(lot).row.state is LotState.OFFERED:
            for actor in (self.cast.shipper, self.cast.skipper):
                text = self._lot(lot).text_sha256
                lots.sign_contract(lot_code=lot, text_sha256=text, actor=actor, now=self.now)
        if self._lot(lot).row.state is LotState.CONTRACTED:
            lots.advance_lot(lot_code=lot, act=LotAct.FUND, actor=self.cast.shipper, now=self.now)
        return ["signed", "signed", "funded"]

    def _voyage(self, lot: str) -> Voyage:
        return Voyage(
            lot=lot,
            cast=self.cast,
            dice=self.stage.dice("voyage"),
            begins_at=self.loading.from_at,
            loaded_kg=_QUANTITY.kg,
        )

    def _cancel(self, lot: str, actor: Actor) -> None:
        if self._lot(lot).row.state is LotState.FUNDED:
            lots.advance_lot(lot_code=lot, act=LotAct.CANCEL, actor=actor, now=self.now)

    def _terms(self) -> DemandTerms:
        return DemandTerms(
            origin="P_CHI",
            destination="P_SAN",
            loading=self.loading,
            cargo="sand",
            cargo_name="机制砂 machine-made sand",
            quantity=_QUANTITY,
            mode=PriceMode.FIXED,
            price=_PRICE,
            consignee=self.cast.consignee.acts_for,
            vessel=VesselNeeds(deadweight_min_kg=_QUANTITY.kg),
            money=MoneyTerms(),
            notes="torture",
        )


def round_of(*, seed: int, client: int, number: int, people: Cast) -> Round:
    """Return one round; its days are its own, for a vessel is promised once at a time."""
    now = utc_now()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = day + timedelta(days=2 + _DAYS * ((_LANES * number + client % _LANES) % _WINDOWS))
    return Round(
        stage=Stage(code=demo_code_of(f"torture {seed} {client} {number}"), cast=people, now=now),
        course=COURSES[(number // 2 + client) % len(COURSES)],
        is_carried=number % 2 == 0,
        verdict=VERDICTS[number // 2 % len(VERDICTS)],
        loading=Period(starts, starts + timedelta(days=2)),
    )


def main(arguments: list[str]) -> None:
    """Run one life of a freight client."""
    folder, client, seed = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    fault = arguments[3] if len(arguments) > 3 else ""  # noqa: PLR2004  # the optional last one

    def act(number: int) -> tuple[str, ...]:
        people = cast(now=utc_now())
        try:
            return round_of(seed=seed, client=client, number=number, people=people).carry()
        except DomainError as refusal:
            return (f"refused:{refusal.code}",)

    with faulty_house(fault), closing(Log(log_path(folder, client))) as log:
        work(log=log, act=act, is_over=(folder / STOP).exists)


if __name__ == "__main__":
    main(sys.argv[1:])
