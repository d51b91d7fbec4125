"""The people of the small river as real accounts, so that pages can be opened as each of them."""

import re
from datetime import UTC, datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from matou.kit.actor import OPERATOR, SYSTEM
from matou.modules.freight.contracts import CARRIER_ROLE, CONSIGNEE_ROLE, SHIPPER_ROLE
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import NewCompany, NewPerson, NewSignIn
from matou.spine.parties.models import User
from matou.spine.parties.seeds import demo_uscc
from matou.spine.parties.tests.signed_in import sign_in

SINCE = datetime(2026, 1, 1, tzinfo=UTC)

_COMPANIES = (
    ("SHIPPER", "梧州砂石", "Wuzhou Sand", (SHIPPER_ROLE,)),
    ("CARRIER", "西江航运", "Xijiang Shipping", (CARRIER_ROLE,)),
    ("RIVAL", "桂江船务", "Guijiang Shipping", (CARRIER_ROLE,)),
    ("CONSIGNEE", "佛山建材", "Foshan Materials", (CONSIGNEE_ROLE,)),
    ("STRANGER", "柳州外人", "Liuzhou Outsiders", (SHIPPER_ROLE, CARRIER_ROLE, CONSIGNEE_ROLE)),
)


def settle() -> None:
    """Register the companies of ``world``, a person at each, and an operator."""
    for number, (code, name, name_en, roles) in enumerate(_COMPANIES, start=700):
        user = _person(_at(code), name=f"{name}某")
        company = NewCompany(code=code, name=name, name_en=name_en, uscc=demo_uscc(number))
        parties.register_company(
            company=company, manager=_at(code), member_roles=roles, actor=SYSTEM, now=SINCE
        )
        parties.choose_company(user=user, acts_for=code, now=SINCE)
    _person("OPERATOR", name="运营某")
    parties.grant_role(person="OPERATOR", role=OPERATOR, actor=SYSTEM, now=SINCE)


def client_of(party: str, language: str = "zh-hans") -> Client:
    """Return a client signed in as the person of a party."""
    client = Client()
    person = party if party == "OPERATOR" else _at(party)
    sign_in(client, User.objects.get(party__code=person))
    client.cookies["matou_language"] = language
    return client


def body(response: HttpResponseBase) -> str:
    """Return what a page says."""
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def chinese_left(html: str) -> list[str]:
    """Return Chinese text of an English page that is not marked as data or as Chinese.

    Header and journal name people as they write themselves, masked for others: these stay out.
    """
    marked = r"<(script|style)\b.*?</\1>|<(\w+)[^>]*\b(?:lang=\"zh[^\"]*\"|data-data)[^>]*>.*?</\2>"
    text = re.sub(r"<[^>]+>", "\n", re.sub(marked, "", html, flags=re.DOTALL))
    lines = (line.strip() for line in text.splitlines())
    names = re.compile(r"\w+(某|＊+)")
    return [
        line for line in lines if re.search(r"[\u4e00-\u9fff]", line) and not names.fullmatch(line)
    ]


def _at(company: str) -> str:
    """Return the code of the person at a company; codes have nine signs."""
    return f"{company[:7]}-P"


def _person(code: str, *, name: str) -> User:
    parties.register_person(person=NewPerson(code=code, name=name), actor=SYSTEM, now=SINCE)
    sign_in_name = NewSignIn(username=code.lower(), password="matou-test-2026")
    return parties.create_user(person=code, new_sign_in=sign_in_name, now=SINCE)
