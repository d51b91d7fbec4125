"""The act pages: each side hands in its part, bad input is refused, the last part completes."""

import io
from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from matou.kit.clock import utc_now
from matou.modules.freight.models import Evidence, Lot
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.people import body, client_of
from matou.modules.freight.tests.trip import trip_to
from matou.spine.notices import queries as notices

pytestmark = pytest.mark.django_db

AT_ORIGIN = {
    "position-source": "phone",
    "position-latitude": "23.42",
    "position-longitude": "111.08",
}
MARKS = {
    f"draft_survey-{name}": "3.05"
    for name in (
        "fore_port",
        "fore_starboard",
        "middle_port",
        "middle_starboard",
        "aft_port",
        "aft_starboard",
    )
}
SURVEY = {"draft_survey-method": "survey", "draft_survey-weight": "2400", **MARKS}


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def act(client: Client, code: str, name: str, posted: Mapping[str, object]) -> int:
    return client.post(f"/freight/lots/{code}/act/{name}/", dict(posted)).status_code


def state_of(code: str) -> str:
    return Lot.objects.get(code=code).state


def readiness(at: str = "") -> dict[str, str]:
    return {"notice_of_readiness-tendered_at": at or f"{utc_now():%Y-%m-%dT%H:%M}"}


def photo(name: str = "loading.jpg") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#2f6f73").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def test_the_skipper_reports_arrival_on_one_form() -> None:
    code = trip_to(LotState.TO_LOAD)

    status = act(client_of("CARRIER"), code, "arrive_loading", AT_ORIGIN | readiness())

    assert (status, state_of(code)) == (302, LotState.AT_LOAD)


@pytest.mark.parametrize(
    "changed",
    [
        {"position-latitude": ""},
        {"position-latitude": "91"},
        {"position-latitude": "-91"},
        {"position-latitude": "abc"},
        {"position-latitude": "9" * 300},
        {"position-latitude": "23.42\x00"},
        {"position-latitude": "24.50"},
        {"position-source": "ais"},
        {"position-source": "satellite"},
        {"notice_of_readiness-tendered_at": ""},
        {"notice_of_readiness-tendered_at": "2099-01-01T00:00"},
        {"notice_of_readiness-tendered_at": "1999-01-01T00:00"},
        {"notice_of_readiness-tendered_at": "soon"},
    ],
)
def test_a_bad_arrival_is_refused(changed: dict[str, str]) -> None:
    code = trip_to(LotState.TO_LOAD)
    kept = Evidence.objects.count()

    status = act(client_of("CARRIER"), code, "arrive_loading", AT_ORIGIN | readiness() | changed)

    assert (status, state_of(code)) == (422, LotState.TO_LOAD)
    assert Evidence.objects.count() == kept


def test_a_double_press_moves_the_lot_once() -> None:
    code = trip_to(LotState.TO_LOAD)
    carrier, posted = client_of("CARRIER"), AT_ORIGIN | readiness()

    first, second = (act(carrier, code, "arrive_loading", posted) for _ in range(2))

    assert (first, second, state_of(code)) == (302, 409, LotState.AT_LOAD)


def test_loading_starts_with_a_photo() -> None:
    code = trip_to(LotState.AT_LOAD)

    status = act(client_of("CARRIER"), code, "start_loading", {"photo-photo": photo()})

    assert (status, state_of(code)) == (302, LotState.LOADING)
    assert Evidence.objects.filter(lot__code=code, kind="photo").latest("id").document_code


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("empty.jpg", b"", content_type="image/jpeg"),
        SimpleUploadedFile("program.jpg", b"MZ\x90\x00" * 50, content_type="image/jpeg"),
        SimpleUploadedFile("page.html", b"<script>1</script>", content_type="text/html"),
    ],
)
def test_what_is_no_photo_is_refused(file: SimpleUploadedFile | None) -> None:
    code = trip_to(LotState.AT_LOAD)
    posted = {"photo-photo": file} if file else {}

    status = act(client_of("CARRIER"), code, "start_loading", posted)

    assert (status, state_of(code)) == (422, LotState.AT_LOAD)


def test_each_side_hands_in_its_part_of_loading() -> None:
    code = trip_to(LotState.LOADING)
    own = SURVEY | {"seal-number": "S-1", "loading_signature-agrees": "on"}

    first = act(client_of("CARRIER"), code, "confirm_loaded", own)
    between = state_of(code)
    signed = {"loading_signature-agrees": "on", "loading_signature-weight_kg": "2400000"}
    second = act(client_of("SHIPPER"), code, "confirm_loaded", signed)

    assert (first, between) == (302, LotState.LOADING)
    assert (second, state_of(code)) == (302, LotState.LOADED)


