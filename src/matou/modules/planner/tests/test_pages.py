"""The network's pages: seen by everyone, changed by editors alone."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.planner.models import NetworkNotice
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.queries.rows import open_row, row_history
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.columns import Kind
from matou.modules.planner.services.importing import ImportReport, import_network
from matou.modules.planner.tests.world import EDITOR, altered, reference, rows_in, with_cell
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties.tests.signed_in import sign_in

LINK = "/planner/network/link/W001/"


@pytest.fixture
def registrar(client: Client, present: ImportReport) -> Client:
    people.seed(now=utc_now())
    sign_in(client, parties.user_by_name(username="demo-registrar"))
    return client


@pytest.fixture
def shipper(client: Client, present: ImportReport) -> Client:
    people.seed(now=utc_now())
    sign_in(client, parties.user_by_name(username="demo-shipper"))
    return client


def row_posted(kind: Kind, code: str, **cells: str) -> dict[str, str]:
    return {**open_row(kind, code).cells, "effective_at": "", **cells}


def test_a_list_is_searched_by_place_and_mode(client: Client, present: ImportReport) -> None:
    page = client.get("/planner/network/link/?q=百色&mode=water").content.decode()

    assert "W001" in page
    assert "W050" not in page


def test_a_list_with_nothing_says_what_to_do(client: Client, present: ImportReport) -> None:
    assert "没有符合条件的行" in client.get("/planner/network/link/?q=不存在").content.decode()


def test_a_list_leaves_as_a_file_that_comes_in_again(client: Client, present: ImportReport) -> None:
    answer = client.get("/planner/network/link/?format=csv")

    report = import_network(files={"links.csv": answer.content}, actor=EDITOR, now=utc_now())
    assert answer["Content-Type"].startswith("text/csv")
    assert report.changes == ()


def test_all_files_leave_as_one_and_come_in_again(client: Client, present: ImportReport) -> None:
    with ZipFile(io.BytesIO(client.get("/planner/network/export.zip").content)) as folder:
        files = {name: folder.read(name) for name in folder.namelist()}

    assert set(files) == {kind.file for kind in kinds.REFERENCE}
    assert import_network(files=files, actor=EDITOR, now=utc_now()).changes == ()


@pytest.mark.parametrize("address", ["change", "end"])
def test_guests_sign_in_before_they_edit(
    client: Client, present: ImportReport, address: str
) -> None:
    assert client.get(LINK + address).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["network/link/new", "network/link/W001/change", "network/import", "notices/new"],
)
def test_a_shipper_may_not_edit(shipper: Client, present: ImportReport, address: str) -> None:
    assert shipper.get(f"/planner/{address}").status_code == 403
    assert "/change" not in shipper.get(LINK).content.decode()


def test_a_registrar_changes_a_row(registrar: Client, present: ImportReport) -> None:
    posted = row_posted(kinds.LINK, "W001", depth_m="2.9", source="桂航通", conf="A")

    answer = registrar.post(LINK + "change", posted)

    page = registrar.get(LINK).content.decode()
    assert answer["Location"] == LINK
    assert "维护水深：2.4 → 2.9" in page
    assert "已失效" in page


def test_a_refusal_stands_beside_its_field(registrar: Client, present: ImportReport) -> None:
    answer = registrar.post(LINK + "change", row_posted(kinds.LINK, "W001", km="1"))

    assert answer.status_code == 422
    assert "短于直线距离" in str(answer.context["form"].errors["km"])
    assert len(row_history(kinds.LINK, "W001")) == 1


def test_a_registrar_ends_a_service(registrar: Client, present: ImportReport) -> None:
    registrar.post("/planner/network/service/S001/end", {"effective_at": ""})

    assert "S001" not in {one.code for one in network_at(utc_now()).services}


def uploaded(files: dict[str, bytes]) -> dict[str, Any]:
    return {"sent": [SimpleUploadedFile(name, body) for name, body in files.items()]}


def test_an_import_is_looked_at_and_then_done(registrar: Client, present: ImportReport) -> None:
    files = altered("links.csv", with_cell("W001", "depth_m", "2.9"))

    look = registrar.post("/planner/network/import", uploaded(files) | {"act": "preview"})
    kept = {f"content_{name}": text for name, text in look.context["contents"]}
    done = registrar.post("/planner/network/import", kept | {"act": "import"})

    assert "更改 1 行" in look.content.decode()
    assert len(look.context["report"].changes) == 1
    assert done["Location"] == "/planner/"
    assert open_row(kinds.LINK, "W001").cells["depth_m"] == "2.9"


def test_an_import_lists_every_bad_line(registrar: Client, present: ImportReport) -> None:
    files = {"links.csv": altered("links.csv", with_cell("W003", "km", "far"))["links.csv"]}

    answer = registrar.post("/planner/network/import", uploaded(files) | {"act": "import"})

    first = answer.context["problems"][0][0]
    assert (first.file, first.line, first.column, first.value) == ("links.csv", 4, "km", "far")
    assert "links.csv" in answer.content.decode()


def test_an_upload_that_is_no_zip_is_named(registrar: Client, present: ImportReport) -> None:
    answer = registrar.post("/planner/network/import", uploaded({"x.zip": b"no"}))

    assert answer.context["problems"]


NOTICE = {
    "kind": "lock_closure", "targets": "L_CHZ", "depth_m": "", "starts_at": "2027-01-01T08:00",
    "ends_at": "2027-01-20T08:00", "issuer": "航道处", "source": "通告", "confidence": "A",
    "text": "岁修",
}  # fmt: skip


def test_a_notice_is_published_amended_and_withdrawn(
    registrar: Client, present: ImportReport
) -> None:
    address = registrar.post("/planner/notices/new", NOTICE)["Location"]
    longer = NOTICE | {"ends_at": "2027-01-25T08:00", "reason": "工期延长"}
    registrar.post(address + "amend", longer)
    registrar.post(address + "withdraw", {"reason": "取消"})

    page = registrar.get(address).content.decode()
    assert NetworkNotice.objects.count() == 3
    assert "工期延长" in page
    assert "已撤回" in page


def test_a_notice_of_an_unknown_lock_is_refused_beside_its_field(
    registrar: Client, present: ImportReport
) -> None:
    answer = registrar.post("/planner/notices/new", NOTICE | {"targets": "L_NOWHERE"})

    assert answer.status_code == 422
    assert "L_NOWHERE" in str(answer.context["form"].errors["targets"])


def test_a_closure_stands_on_the_page_of_the_lock(registrar: Client, present: ImportReport) -> None:
    registrar.post("/planner/notices/new", NOTICE)

    assert "船闸停航" in registrar.get("/planner/locks/L_CHZ/").content.decode()
    assert "船闸停航" in registrar.get("/planner/").content.decode()


def test_a_timetable_shows_cut_off_and_duration(client: Client, present: ImportReport) -> None:
    page = client.get("/planner/timetable/P_CHI/").content.decode()

    row = next(row for row in rows_in(reference()["services.csv"]) if row["service_id"] == "S001")
    assert row["cutoff_min"] == "300"
    assert "5 h" in page
    assert "每天" in page


@pytest.mark.parametrize("layer", ["water", "road", "rail", "air", "locks", "notices"])
def test_a_layer_is_geojson(client: Client, present: ImportReport, layer: str) -> None:
    found = client.get(f"/planner/map/{layer}.geojson").json()

    assert found["type"] == "FeatureCollection"
    assert layer == "notices" or found["features"]


@pytest.mark.parametrize(
    "address",
    ["network/nothing/", "network/link/W999/", "locks/P_CHI/", "timetable/NO/", "notices/X/"],
)
def test_what_is_not_there_is_not_found(
    client: Client, present: ImportReport, address: str
) -> None:
    assert client.get(f"/planner/{address}").status_code == 404


def test_a_search_finds_timetables(client: Client, present: ImportReport) -> None:
    assert "/planner/timetable/P_CHI/" in client.get("/find?q=赤水圩").content.decode()


def test_the_room_is_switched_on() -> None:
    assert "planner" in settings.MODULES
