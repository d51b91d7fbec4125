"""The check for everyone: each way to show a licence, each verdict, and what is never told."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matou.kit.codes import new_code
from matou.kit.period import Period
from matou.spine.credentials import queries
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.queries.checking import read_jwt
from matou.spine.credentials.rules import compact, sd_jwt
from matou.spine.credentials.rules.keys import keys_in, sign_bytes
from matou.spine.credentials.tests import licences as world
from matou.spine.credentials.tests.licences import NOW
from matou.spine.documents.services import seal
from matou.web import limits
from matou.web.licences import papers

URL = "/credentials/check/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def verdict_of(shown: str, *, client: Client) -> str:
    answer = client.post(URL, {"text": shown})
    return str(answer.context["answer"]["verdict"])


def compact_of(card: LicenceCard) -> str:
    return queries.compact_of(code=card.code, version=card.version)


@pytest.mark.parametrize("way", ["code", "shown", "identifier", "compact", "url", "token"])
def test_a_good_licence_is_found_good_by_every_way(
    card: LicenceCard, client: Client, way: str
) -> None:
    shown = {
        "code": card.code,
        "shown": f" {card.code[:4].lower()}-{card.code[4:8]}-{card.code[8:]} ",
        "identifier": card.identifier.lower(),
        "compact": compact_of(card),
        "url": papers.compact_url(compact_of(card)),
        "token": queries.token_of(code=card.code),
    }[way]

    assert verdict_of(shown, client=client) == "证照有效"


@pytest.mark.parametrize(
    ("act", "word"), [("suspend", "暂停使用中"), ("revoke", "证照已作废"), ("replace", "已被换发")]
)
def test_a_signed_code_follows_the_state(
    card: LicenceCard, client: Client, act: str, word: str
) -> None:
    shown = (compact_of(card), queries.token_of(code=card.code), card.identifier)
    if act == "replace":
        world.replaced(card.code)
    else:
        world.act(act, card.code)

    assert [verdict_of(one, client=client) for one in shown] == [word] * 3


def test_an_expired_licence_is_refused_with_the_reason(card: LicenceCard, client: Client) -> None:
    old = world.issued("CASE00009", valid=Period(NOW - 9 * world.DAY, NOW - world.DAY))

    page = client.post(URL, {"text": old.identifier})

    assert page.context["answer"]["verdict"] == "证照已过期"
    assert "有效期已过" in text(page)


def test_an_altered_token_is_told_as_forged(card: LicenceCard, client: Client) -> None:
    token = queries.token_of(code=card.code)
    false = sd_jwt.disclosure(salt=b"1" * 16, name="holder", value="冒名者")
    head, body, signature = token.split("~")[0].split(".")
    claims = json.loads(sd_jwt.decoded(body)) | {"exp": 9_999_999_999}
    longer = sd_jwt.encoded(json.dumps(claims).encode())
    none = sd_jwt.encoded(b'{"alg":"none","typ":"dc+sd-jwt"}')

    forged = [
        f"{token.split('~')[0]}~{false.text}~",
        f"{head}.{longer}.{signature}~",
        f"{none}.{body}.~",
        token[:-2] + "~",
    ]

    assert [verdict_of(one, client=client) for one in forged] == ["不可信"] * 4


def test_an_altered_compact_code_is_told_as_forged(card: LicenceCard, client: Client) -> None:
    claims, _payload, signature = compact.parse_compact(compact_of(card))
    fields = {name: getattr(claims, name) for name in claims.__slots__} | {"holder": "冒名者"}
    false = compact.compact_text(compact.payload_of(compact.CompactClaims(**fields)), signature)

    assert verdict_of(false, client=client) == "不可信"


def test_a_signature_made_for_something_else_does_not_count(
    card: LicenceCard, client: Client, settings: Any
) -> None:
    keys = keys_in(settings.LICENCE_KEY_FILE)
    _claims, payload, _signature = compact.parse_compact(compact_of(card))
    other = sign_bytes(keys.by_id[keys.newest], payload.encode())

    assert verdict_of(compact.compact_text(payload, other), client=client) == "不可信"


def test_an_identifier_with_a_wrong_letter_is_told_why(card: LicenceCard, client: Client) -> None:
    page = client.post(URL, {"text": card.identifier.replace(".001.", ".002.")})

    assert page.context["answer"]["verdict"] == "不可信"
    assert "校验位不符" in text(page)


@pytest.mark.parametrize("shown", [new_code(), "x", "https://[", "演示", "a.b", "1" * 15_000])
def test_what_was_never_issued_is_unknown(card: LicenceCard, client: Client, shown: str) -> None:
    assert verdict_of(shown, client=client) == "查无此证"


@pytest.mark.parametrize("sent", [{}, {"text": "  "}, {"text": "x" * 16_001}, {"text": "a\x00"}])
def test_nothing_to_check_is_asked_for_again(
    card: LicenceCard, client: Client, sent: dict[str, str]
) -> None:
    assert client.post(URL, sent).status_code == 422


def test_who_has_only_an_identifier_does_not_learn_the_name(
    card: LicenceCard, client: Client
) -> None:
    page = text(client.post(URL, {"text": card.identifier}))

    assert card.holder_name not in page
    assert card.fields[0].value not in page
    assert "演＊" in page


def test_a_concealed_line_stays_concealed(card: LicenceCard, client: Client) -> None:
    token = sd_jwt.shown_only(queries.token_of(code=card.code), {"scope"})

    page = text(client.post(URL, {"text": token}))

    assert "散货装卸" in page
    assert card.holder_name not in page


def test_the_reason_of_an_act_is_for_the_holder_alone(card: LicenceCard, client: Client) -> None:
    world.act("suspend", card.code)

    assert world.WHY not in text(client.get(f"{URL}{card.code}"))


def test_a_pdf_is_checked_without_being_kept(card: LicenceCard, client: Client) -> None:
    sealed = seal.seal_pdf(pdf=papers.licence_pdf(card), reason="x")
    upload = SimpleUploadedFile("a.pdf", sealed + b" ", content_type="application/pdf")

    page = client.post(URL, {"paper": upload})

    assert page.context["answer"]["verdict"] == "不可信"
    assert "被改动过" in text(page)


def test_a_huge_file_is_refused(card: LicenceCard, client: Client) -> None:
    upload = SimpleUploadedFile("a.pdf", BytesIO(bytes(5 * 1024 * 1024 + 1)).read())

    assert client.post(URL, {"paper": upload}).status_code == 422


def test_a_scanned_code_leads_to_the_answer(card: LicenceCard, client: Client) -> None:
    found = client.get(f"{URL}{card.code}")

    assert (found.status_code, "演示梧州砂石有限公司" in text(found)) == (200, True)
    assert client.get(f"{URL}{new_code()}").status_code == 404
    assert client.get(f"{URL}x").status_code == 404


def test_a_wallet_finds_keys_and_list_at_public_addresses(
    card: LicenceCard, client: Client
) -> None:
    token = queries.token_of(code=card.code)
    claims = read_jwt(token.split("~")[0], typ=sd_jwt.TYPE)
    uri = claims["status"]["status_list"]["uri"]

    listed = client.get(uri.removeprefix("http://127.0.0.1:8000"))
    keys = client.get("/.well-known/jwks.json").json()["keys"]

    told = read_jwt(text(listed), typ="statuslist+jwt")
    assert listed["Content-Type"] == "application/statuslist+jwt"
    assert (told["sub"], told["ttl"], told["exp"] - told["iat"]) == (uri, 300, 86_400)
    assert {"d"} & set(keys[0]) == set()
    assert client.get("/credentials/status/NOLIST000").status_code == 404


def test_the_kit_has_all_that_a_check_without_network_needs(
    card: LicenceCard, client: Client
) -> None:
    kit = client.get(f"{URL}kit.json").json()

    assert set(kit) == {"as_of", "keys", "lists", "types"}
    assert len(kit["lists"]) == 1


def test_guests_cannot_ask_without_end(
    card: LicenceCard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUESTS_PER_MINUTE", 2)

    answers = [client.post(URL, {"text": new_code()}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
