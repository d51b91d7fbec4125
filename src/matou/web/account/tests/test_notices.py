"""Notice pages: who sees what, reading, wishes, and the bell in every header."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matou.spine.notices import queries, services
from matou.spine.notices.contracts import NoticeCard
from matou.spine.parties import queries as parties
from matou.spine.parties.models import User
from matou.spine.parties.services import add_member, choose_company
from matou.spine.parties.tests.people import NOW, a_company, a_user, acting_for
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db
INBOX = "/account/notices/"
WISHES = "/account/notices/preferences/"
TOLD = {"language": "en", "channels": ["sms"], "quiet_from": "22:00", "quiet_until": "07:30"}


@pytest.fixture(autouse=True)
def templates() -> Iterator[None]:
    for name, url in (("test.code", "/freight/lots/{lot}/"), ("test.away", "//evil.example/")):
        services.register_template(
            name=name,
            zh_subject="收货验证码",
            zh_body="货运单 {lot} 收货验证码 {code}",
            en_subject="Delivery code",
            en_body="Lot {lot}: delivery code {code}",
            url=url,
        )
    caches["bell"].clear()
    yield
    caches["bell"].clear()


@pytest.fixture
def lin(client: Client) -> User:
    user = a_user()
    sign_in(client, user)
    return user


def tell(party: str, *, code: str = "402917", template: str = "test.code") -> NoticeCard:
    facts = {"lot": "7K3M", "code": code}
    return services.notify(party=party, template=template, facts=facts, key=code, now=NOW)


def own(user: User) -> str:
    return user.party.code


def page(client: Client, address: str = INBOX, *, language: str = "zh-hans") -> str:
    client.cookies["matou_language"] = language
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", [INBOX, WISHES])
def test_guests_are_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/account/login/?next=")


def test_an_empty_list_says_what_will_come(client: Client, lin: User) -> None:
    text = page(client)

    assert "还没有通知" in text
    assert WISHES in text
    assert "top-count" not in text


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "收货验证码"), ("en", "code 402917")])
def test_a_notice_reads_in_both_languages(
    client: Client, lin: User, language: str, words: str
) -> None:
    card = tell(own(lin))

    listed, opened = page(client, language=language), page(client, f"{INBOX}{card.id}/")

    assert words in listed
    assert "402917" in opened
    assert 'href="/freight/lots/7K3M/"' in opened


@pytest.mark.parametrize("address", [INBOX, WISHES, INBOX + "{notice}/"])
def test_pages_are_valid_and_complete_in_english(client: Client, lin: User, address: str) -> None:
    card = tell(own(lin))

    html = page(client, address.format(notice=card.id), language="en")

    no_inline(html)
    no_untranslated(html, allowed=["林水"])


def test_the_bell_counts_what_opening_then_reads(client: Client, lin: User) -> None:
    tell(own(lin), code="1")
    card = tell(own(lin), code="2")

    before = page(client)
    opened = page(client, f"{INBOX}{card.id}/")

    assert 'class="top-count">2<' in before
    assert 'class="top-count">1<' in opened
    assert queries.notice(notice_id=card.id).read_at is not None


def test_asking_for_the_head_alone_reads_nothing(client: Client, lin: User) -> None:
    card = tell(own(lin))

    client.head(f"{INBOX}{card.id}/")

    assert queries.notice(notice_id=card.id).read_at is None


def test_all_are_marked_read_at_once(client: Client, lin: User) -> None:
    tell(own(lin), code="1")
    tell(own(lin), code="2")

    answer = client.post(f"{INBOX}read/")

    assert answer["Location"] == INBOX
    assert queries.unread_count(parties=[own(lin)]) == 0
    assert "top-count" not in page(client)


def test_another_partys_notice_does_not_exist(client: Client, lin: User) -> None:
    card = tell(own(a_user("other")))

    answer = client.get(f"{INBOX}{card.id}/")

    assert answer.status_code == 404
    assert "402917" not in answer.content.decode() + page(client)
    assert queries.notice(notice_id=card.id).read_at is None


def test_marking_all_leaves_other_parties_alone(client: Client, lin: User) -> None:
    other = own(a_user("other"))
    tell(other)

    client.post(f"{INBOX}read/")

    assert queries.unread_count(parties=[other]) == 1


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_a_number_that_nothing_has_is_not_found(client: Client, lin: User, number: str) -> None:
    assert client.get(f"{INBOX}{number}/").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, "%00"])
def test_a_bad_key_shows_the_newest(client: Client, lin: User, before: str) -> None:
    tell(own(lin))

    assert "402917" in page(client, f"{INBOX}?before={before}")


def test_a_notice_never_leads_off_the_site(client: Client, lin: User) -> None:
    card = tell(own(lin), template="test.away")

    assert "evil.example" not in page(client, f"{INBOX}{card.id}/")


def test_the_company_acted_for_is_listed_with_ones_own_newest_first(
    client: Client, lin: User
) -> None:
    company = a_company(parties.actor_of(user=lin, at=NOW)).code
    choose_company(user=lin, acts_for=company, now=NOW)
    tell(company, code="first")
    tell(own(lin), code="second")
    tell(company, code="third")

    text = page(client)

    assert text.index("third") < text.index("second") < text.index("first")
    assert 'class="top-count">3<' in text


def test_a_company_not_acted_for_stays_out(client: Client, lin: User) -> None:
    company = a_company(parties.actor_of(user=lin, at=NOW)).code
    choose_company(user=lin, acts_for=own(lin), now=NOW)
    card = tell(company)

    assert client.get(f"{INBOX}{card.id}/").status_code == 404
    assert "402917" not in page(client)


def test_a_long_list_turns_pages_without_losing_any(client: Client, lin: User) -> None:
    cards = [tell(own(lin), code=f"n{number:02}x") for number in range(21)]

    newest, oldest = page(client), page(client, f"{INBOX}?before={cards[1].id}")

    assert f"?before={cards[1].id}" in newest
    assert "n00x" not in newest
    assert "n00x" in oldest


def test_wishes_are_kept_and_shown_again(client: Client, lin: User) -> None:
    answer = client.post(WISHES, TOLD)

    kept = queries.preference_of(own(lin))
    assert answer["Location"] == WISHES
    assert kept.language == "en"
    assert kept.channels_off == {"email"}
    assert (kept.quiet_from_minute, kept.quiet_until_minute) == (22 * 60, 7 * 60 + 30)
    assert 'value="22:00"' in page(client, WISHES)


def test_switches_of_single_templates_survive_the_form(client: Client, lin: User) -> None:
    services.set_preference(
        language="zh",
        channels_off=["test.code:sms"],
        quiet_from_minute=None,
        quiet_until_minute=None,
        actor=parties.actor_of(user=lin),
    )

    client.post(WISHES, {"language": "zh", "channels": ["sms", "email"]})

    assert queries.preference_of(own(lin)).channels_off == {"test.code:sms"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "fr"},
        {"language": ""},
        {"channels": ["in_app"]},
        {"channels": ["pigeon"]},
        {"quiet_from": "25:00"},
        {"quiet_from": "x" * 500},
        {"quiet_from": ""},
        {"quiet_until": ""},
        {"quiet_until": "22:00"},
    ],
)
def test_wrong_wishes_say_why_and_change_nothing(
    client: Client, lin: User, wrong: dict[str, object]
) -> None:
    answer = client.post(WISHES, {**TOLD, **wrong})

    assert answer.status_code == 422
    assert "还有几处需要修改" in answer.content.decode()
    assert queries.preference_of(own(lin)).language == "zh"


def test_only_managers_change_how_a_company_is_told(client: Client, lin: User) -> None:
    boss = parties.actor_of(user=a_user("boss"), at=NOW)
    company = a_company(boss).code
    add_member(
        company=company,
        person=own(lin),
        role="freight.carrier",
        actor=acting_for(boss, company),
        now=NOW,
    )
    choose_company(user=lin, acts_for=company, now=NOW)

    answer = client.post(WISHES, TOLD)

    assert answer.status_code == 403
    assert queries.preference_of(company).language == "zh"
    assert "由企业管理员设置" in page(client, WISHES)


def test_the_bell_asks_once_and_then_remembers(client: Client, lin: User) -> None:
    with CaptureQueriesContext(connection) as first:
        page(client, "/help")
    with CaptureQueriesContext(connection) as second:
        page(client, "/help")

    assert len(first) == len(second) + 1
    assert "notices_notice" in str(first.captured_queries)
    assert "notices_notice" not in str(second.captured_queries)


def test_guests_have_no_bell_and_ask_nothing(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries_of_guest:
        text = page(client, "/help")

    assert "top-bell" not in text
    assert len(queries_of_guest) == 0
