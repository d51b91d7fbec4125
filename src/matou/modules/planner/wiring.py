"""What the planner listens to, answers and shows on shared pages."""

from collections.abc import Sequence

from django.http import HttpRequest

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.freight.contracts import (
    ArrivalEstimated,
    DemandAwarded,
    DemandClosed,
    DemandExpired,
    DemandReopened,
    DemandWithdrawn,
    LotDelivered,
    LotInTransit,
)
from matou.modules.planner.contracts import (
    ROUTE_ESTIMATOR,
    ROUTE_PAGE,
    ChainBooked,
    LegChanged,
    NetworkChanged,
    RouteEstimate,
    RouteQuestion,
)
from matou.modules.planner.forms import language
from matou.modules.planner.queries import layers
from matou.modules.planner.queries.bookings import BOOKING_CODE
from matou.modules.planner.queries.estimates import estimate_at
from matou.modules.planner.queries.notices import CODE_KIND
from matou.modules.planner.queries.timetable import terminals_with_services
from matou.modules.planner.queries.warming import warm
from matou.modules.planner.rules.booking_states import SHIPPERS
from matou.modules.planner.services import following, replan_finding, replan_letters
from matou.modules.planner.services.places import follow_place
from matou.modules.planner.views.ask import ask_url
from matou.modules.planner.views.journal_words import JOURNAL_WORDS
from matou.spine.codes import queries as code_queries
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCorrected
from matou.web.slots import (
    MAP_LAYERS,
    MENU,
    SEARCH,
    WARM_UPS,
    GeoJson,
    MapLayer,
    MenuItem,
    SearchHit,
    SearchSource,
    WarmUp,
)
from matou.web.vocabulary import VOCABULARIES

VOCABULARIES.fill(JOURNAL_WORDS)


def _follow_place(event: PlaceCorrected) -> None:
    """Take the correction over as of now: the network never changes in retrospect."""
    follow_place(event, now=utc_now())


def _look_at(event: ChainBooked | LegChanged) -> None:
    """Look at a booking again: what was booked may meet what is announced, or a leg may be late."""
    replan_finding.look_at_booking(code=event.aggregate, now=utc_now())


def _notice_url(subject: str) -> str:
    return f"/planner/notices/{code_queries.code_of(kind=CODE_KIND, subject=subject)}/"


def _notice_layer(_request: HttpRequest) -> GeoJson:
    return layers.layer(layers.NOTICES, at=utc_now())


def _found_timetables(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    cards = places.search(text, limit=20)
    leaving = {line.place.code: line for line in terminals_with_services(at=utc_now())}
    return [
        SearchHit(
            title=card.name(language()), url=f"/planner/timetable/{card.code}/", note=card.city
        )
        for card in cards
        if card.code in leaving
    ][:8]


def _estimate(asked: RouteQuestion) -> RouteEstimate | None:
    return estimate_at(instant=utc_now(), asked=asked)


ROUTE_ESTIMATOR.fill(_estimate)
ROUTE_PAGE.fill(ask_url)
journal.subscribe(name="planner.follow-place", event=PlaceCorrected, handle=_follow_place)
journal.subscribe(name="planner.follow-award", event=DemandAwarded, handle=following.follow_award)
journal.subscribe(
    name="planner.follow-reopening", event=DemandReopened, handle=following.follow_reopening
)
for _event in (DemandClosed, DemandExpired, DemandWithdrawn):
    journal.subscribe(
        name=f"planner.follow-{_event.__name__}",
        event=_event,
        handle=following.follow_end_of_demand,
    )
journal.subscribe(
    name="planner.follow-departure", event=LotInTransit, handle=following.follow_departure
)
journal.subscribe(
    name="planner.follow-delivery", event=LotDelivered, handle=following.follow_delivery
)
journal.subscribe(
    name="planner.follow-estimate", event=ArrivalEstimated, handle=following.follow_estimate
)
replan_letters.register_templates()
journal.subscribe(
    name="planner.replan-touched", event=NetworkChanged, handle=replan_finding.ask_for_sweep
)
journal.subscribe(name="planner.replan-booked", event=ChainBooked, handle=_look_at)
journal.subscribe(name="planner.replan-late", event=LegChanged, handle=_look_at)
codes.register_kind(kind=CODE_KIND, page_url=_notice_url)
WARM_UPS.fill(WarmUp(name="planner.kernels", run=warm))
codes.register_kind(kind=BOOKING_CODE, page_url=lambda code: f"/planner/bookings/{code}/")
MENU.fill(
    MenuItem(
        name="planner",
        title_zh="联运规划",
        title_en="Planner",
        url="/planner/",
        icon="route-2",
        order=15,
    )
)
MENU.fill(
    MenuItem(
        name="planner.bookings",
        title_zh="订舱",
        title_en="Bookings",
        url="/planner/bookings/",
        icon="clipboard-list",
        order=16,
        roles=SHIPPERS,
    )
)
MAP_LAYERS.fill(
    MapLayer(
        name="planner.notices",
        title_zh="路网通告",
        title_en="Network notices",
        kind="notice",
        features=_notice_layer,
        order=15,
    )
)
SEARCH.fill(
    SearchSource(
        name="planner.timetables",
        title_zh="班次时刻",
        title_en="Timetables",
        search=_found_timetables,
        list_url="/planner/timetable/",
        order=40,
    )
)
