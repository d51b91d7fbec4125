"""The reference network, clearly named demo notices and bookings; safe to repeat."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.clock import utc_now
from matou.modules.planner.queries.bookings import (
    BookingFilter,
    booking_page,
    bookings_page,
    open_offers,
)
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.queries.notices import notices_page
from matou.modules.planner.queries.replans import ReplanFilter, replans_page
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.asked import question_asked
from matou.modules.planner.rules.booking_states import BookingState
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.services.booking import BookingTerms, book, confirm
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.services.importing import import_network, reference_files
from matou.modules.planner.services.notices import publish_notice
from matou.modules.planner.services.replan_finding import look_at_booking
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.web.samples import PageSample

_KEEPER = Actor(code="system", name="系统 system", acts_for="system", roles=frozenset({REGISTRAR}))
_SOURCE = "演示数据 demo data"
_GRAVEL = "?origin=P_WUL&destination=P_NSA&amount=2000&draught=3.2"
_SAILING = "S001"
_BOXES = f"origin=P_CHI&destination=P_NSA&teu=20&must={_SAILING}"


def seed(*, now: datetime) -> None:
    """Take in the reference network where it differs, and publish two notices if none stand."""
    import_network(files=reference_files(), actor=_KEEPER, now=now)
    if notices_page(now=now, phase="standing")[1] == 0:
        for terms in _demo_notices(now):
            publish_notice(terms=terms, actor=_KEEPER, now=now)
    shipper = _shipper(now=now)
    if not bookings_page(actor=shipper)[1]:
        _demo_bookings(shipper, now=now)


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the planner."""
    link = {"kind": "link", "code": "W001"}
    return (
        *(PageSample(name=f"planner:{name}") for name in ("home", "terminals", "locks")),
        PageSample(name="planner:map", query="?mode=rail"),
        PageSample(name="planner:layer", kwargs={"name": "water"}),
        PageSample(name="web:map_layer", kwargs={"name": "planner.notices"}),
        PageSample(name="planner:ask", query=_GRAVEL),
        PageSample(name="planner:ask_chain", query=f"{_GRAVEL}&chain=1"),
        PageSample(name="planner:ask_line", query=f"{_GRAVEL}&chain=1"),
        PageSample(name="planner:terminal", kwargs={"code": "P_NSA"}),
        PageSample(name="planner:lock", kwargs={"code": "L_CHZ"}),
        PageSample(name="planner:notices"),
        PageSample(name="planner:notice", kwargs=_notice),
        PageSample(name="planner:notice_new", actor="registrar"),
        PageSample(name="planner:notice_amend", kwargs=_notice, actor="registrar"),
        PageSample(name="planner:notice_withdraw", kwargs=_notice, actor="registrar"),
        PageSample(name="planner:import", actor="registrar"),
        PageSample(name="planner:export"),
        PageSample(name="planner:gtfs"),
        PageSample(name="planner:rows", kwargs={"kind": "link"}),
        PageSample(name="planner:row", kwargs=link),
        PageSample(name="planner:row_new", kwargs={"kind": "service"}, actor="registrar"),
        PageSample(name="planner:row_change", kwargs=link, actor="registrar"),
        PageSample(name="planner:row_end", kwargs=link, actor="registrar"),
        PageSample(name="planner:offers", query=f"?{_BOXES}&chain=0", actor="shipper"),
        PageSample(name="planner:offer", kwargs=_offer, actor="shipper"),
        PageSample(name="planner:bookings", actor="shipper"),
        PageSample(name="planner:booking", kwargs=_confirmed, actor="shipper"),
        PageSample(name="planner:booking_confirm", kwargs=_held, actor="shipper"),
        PageSample(name="planner:booking_release", kwargs=_held, actor="shipper"),
        PageSample(name="planner:replans", actor="shipper"),
        PageSample(name="planner:replan", kwargs=_replan, actor="shipper"),
        PageSample(name="planner:replan_accept", kwargs=_first_choice, actor="shipper"),
        PageSample(name="planner:replan_decline", kwargs=_replan, actor="shipper"),
        PageSample(name="planner:waybill", kwargs=_confirmed, actor="shipper"),
        PageSample(name="planner:waybill_pdf", kwargs=_confirmed, actor="shipper"),
        PageSample(name="planner:waybill_json", kwargs=_confirmed, actor="shipper"),
        PageSample(name="planner:waybill_schema"),
    )


