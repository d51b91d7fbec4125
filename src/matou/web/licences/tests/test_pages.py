"""Pages of e-licences: the holder's, the office's, and who does not see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from matou.spine.credentials import queries
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.models import LicencePaper
from matou.spine.credentials.rules import sd_jwt
from matou.spine.credentials.tests import licences as world
from matou.spine.credentials.tests.licences import NOW

As = Callable[[str], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_holder_finds_and_opens_their_licence(card: LicenceCard, as_person: As) -> None:
    holder = as_person("shipper")

    listed = text(holder.get("/credentials/"))
    opened = text(holder.get(f"/credentials/{card.code}/"))

    assert f"/credentials/{card.code}/" in listed
    assert card.identifier in opened
    assert "暂停证照使用" not in opened


def test_someone_without_licences_is_told_what_to_do_next(as_person: As) -> None:
    assert "办件准予并送达后" in text(as_person("skipper").get("/credentials/"))


def test_a_stranger_finds_no_licence(card: LicenceCard, as_person: As) -> None:
    stranger = as_person("skipper")

    for path in ("", "paper.pdf", "present", "suspend"):
        assert stranger.get(f"/credentials/{card.code}/{path}").status_code == 404


def test_the_pdf_is_made_once_and_stays_the_same(card: LicenceCard, as_person: As) -> None:
    holder = as_person("shipper")

    first = holder.get(f"/credentials/{card.code}/paper.pdf")
    second = holder.get(f"/credentials/{card.code}/paper.pdf?version=1")

    assert first["Content-Type"] == "application/pdf"
    assert first.content == second.content
    assert LicencePaper.objects.count() == 1
    assert holder.get(f"/credentials/{card.code}/paper.pdf?version=7").status_code == 404


def test_a_holder_shows_only_what_was_chosen(card: LicenceCard, as_person: As) -> None:
    page = as_person("shipper").post(f"/credentials/{card.code}/present", {"shown": ["scope"]})

    token = page.context["token"]
    shown = sd_jwt.parse_token(token).disclosures
    assert [one.name for one in shown] == ["scope"]
    assert "<svg" in text(page)
    assert [one.key for one in queries.check_text(token, at=NOW).claims] == ["scope"]


def test_a_line_that_the_licence_lacks_cannot_be_shown(card: LicenceCard, as_person: As) -> None:
    page = as_person("shipper").post(f"/credentials/{card.code}/present", {"shown": ["salary"]})

    assert page.status_code == 422
    assert page.context["token"] == ""


def test_an_officer_presents_nobodys_licence(card: LicenceCard, as_person: As) -> None:
    assert as_person("case-signer").get(f"/credentials/{card.code}/present").status_code == 404


@pytest.mark.parametrize(
    ("act", "state"), [("suspend", "suspended"), ("revoke", "revoked"), ("replace", "valid")]
)
def test_an_officer_acts_with_a_reason(
    card: LicenceCard, as_person: As, act: str, state: str
) -> None:
    officer = as_person("case-signer")
    path = f"/credentials/{card.code}/{act}"

    asked = officer.get(path)
    refused = officer.post(path, {"reason": " "})
    done = officer.post(
        path, {"reason": "现场检查", "until_on": "2027-01-31", "field_scope": "件杂"}
    )

    assert (asked.status_code, refused.status_code, done.status_code) == (200, 422, 302)
    assert queries.newest_card(card.code, at=NOW).state == state
    assert "现场检查" in text(officer.get(f"/credentials/{card.code}/"))


def test_a_replacement_carries_new_lines_and_days(card: LicenceCard, as_person: As) -> None:
    as_person("case-signer").post(
        f"/credentials/{card.code}/replace",
        {"reason": "扩大范围", "until_on": "2027-01-31", "field_scope": "件杂"},
    )

    new = queries.newest_card(card.code, at=NOW)
    assert (new.version, new.fields[0].value) == (2, "件杂")
    assert new.valid.until_at.isoformat().startswith("2027-01-31T16:00")


@pytest.mark.parametrize(
    "wrong",
    [{"until_on": "2020-01-31"}, {"until_on": "2099-01-31"}, {"until_on": "x"},
     {"until_on": "2027-01-31", "field_scope": "x" * 301}],
)  # fmt: skip
def test_a_bad_replacement_is_refused_in_place_and_nothing_is_lost(
    card: LicenceCard, as_person: As, wrong: dict[str, str]
) -> None:
    answer = as_person("case-signer").post(
        f"/credentials/{card.code}/replace", {"reason": "扩大范围", **wrong}
    )

    assert (answer.status_code, queries.newest_card(card.code, at=NOW).version) == (422, 1)
    assert "扩大范围" in text(answer)


def test_the_register_is_for_offices(card: LicenceCard, as_person: As) -> None:
    found = text(as_person("case-signer").get("/credentials/register/?q=演示梧州"))
    nothing = text(as_person("case-signer").get("/credentials/register/?q=无此人&page=x"))

    assert card.code in found
    assert "没有找到证照" in nothing
    assert as_person("skipper").get("/credentials/register/").status_code == 403


def test_an_auditor_reads_and_changes_nothing(card: LicenceCard, as_person: As) -> None:
    auditor = as_person("auditor")

    assert auditor.get(f"/credentials/{card.code}/").status_code == 200
    assert auditor.post(f"/credentials/{card.code}/revoke", {"reason": "x"}).status_code == 403
    assert queries.newest_card(card.code, at=NOW).state == "valid"


def test_an_act_that_is_none_is_not_found(card: LicenceCard, as_person: As) -> None:
    assert as_person("case-signer").get(f"/credentials/{card.code}/burn").status_code == 404


def test_a_revoked_licence_offers_no_acts(card: LicenceCard, as_person: As) -> None:
    world.act("revoke", card.code)

    page = text(as_person("case-signer").get(f"/credentials/{card.code}/"))

    assert "换发新版本" not in page
    assert world.WHY in page
