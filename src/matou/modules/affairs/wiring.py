"""What service items answer to other rooms and show on shared pages."""

from collections.abc import Sequence

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.contracts import CASE_KIND, CODE_KIND, ITEM_AT, CaseMoved
from matou.modules.affairs.queries import cases, items
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_letters import CASE_LETTERS, RATING_LETTERS
from matou.modules.affairs.rules.handover_letters import HANDOVER_LETTER
from matou.modules.affairs.services import handover_following, handover_telling, joint_parts
from matou.modules.affairs.services.handover_sharing import HANDOVER_SERVICES
from matou.modules.affairs.services.links import LINK_PROBE, probe_by_http
from matou.modules.affairs.views.journal_words import JOURNAL_WORDS
from matou.spine.codes import services as codes
from matou.spine.exchange.contracts import CallAnswered, CallGivenUp, CallRefused, share
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.notices.contracts import Channel
from matou.web.language import in_language
from matou.web.slots import MENU, SEARCH, MenuItem, SearchHit, SearchSource
from matou.web.vocabulary import VOCABULARIES

ITEM_AT.fill(items.version_at)
LINK_PROBE.fill(probe_by_http)
VOCABULARIES.fill(JOURNAL_WORDS)
codes.register_kind(
    kind=CODE_KIND, page_url=items.page_url, facts=items.code_facts, leads_to_page=True
)
codes.register_kind(kind=CASE_KIND, page_url=cases.page_url, facts=cases.code_facts)
for letter in CASE_LETTERS:
    notices.register_template(
        name=letter.template,
        zh_subject=letter.zh_subject,
        zh_body=letter.zh_body,
        en_subject=letter.en_subject,
        en_body=letter.en_body,
        url="/affairs/cases/{case}/",
    )
for service in HANDOVER_SERVICES:
    share(service)
notices.register_template(
    name=HANDOVER_LETTER.template,
    zh_subject=HANDOVER_LETTER.zh_subject,
    zh_body=HANDOVER_LETTER.zh_body,
    en_subject=HANDOVER_LETTER.en_subject,
    en_body=HANDOVER_LETTER.en_body,
    url="/affairs/handovers/{handover}/",
)
journal.subscribe(name="affairs.tell-window", event=CaseMoved, handle=handover_telling.hear_case)
_ANSWERS = "affairs.handover-calls"
journal.subscribe(name=_ANSWERS, event=CallAnswered, handle=handover_following.hear_answer)
journal.subscribe(name=_ANSWERS, event=CallRefused, handle=handover_following.hear_refusal)
journal.subscribe(name=_ANSWERS, event=CallGivenUp, handle=handover_following.hear_silence)
_PARTS = "affairs.joint-parts"
journal.subscribe(name=_PARTS, event=CallRefused, handle=joint_parts.hear_refused_part)
journal.subscribe(name=_PARTS, event=CallGivenUp, handle=joint_parts.hear_silent_part)
for address, letter in RATING_LETTERS:
    notices.register_template(
        name=letter.template,
        zh_subject=letter.zh_subject,
        zh_body=letter.zh_body,
        en_subject=letter.en_subject,
        en_body=letter.en_body,
        channels=(Channel.SMS,) if address.startswith("/affairs/rate/") else (),
        url=address,
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
MENU.fill(
    MenuItem(
        name="affairs.queue",
        title_zh="办件队列",
        title_en="Case queues",
        url="/affairs/cases/queue",
        icon="clipboard-list",
        order=41,
        roles=case_states.DESK,
    )
)
MENU.fill(
    MenuItem(
        name="affairs.handovers",
        title_zh="跨省通办",
        title_en="Across regions",
        url="/affairs/handovers/",
        icon="arrows-exchange",
        order=42,
        roles=case_states.DESK,
    )
)
MENU.fill(
    MenuItem(
        name="affairs.ratings",
        title_zh="办事评价",
        title_en="Service ratings",
        url="/affairs/ratings/",
        icon="thumb-up",
        order=43,
        also=("/affairs/rate/",),
    )
)
