"""Pages of e-licences for the whole-house walk."""

from collections.abc import Mapping

from matou.kit.actor import AUDITOR, Actor
from matou.kit.clock import utc_now
from matou.spine.credentials import queries
from matou.web.samples import PageSample

_AUDITOR = Actor(code="auditor", name="", acts_for="auditor", roles=frozenset({AUDITOR}))


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address; the demo's cases led to licences."""
    return (
        PageSample(name="licences:keys"),
        PageSample(name="licences:check"),
        PageSample(name="licences:worker"),
        PageSample(name="licences:kit"),
        PageSample(name="licences:checked", kwargs=_licence),
        PageSample(name="licences:status_list", kwargs=_list),
        PageSample(name="licences:mine", actor="skipper"),
        PageSample(name="licences:register", actor="case-signer"),
        PageSample(name="licences:licence", kwargs=_licence, actor="case-signer"),
        PageSample(name="licences:paper", kwargs=_licence, actor="case-signer"),
        PageSample(name="licences:present", kwargs=_licence, actor="skipper"),
        PageSample(name="licences:act", kwargs=_act, actor="case-signer"),
    )


def _licence() -> Mapping[str, str]:
    found = queries.licences_page(text="", actor=_AUDITOR, at=utc_now())
    return {"code": next(card.code for card in found.rows if card.state == "valid")}


def _list() -> Mapping[str, str]:
    return {"code": queries.status_list_codes()[0]}


def _act() -> Mapping[str, str]:
    return {**_licence(), "act": "suspend"}
