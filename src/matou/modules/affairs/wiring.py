"""What service items answer to other rooms and show on shared pages."""

from collections.abc import Sequence

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.contracts import CODE_KIND, ITEM_AT
from matou.modules.affairs.queries import items
from matou.modules.affairs.services.links import LINK_PROBE, probe_by_http
from matou.modules.affairs.views.journal_words import JOURNAL_WORDS
from matou.spine.codes import services as codes
from matou.web.language import in_language
from matou.web.slots import MENU, SEARCH, MenuItem, SearchHit, SearchSource
from matou.web.vocabulary import VOCABULARIES

ITEM_AT.fill(items.version_at)
LINK_PROBE.fill(probe_by_http)
VOCABULARIES.fill(JOURNAL_WORDS)
codes.register_kind(
    kind=CODE_KIND, page_url=items.page_url, facts=items.code_facts, leads_to_page=True
)


def _found(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    wanted = items.ItemFilter(text=text)
    return [
        SearchHit(
            title=in_language(zh=row.name_zh, en=row.name_en),
            url=items.page_url(row.code),
            note=in_language(zh=row.department_zh, en=row.department_en),
            code=row.code,
        )
        for row in items.first_items(wanted=wanted, now=utc_now(), most=8)
    ]


SEARCH.fill(
    SearchSource(
        name="affairs.items",
        title_zh="办事事项",
        title_en="Services",
        search=_found,
        list_url="/affairs/",
        order=40,
    )
)
MENU.fill(
    MenuItem(
        name="affairs",
        title_zh="办事",
        title_en="Services",
        url="/affairs/",
        icon="building-bank",
        order=40,
    )
)
