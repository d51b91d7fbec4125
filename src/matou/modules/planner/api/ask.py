"""Asking for chains: a question in, the chosen chains with legs, sheets and lines out."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.responses import NinjaJSONEncoder
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.ask_answers import PlanOut, plan_out
from matou.modules.planner.api.base import Instant, count, router, with_example
from matou.modules.planner.queries import answers, plans
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.rules import asking
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.network import Closure, Network
from matou.modules.planner.rules.wishing import cargo_of, with_codes
from matou.web.api import answers as responses

JSON_TYPE = "application/json; charset=utf-8"
Place = Annotated[str, Field(pattern=r"^[0-9A-Z_]{1,32}$", examples=["P_WUL"])]
Word = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.\-]{1,120}$")]
Words = Annotated[list[Word], Field(max_length=40)]
Amount = Annotated[Decimal, Field(ge=-1_000_000_000_000, le=1_000_000_000_000)]
_QUESTION = {
    "origin": "P_WUL",
    "destination": "P_NSA",
    "tonnes": 2000,
    "draught_m": 3.2,
    "must": ["water"],
    "max_transfers": 3,
}


class ClosureIn(Schema):
    """A lock taken to be closed, on top of the notices."""

    model_config = with_example(
        {
            "lock": "L_CHZ",
            "starts_at": "2026-12-01T08:00:00+08:00",
            "ends_at": "2026-12-08T08:00:00+08:00",
        }
    )

    lock: Place
    starts_at: Instant
    ends_at: Instant


class QuestionIn(Schema):
    """From where to where, what, from when on, and wishes; give ``tonnes``, ``teu`` or both."""

    model_config = with_example(_QUESTION)

    origin: Place
    destination: Place
    tonnes: Amount | None = Field(default=None, description="Mass of the cargo, t")
    teu: int | None = Field(default=None, description="Containers, 14 t each unless told")
    air: bool = Field(default=False, description="Air freight: flights and trucks")
    draught_m: Amount | None = Field(default=None, description="Of the loaded barge, m")
    dangerous_class: Annotated[str, Field(max_length=8, pattern=r"^[^\x00]*$")] = ""
    allow: list[Literal["planned_pinglu"]] = Field(default=[], max_length=4)
    ready_at: Instant | None = Field(default=None, description="Without it, now")
    depart_from: Instant | None = Field(default=None, description="Earliest departure")
    arrive_by: Instant | None = Field(default=None, description="Latest arrival")
    must: Words = Field(default=[], description="Modes, terminals, locks, links, services to use")
    without: Words = Field(default=[], description="The same, not to be used")
    max_transfers: int | None = Field(default=None, description="Both gates counted")
    avoid_dangerous_terminals: bool = False
    lower_water_cm: int = Field(default=0, description="What if rivers were so much lower")
    closures: list[ClosureIn] = Field(default=[], max_length=20)

    def question(self, *, network: Network, now: datetime) -> asking.Question:
        """Return what was sent, in minutes of the present week; raises InvalidInput."""

        def minute(moment: datetime) -> int:
            return answers.minute_at(moment, instant=now)

        wishes = Wishes(
            max_transfers=self.max_transfers,
            depart_from_min=max(0, minute(self.depart_from)) if self.depart_from else 0,
            arrive_by_min=max(0, minute(self.arrive_by)) if self.arrive_by else None,
            avoids_dangerous_terminals=self.avoid_dangerous_terminals,
            lower_water_cm=self.lower_water_cm,
            closures=tuple(
                Closure(
                    lock=one.lock,
                    from_min=max(0, minute(one.starts_at)),
                    until_min=minute(one.ends_at),
                )
                for one in self.closures
            ),
        )
        return asking.Question(
            origin=self.origin,
            destination=self.destination,
            ready_min=minute(self.ready_at or now),
            cargo=cargo_of(
                tonnes=self.tonnes,
                teu=self.teu,
                is_air=self.air,
                draught_m=self.draught_m,
                dangerous_class=self.dangerous_class,
                flags=frozenset(self.allow),
            ),
            wishes=with_codes(wishes, network=network, without=self.without, must=self.must),
        )


@router.post("/ask", response=responses(PlanOut), summary="Ask for chains 门到门方案")
def ask(request: HttpRequest, body: QuestionIn) -> Any:
    """Answer with at most eight chains that no other beats in arrival, cost and CO2e.

    The search behind them is exact unless ``is_truncated``; ``uncovered`` counts hidden chains
    that no shown one comes within 5 % of. Where nothing is found, ``binding`` says why.
    """
    count(request)
    now = utc_now()
    outlook = outlook_at(now)
    question = body.question(network=outlook.edition(0), now=now)
    told = plan_out(plans.plan_at(instant=now, question=question, outlook=outlook))
    # Read back into the schema first, an answer of eight chains took a third longer; a test does.
    return HttpResponse(json.dumps(told, cls=NinjaJSONEncoder), content_type=JSON_TYPE)
