"""A client of the house's freight: carries lots from demand to escrow and out again, by services.

Called as ``python -m matou.project.torture.freight <folder> <client> <seed>``. Every round asks
first what an earlier life of it has done, and goes on from there.
"""

import os
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

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
from matou.project.demo.people import Cast, cast
from matou.project.torture.client import STOP, log_path, work
from matou.project.torture.log import Log
from matou.project.torture.voyage import Voyage
from matou.spine.custody import queries as orders
from matou.spine.custody import services as custody
from matou.spine.custody.contracts import OrderCard, OrderState
from matou.spine.parties.seeds import demo_code_of

_QUANTITY, _PRICE = Tonnes(900_000), Money.yuan("21.30")
_FREIGHT = _PRICE.times(_QUANTITY.decimal)
_DAYS, _LANES, _WINDOWS = 6, 4, 28
"""A loading window may begin within 180 days; a round's window is free again when it is over."""
_WITHDRAWN, _PAID_OUT, _REFUSED = "withdrawn", "paid_out", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One lot of one client, known again by the code it was given."""

    code: str
    cast: Cast
    dice: Random
    now: datetime
    loading: Period

    def carry(self) -> tuple[str, ...]:
        """Carry the lot as far as its dice say; returns what was reached, act by act."""
        done = ["drafted"] * self._draft() + ["published"] * self._publish()
        if self.dice.random() < 0.1:  # noqa: PLR2004  # one demand in ten finds nobody
            return (*done, self._withdraw())
        done += [self._pay_in(who, amount) for who, amount in self._deposits()]
        lot = self._award()
        done += ["awarded", *self._sign_and_fund(lot)]
        if self.dice.random() < 0.5:  # noqa: PLR2004  # the other half is never carried
            done += self._voyage(lot).sail()
        else:
            actor = self.dice.choice((self.cast.shipper, self.cast.skipper))
            done.append(self._cancel(lot, actor))
        if self.dice.random() < 0.5:  # noqa: PLR2004  # of some the money leaves the house
            done.append(self._pay_out())
        return tuple(done)

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

    def _deposits(self) -> tuple[tuple[Actor, Money], ...]:
        tenth = Decimal("0.10")
        return (
            (self.cast.shipper, _FREIGHT + _FREIGHT.times(tenth)),
            (self.cast.skipper, _FREIGHT.times(tenth)),
        )

    def _pay_in(self, who: Actor, amount: Money) -> str:
        order = custody.request_deposit(
            party=who.acts_for,
            amount=amount,
            reference=f"{self.code}-{who.acts_for}",
            actor=who,
            now=self.now,
        )
        return self._settled(order)

    def _settled(self, order: OrderCard) -> str:
        """Have the simulated custodian work until the order is final."""
        moment = self.now
        for _ in range(20):
            state = orders.order(order.order_id).state
            if state in {OrderState.CONFIRMED, OrderState.FAILED}:
                return state.value
            custody.run_due(now=moment)
            moment += timedelta(minutes=2)
        return orders.order(order.order_id).state.value

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
            dice=Random(f"voyage {self.code}"),  # noqa: S311  # the same in every life
            begins_at=self.loading.from_at,
            loaded_kg=_QUANTITY.kg,
        )

    def _cancel(self, lot: str, actor: Actor) -> str:
        if self._lot(lot).row.state is LotState.FUNDED:
            lots.advance_lot(lot_code=lot, act=LotAct.CANCEL, actor=actor, now=self.now)
        return self._lot(lot).row.state.value

    def _pay_out(self) -> str:
        who = self.cast.shipper
        try:
            order = custody.request_payout(
                party=who.acts_for,
                amount=_FREIGHT.times(Decimal("0.5")),
                reference=f"{self.code}-out",
                actor=who,
                now=self.now,
            )
        except DomainError:
            return _REFUSED
        self._settled(order)
        return _PAID_OUT

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
        code=demo_code_of(f"torture {seed} {client} {number}"),
        cast=people,
        dice=Random(f"{seed} {client} {number}"),  # noqa: S311  # a repeatable plan
        now=now,
        loading=Period(starts, starts + timedelta(days=2)),
    )


def main(arguments: list[str]) -> None:
    """Run one life of a freight client."""
    folder, client, seed = Path(arguments[0]), int(arguments[1]), int(arguments[2])

    def act(number: int) -> tuple[str, ...]:
        people = cast(now=utc_now())
        try:
            return round_of(seed=seed, client=client, number=number, people=people).carry()
        except DomainError as refusal:
            return (f"refused:{refusal.code}",)

    with closing(Log(log_path(folder, client))) as log:
        work(log=log, act=act, is_over=(folder / STOP).exists)


if __name__ == "__main__":
    main(sys.argv[1:])
