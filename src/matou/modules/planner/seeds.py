"""The reference network and clearly named demo notices; safe to repeat."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.clock import utc_now
from matou.modules.planner.queries.notices import notices_page
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.services.importing import import_network, reference_files
from matou.modules.planner.services.notices import publish_notice
from matou.web.samples import PageSample

_KEEPER = Actor(code="system", name="系统 system", acts_for="system", roles=frozenset({REGISTRAR}))
_SOURCE = "演示数据 demo data"
_GRAVEL = "?origin=P_WUL&destination=P_NSA&amount=2000&draught=3.2"


def seed(*, now: datetime) -> None:
    """Take in the reference network where it differs, and publish two notices if none stand."""
    import_network(files=reference_files(), actor=_KEEPER, now=now)
    if notices_page(now=now, phase="standing")[1] == 0:
        for terms in _demo_notices(now):
            publish_notice(terms=terms, actor=_KEEPER, now=now)


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
    )


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
