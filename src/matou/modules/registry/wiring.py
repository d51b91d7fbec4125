"""What the registers answer to other rooms and show on shared pages."""

from collections.abc import Sequence

from django.http import HttpRequest

from matou.kit.actor import Actor
from matou.modules.registry.contracts import (
    CODE_KIND,
    VESSEL_BY_MMSI,
    VESSEL_LOOKUP,
    VESSELS_BY_MMSI,
    VESSELS_OF,
    CorrectionDecided,
    CorrectionReversed,
    VesselTransferred,
)
from matou.modules.registry.queries import cards, companies, shared, terminals, vessels
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.services import telling
from matou.modules.registry.views.journal_words import JOURNAL_WORDS
from matou.modules.registry.views.shown import language
from matou.modules.registry.views.terminals import lock_layer, terminal_layer
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.web.slots import (
    CONSOLE_CARDS,
    MAP_LAYERS,
    MENU,
    SEARCH,
    Card,
    MapLayer,
    MenuItem,
    SearchHit,
    SearchSource,
)
from matou.web.vocabulary import VOCABULARIES

VESSEL_LOOKUP.fill(cards.vessel_card)
VESSEL_BY_MMSI.fill(cards.vessel_card_by_mmsi)
VESSELS_BY_MMSI.fill(cards.vessel_cards_by_mmsi)
VESSELS_OF.fill(cards.vessel_cards_of_party)
VOCABULARIES.fill(JOURNAL_WORDS)

telling.register_templates()
journal.subscribe(
    name="registry.tell-proposer", event=CorrectionDecided, handle=telling.tell_proposer
)
journal.subscribe(
    name="registry.tell-reversed", event=CorrectionReversed, handle=telling.tell_reversed
)
journal.subscribe(
    name="registry.tell-parties", event=VesselTransferred, handle=telling.tell_parties
)

codes.register_kind(kind=CODE_KIND, page_url=shared.vessel_page_url, facts=shared.vessel_facts)
# The spine issues the codes of places and parties and tells their facts; their pages stand here.
codes.register_kind(kind=terminals.CODE_KIND, page_url=shared.place_page_url)
codes.register_kind(kind=shared.PARTY_KIND, page_url=shared.company_page_url)


def _found_vessels(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    page = vessels.vessels_page(wanted=vessels.VesselFilter(text=text), limit=8)
    return [
        SearchHit(
            title=row.card.name(language()),
            url=f"/registry/vessels/{row.card.code}/",
            note=f"MMSI {row.card.mmsi}" if row.card.mmsi else "",
            code=row.card.code,
        )
        for row in page.rows
    ]


def _found_companies(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    return [
        SearchHit(
            title=row.shown_name(language()),
            url=f"/registry/companies/{row.code}/",
            note=row.uscc,
            code=row.code,
        )
        for row in companies.companies_page(text=text, limit=8).rows
    ]


def _found_terminals(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    return [
        SearchHit(
            title=place.name(language()),
            url=f"/registry/terminals/{place.code}/",
            note=place.city,
            code=place.code,
        )
        for place in terminals.terminals_page(text=text, limit=8).rows
    ]


def _registrar_card(_request: HttpRequest) -> dict[str, int]:
    return {"waiting": shared.waiting_proposals()}


SEARCH.fill(
    SearchSource(
        name="registry.vessels",
        title_zh="船舶",
        title_en="Vessels",
        search=_found_vessels,
        list_url="/registry/vessels/",
        order=10,
    )
)
SEARCH.fill(
    SearchSource(
        name="registry.companies",
        title_zh="企业",
        title_en="Companies",
        search=_found_companies,
        list_url="/registry/companies/",
        order=20,
    )
)
SEARCH.fill(
    SearchSource(
        name="registry.terminals",
        title_zh="港口与码头",
        title_en="Ports and terminals",
        search=_found_terminals,
        list_url="/registry/terminals/",
        order=30,
    )
)
MAP_LAYERS.fill(
    MapLayer(
        name="registry.terminals",
        title_zh="港口与码头",
        title_en="Ports and terminals",
        kind="terminal",
        features=terminal_layer,
        order=20,
    )
)
MAP_LAYERS.fill(
    MapLayer(
        name="registry.locks",
        title_zh="船闸",
        title_en="Locks",
        kind="lock",
        features=lock_layer,
        order=25,
    )
)
MENU.fill(
    MenuItem(
        name="registry",
        title_zh="登记簿",
        title_en="Registers",
        url="/registry/",
        icon="ship",
        order=20,
    )
)
CONSOLE_CARDS.fill(
    Card(
        name="registry.proposals",
        template="registry/_console_card.html",
        context=_registrar_card,
        order=40,
        roles=REGISTRARS,
    )
)