@pytest.mark.parametrize(
    "changed",
    [
        {"draft_survey-weight": ""},
        {"draft_survey-weight": "-1"},
        {"draft_survey-weight": "0"},
        {"draft_survey-weight": "2400000"},
        {"draft_survey-weight": "2400.0001"},
        {"draft_survey-weight": "二千四百"},
        {"draft_survey-fore_port": "305"},
        {"draft_survey-fore_port": ""},
        {"draft_survey-method": "guess"},
        {"draft_survey-method": "weighbridge"},
        {"seal-number": "S" * 61},
        {"seal-number": "S\x00"},
        {"draft_survey-weight": "2900"},
    ],
)
def test_a_bad_weighing_is_refused(changed: dict[str, str]) -> None:
    code = trip_to(LotState.LOADING)
    kept = Evidence.objects.count()
    own = SURVEY | {"seal-number": "S-1", "loading_signature-agrees": "on"}

    status = act(client_of("CARRIER"), code, "confirm_loaded", own | changed)

    assert (status, Evidence.objects.count()) == (422, kept)


def test_an_empty_shared_form_is_refused() -> None:
    code = trip_to(LotState.LOADING)

    assert act(client_of("CARRIER"), code, "confirm_loaded", {}) == 422


def test_a_short_load_waits_for_its_explanation() -> None:
    code = trip_to(LotState.LOADING)
    carrier = client_of("CARRIER")
    own = SURVEY | {"seal-number": "S-1", "loading_signature-agrees": "on"}

    act(carrier, code, "confirm_loaded", own | {"draft_survey-weight": "2000"})

    assert "亏舱说明" in body(carrier.get(f"/freight/lots/{code}/act/confirm_loaded/"))


def test_a_delivery_needs_code_and_signature() -> None:
    code = trip_to(LotState.DISCHARGING)
    carrier, consignee = client_of("CARRIER"), client_of("CONSIGNEE")
    checked = SURVEY | {"draft_survey-weight": "2398", "seal_check-state": "intact"}

    act(carrier, code, "deliver", checked)
    carrier.post(f"/freight/lots/{code}/code/send/")
    told = str(notices.inbox(party="CONSIGNEE", limit=1)[0].facts["code"])
    entered = carrier.post(f"/freight/lots/{code}/code/", {"code": told}).status_code
    status = act(consignee, code, "deliver", {"receipt_signature-agrees": "on"})

    assert (entered, status, state_of(code)) == (302, 302, LotState.DELIVERED)


@pytest.mark.parametrize("told", ["", "12345", "1234567", "abcdef", "12345\x00", "000000"])
def test_a_wrong_code_is_refused(told: str) -> None:
    code = trip_to(LotState.DISCHARGING)
    carrier = client_of("CARRIER")
    carrier.post(f"/freight/lots/{code}/code/send/")

    response = carrier.post(f"/freight/lots/{code}/code/", {"code": told})

    assert response.status_code == 422


@pytest.mark.parametrize("party", ["CARRIER", "SHIPPER", "CONSIGNEE"])
def test_any_side_reports_an_incident(party: str) -> None:
    code = trip_to(LotState.IN_TRANSIT)

    status = act(client_of(party), code, "report_incident", {"incident-report": "搁浅"})

    assert status == 302
    assert Lot.objects.get(code=code).incident


@pytest.mark.parametrize("report", ["", " ", "长" * 501, "x\x00"])
def test_a_bad_report_is_refused(report: str) -> None:
    code = trip_to(LotState.IN_TRANSIT)

    assert act(client_of("CARRIER"), code, "report_incident", {"incident-report": report}) == 422


def test_a_consignee_refuses_with_a_reason() -> None:
    code = trip_to(LotState.AT_DISCHARGE)

    status = act(client_of("CONSIGNEE"), code, "refuse", {"refusal-reason": "泥含量超标"})

    assert status == 302
    assert Lot.objects.get(code=code).is_refused


def test_a_photo_can_be_added_beside_the_acts() -> None:
    code = trip_to(LotState.IN_TRANSIT)

    response = client_of("CARRIER").post(
        f"/freight/lots/{code}/evidence/photo/", {"photo-photo": photo(), "photo-caption": "过闸"}
    )

    assert response.status_code == 302
    assert Evidence.objects.filter(lot__code=code, payload__caption="过闸").exists()


@pytest.mark.parametrize("kind", ["one_time_code", "contract_signature", "nonsense"])
def test_kinds_without_a_form_are_not_found(kind: str) -> None:
    code = trip_to(LotState.DISCHARGING)

    assert client_of("CARRIER").get(f"/freight/lots/{code}/evidence/{kind}/").status_code == 404


def test_evidence_out_of_place_is_refused() -> None:
    code = trip_to(LotState.IN_TRANSIT)

    response = client_of("CARRIER").post(
        f"/freight/lots/{code}/evidence/seal/", {"seal-number": "S-2"}
    )

    assert response.status_code == 422


def test_a_stranger_hands_in_nothing() -> None:
    code = trip_to(LotState.IN_TRANSIT)

    response = client_of("STRANGER").post(
        f"/freight/lots/{code}/evidence/photo/", {"photo-photo": photo()}
    )

    assert response.status_code == 404
