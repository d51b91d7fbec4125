"""The exchange's pages: two officers act, an auditor looks, a person sees who read their data."""

from datetime import timedelta

import pytest
from django.test import Client

from matou.kit.actor import AUDITOR, EXCHANGE
from matou.kit.clock import utc_now
from matou.spine.exchange import queries
from matou.spine.exchange.contracts import GrantState, KeyState, MemberState
from matou.spine.exchange.rules.keys import spoken
from matou.spine.exchange.tests.world import (
    BASIS_TEXT,
    MEMBER,
    NOW,
    USCC,
    Neighbour,
    granted,
    received,
    registered,
)
from matou.spine.parties import queries as parties
from matou.spine.parties import services as parties_services
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import a_company, an_actor, an_officer
from matou.spine.parties.tests.signed_in import sign_in

pytestmark = pytest.mark.django_db


def client_for(role: str, name: str) -> Client:
    client = Client()
    sign_in(client, an_officer(role, name))
    return client


@pytest.fixture
def first() -> Client:
    return client_for(EXCHANGE, "first-officer")


@pytest.fixture
def second() -> Client:
    return client_for(EXCHANGE, "second-officer")


def handed_in(client: Client, neighbour: Neighbour, **changed: str) -> int:
    today = utc_now().date()
    told = {
        "code": MEMBER,
        "name_zh": "佛山",
        "name_en": "Foshan",
        "region": "440600",
        "base_url": "https://foshan.example",
        "algorithm": "ed25519",
        "public": neighbour.signer.public,
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=365)).isoformat(),
    }
    return client.post("/console/exchange/new", told | changed).status_code


def test_a_member_is_entered_by_one_and_confirmed_by_another(first: Client, second: Client) -> None:
    neighbour = Neighbour()
    entered = handed_in(first, neighbour)
    typed = {"typed": neighbour.signer.key_id}

    own = first.post(f"/console/exchange/members/{MEMBER}/confirm", typed)
    other = second.post(f"/console/exchange/members/{MEMBER}/confirm", typed)

    assert (entered, own.status_code, other.status_code) == (302, 403, 302)
    assert queries.member(MEMBER).state is MemberState.ACTIVE
    assert queries.keys_of(MEMBER)[0].state is KeyState.CONFIRMED


def test_a_wrong_fingerprint_is_said_beside_the_form(first: Client, second: Client) -> None:
    handed_in(first, Neighbour())

    page = second.post(f"/console/exchange/members/{MEMBER}/confirm", {"typed": "0" * 32})

    assert page.status_code == 422
    assert "指纹" in page.content.decode()
    assert queries.member(MEMBER).state is MemberState.PROPOSED


@pytest.mark.parametrize("changed", [{"public": "no key"}, {"base_url": "x"}, {"code": "A"}])
def test_what_cannot_be_a_member_is_refused_and_the_form_kept(
    first: Client, changed: dict[str, str]
) -> None:
    assert handed_in(first, Neighbour(), **changed) == 422
    assert queries.members() == ()


def test_the_fingerprint_is_not_printed_for_who_shall_compare_it(
    first: Client, second: Client
) -> None:
    neighbour = Neighbour()
    handed_in(first, neighbour)
    page = f"/console/exchange/members/{MEMBER}/"

    assert spoken(neighbour.signer.key_id) not in second.get(page).content.decode()


def test_a_grant_goes_from_request_to_approval_to_its_end(first: Client, second: Client) -> None:
    registered(Neighbour())
    today = utc_now().date()
    told = {
        "consumer": MEMBER,
        "fields_wanted": ["name", "status"],
        "purpose": "case",
        "basis": BASIS_TEXT,
        "case": "",
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=9)).isoformat(),
        "max_per_day": "5",
    }
    asked = first.post("/console/exchange/grants/new?service=parties.company", told)
    number = queries.grants_page()[0].number
    address = f"/console/exchange/grants/{number}"

    own = first.post(f"{address}/approve", {"note": "可以"})
    approved = second.post(f"{address}/approve", {"note": "依据属实"})
    ended = first.post(f"{address}/end", {"note": "任务完成"})

    statuses = [one.status_code for one in (asked, own, approved, ended)]
    assert statuses == [302, 403, 302, 302]
    assert queries.grant(number).state is GrantState.ENDED


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    auditor = client_for(AUDITOR, "auditor")
    neighbour = registered(Neighbour())
    number = granted()
    received(neighbour.request())
    pages = (
        "",
        "services/",
        "grants/",
        f"grants/{number}/",
        "log/",
        "log/1/",
        f"members/{MEMBER}/",
    )

    read = {auditor.get(f"/console/exchange/{page}").status_code for page in pages}
    written = {
        auditor.post(f"/console/exchange/{page}", {"note": "x"}).status_code
        for page in ("new", f"grants/{number}/end", f"members/{MEMBER}/suspend")
    }

    assert (read, written) == ({200}, {403})


def test_the_log_is_filtered_and_exported() -> None:
    auditor = client_for(AUDITOR, "auditor")
    neighbour = registered(Neighbour())
    granted()
    received(neighbour.request())
    received(neighbour.request(said={"purpose": "statistics"}))

    denied = auditor.get("/console/exchange/log/?outcome=denied").content.decode()
    exported = b"".join(auditor.get("/console/exchange/log/?format=csv")).decode()

    assert "用途、依据或办件号不在授权内" in denied
    assert denied.count("<tr>") == 2
    assert exported.count("parties.company") == 2
    assert "exchange-purpose-not-granted" in exported


def test_a_person_sees_who_read_the_data_of_whom_they_act_for(client: Client) -> None:
    actor = an_actor("owner")
    company = a_company(actor, uscc=USCC)
    user = User.objects.get(username="owner")
    parties_services.choose_company(user=user, acts_for=company.code, now=NOW)
    sign_in(client, user)
    neighbour = registered(Neighbour())
    granted(case="GX-2026-7")
    before = client.get("/account/readings/").content.decode()
    received(neighbour.request(said={"case": "GX-2026-7"}))

    page = client.get("/account/readings/").content.decode()

    assert "还没有谁读过您的数据" in before
    told = ("佛山数据共享（测试）", BASIS_TEXT, "GX-2026-7", "办理本人申请的事项", "登记状态")
    assert [word for word in told if word not in page] == []


def test_a_stranger_sees_nothing_of_it(client: Client) -> None:
    a_company(an_actor("owner"), uscc=USCC)
    neighbour = registered(Neighbour())
    granted()
    received(neighbour.request())
    stranger = an_actor("stranger")
    sign_in(client, User.objects.get(username="stranger"))

    page = client.get("/account/readings/").content.decode()

    assert parties.party_card(stranger.code).name in page
    assert BASIS_TEXT not in page
    assert client.get("/console/exchange/log/").status_code == 403


def test_a_suspended_member_is_resumed_by_another_from_its_page(
    first: Client, second: Client
) -> None:
    registered(Neighbour())
    address = f"/console/exchange/members/{MEMBER}"
    first.post(f"{address}/suspend", {"note": "异常调用"})

    own = first.get(f"{address}/").content.decode()
    second.post(f"{address}/resume", {"note": "已查明"})

    assert f"{address}/resume" not in own
    assert queries.member(MEMBER).state is MemberState.ACTIVE