def _shipper(*, now: datetime) -> Actor:
    """Return the demo shipper at work."""
    handle = people.seed(now=now)["shipper"]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


def _demo_bookings(shipper: Actor, *, now: datetime) -> None:
    """Book boxes of tiles on the liner twice, one of them confirmed, and leave an offer open.

    The liner takes them from quay to quay: no lots of freight come of it.
    """
    first, second, _open = (_demo_offer(shipper, now=now) for _number in range(3))
    terms = BookingTerms(cargo="ceramics", cargo_name="演示 瓷砖")
    confirmed = book(offer_id=first, terms=terms, actor=shipper, now=now)
    confirm(code=confirmed, actor=shipper, now=now)
    book(offer_id=second, terms=terms, actor=shipper, now=now)
    _demo_replan(confirmed, shipper, now=now)


def _demo_replan(code: str, shipper: Actor, *, now: datetime) -> None:
    """Cancel the one sailing that the demo bookings ride, so that a re-plan waits for a decision.

    The notice lasts an hour around it: other sailings, and plans asked for now, stay as they are.
    """
    page = booking_page(code=code, actor=shipper)
    departs_at = next(leg.departs.planned_at for leg in page.legs if leg.service == _SAILING)
    half_an_hour = timedelta(minutes=30)
    terms = NoticeTerms(
        kind=rules.SERVICE_CANCELLED,
        targets=(_SAILING,),
        starts_at=departs_at - half_an_hour,
        ends_at=departs_at + half_an_hour,
        issuer="演示班轮公司",
        source=_SOURCE,
        confidence="C",
        text="该航次停开（演示）。",
    )
    publish_notice(terms=terms, actor=_KEEPER, now=now)
    look_at_booking(code=code, now=now + timedelta(seconds=1))


def _demo_offer(shipper: Actor, *, now: datetime) -> UUID:
    question = question_asked(_BOXES, network=network_at(now), now=now)
    return make_offer(question=question, pick=Pick(place=0), actor=shipper, now=now)


def _confirmed() -> Mapping[str, str]:
    return _booking(BookingState.CONFIRMED)


def _held() -> Mapping[str, str]:
    return _booking(BookingState.HELD)


def _booking(state: BookingState) -> Mapping[str, str]:
    shipper = _shipper(now=utc_now())
    rows, _total = bookings_page(actor=shipper, wanted=BookingFilter(state=state), size=1)
    return {"code": rows[0].code}


def _replan() -> Mapping[str, str]:
    shipper = _shipper(now=utc_now())
    rows, _total = replans_page(actor=shipper, wanted=ReplanFilter(state="open"), size=1)
    return {"replan_id": str(rows[0].id)}


def _first_choice() -> Mapping[str, str]:
    return {**_replan(), "choice": "0"}


def _offer() -> Mapping[str, str]:
    shipper = _shipper(now=utc_now())
    return {"offer_id": str(open_offers(actor=shipper)[0])}


def _notice() -> Mapping[str, str]:
    cards, _total = notices_page(now=utc_now(), phase="standing", size=1)
    return {"code": cards[0].code}


def _demo_notices(now: datetime) -> tuple[NoticeTerms, ...]:
    """Return a chamber that is closed from today on, and shallow water in two days.

    Both lie on upper waters, so that plans on the trunk of the Xijiang stay as the files have them.
    """
    return (
        NoticeTerms(
            kind=rules.LOCK_CLOSURE,
            targets=("L_HON-1",),
            starts_at=now,
            ends_at=now + timedelta(days=20),
            issuer="演示航道管理处",
            source=_SOURCE,
            confidence="C",
            text="红花一线船闸岁修（演示）。",
        ),
        NoticeTerms(
            kind=rules.DRAUGHT_LIMIT,
            targets=("W001",),
            starts_at=now + timedelta(days=2),
            ends_at=now + timedelta(days=9),
            issuer="演示航道管理处",
            source=_SOURCE,
            confidence="C",
            depth_cm=200,
            text="枯水期限制水深（演示）。",
        ),
    )
