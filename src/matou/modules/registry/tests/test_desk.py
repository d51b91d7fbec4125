"""The registrar's desk: entering, correcting, transferring, importing, deciding."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matou.kit.actor import Actor
from matou.modules.registry import services
from matou.modules.registry.models import FieldRecord, Proposal, Vessel
from matou.modules.registry.rules.history import Provenance
from matou.modules.registry.tests.conftest import NOW, Enter

pytestmark = pytest.mark.django_db

PROVENANCE = {"source": "检验证书", "confidence": "A", "valid_from": "2026-03-01"}


def english(client: Client) -> Client:
    client.cookies["matou_language"] = "en"
    return client


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # test client


GUARDED = [
    "/registry/vessels/new",
    "/registry/vessels/import",
    "/registry/vessels/template.csv",
    "/registry/vessels/{code}/correct",
    "/registry/vessels/{code}/transfer",
]


@pytest.mark.parametrize("path", GUARDED)
def test_guests_are_asked_to_sign_in(client: Client, enter: Enter, path: str) -> None:
    response = client.get(path.replace("{code}", enter().code))

    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("path", GUARDED)
def test_others_are_refused_the_registrars_desk(
    as_skipper: Client, enter: Enter, path: str
) -> None:
    assert as_skipper.get(path.replace("{code}", enter().code)).status_code == 403


@pytest.mark.parametrize("path", GUARDED)
def test_the_registrar_opens_the_desk(as_registrar: Client, enter: Enter, path: str) -> None:
    assert as_registrar.get(path.replace("{code}", enter().code)).status_code == 200


def test_the_registrar_enters_a_vessel_by_form(as_registrar: Client) -> None:
    response = as_registrar.post(
        "/registry/vessels/new",
        {
            **PROVENANCE,
            "name_zh": "桂梧州货99",
            "vessel_type": "8010-BULK",
            "status": "in_service",
            "mmsi": "413801299",
            "length_overall_cm": "68.5",
            "deadweight_kg": "2,000",
            "owner_name": "演示公司",
            "owner_kind": "company",
            "operator_kind": "company",
            "draught_table": "80:600000\r\n120:900000",
        },
    )

    vessel = Vessel.objects.get(mmsi="413801299")
    assert response["Location"] == f"/registry/vessels/{vessel.code}/"
    assert (vessel.length_overall_cm, vessel.deadweight_kg) == (6850, 2_000_000)
    assert vessel.draught_table == [[80, 600_000], [120, 900_000]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_zh": ""}, "必填"),
        ({"mmsi": "12"}, "MMSI 为 9 位数字"),
        ({"length_overall_cm": "六十"}, "最多 2 位小数"),
        ({"length_overall_cm": "-5"}, "之间"),
        ({"full_draught_cm": "5", "depth_cm": "4"}, "必须小于"),
        ({"valid_from": "2999-01-01"}, "不晚于今天"),
        ({"source": ""}, "必填"),
        ({"confidence": "Z"}, "Z"),
        ({"owner_code": "NOBODY"}, "没有代码为"),
    ],
)
def test_bad_forms_are_answered_with_the_field_and_the_reason(
    as_registrar: Client, change: dict[str, str], words: str
) -> None:
    good = {
        **PROVENANCE,
        "name_zh": "桂梧州货99",
        "vessel_type": "8010-BULK",
        "status": "in_service",
        "owner_kind": "company",
        "operator_kind": "company",
    }

    response = as_registrar.post("/registry/vessels/new", {**good, **change})

    assert response.status_code == 422
    assert words in body(response)
    assert not Vessel.objects.exists()


def test_the_registrar_corrects_by_form_and_only_the_change_is_recorded(
    as_registrar: Client, enter: Enter
) -> None:
    card = enter()
    before = FieldRecord.objects.count()
    form = as_registrar.get(f"/registry/vessels/{card.code}/correct").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    response = as_registrar.post(
        f"/registry/vessels/{card.code}/correct", {**values, **PROVENANCE, "home_port": "佛山"}
    )

    assert response.status_code == 302
    assert FieldRecord.objects.count() == before + 1
    assert Vessel.objects.get(code=card.code).home_port == "佛山"


def test_the_registrar_transfers_by_form(
    as_registrar: Client, enter: Enter, shipper: Actor
) -> None:
    card = enter()

    response = as_registrar.post(
        f"/registry/vessels/{card.code}/transfer",
        {
            **PROVENANCE,
            "owner_code": shipper.acts_for.lower(),
            "owner_kind": "company",
            "operator_kind": "company",
        },
    )

    assert response.status_code == 302
    assert Vessel.objects.get(code=card.code).owner_code == shipper.acts_for


def upload(client: Client, text: str, **more: str) -> object:
    file = SimpleUploadedFile("v.csv", text.encode(), content_type="text/csv")
    return client.post("/registry/vessels/import", {**PROVENANCE, "file": file, **more})


def test_a_file_is_previewed_and_then_entered_as_a_whole(as_registrar: Client) -> None:
    text = "name_zh,vessel_type,mmsi\n桂甲,散货船,413801301\n桂乙,8030,413801302\n"
    preview = upload(as_registrar, text, act="preview")
    seen = Vessel.objects.count()

    response = as_registrar.post(
        "/registry/vessels/import", {**PROVENANCE, "content": text, "act": "import"}
    )

    assert "可以导入 2 艘" in body(preview)
    assert seen == 0
    assert response.status_code == 302
    assert Vessel.objects.count() == 2


def test_one_bad_line_keeps_the_whole_file_out(as_registrar: Client) -> None:
    text = "name_zh,vessel_type,mmsi\n桂甲,散货船,413801301\n桂乙,8030,413801301\n桂丙,8030,1\n"

    page = body(upload(as_registrar, text, act="import"))

    assert "文件中另有一行使用同一编号" in page
    assert "MMSI 为 9 位数字" in page
    assert not Vessel.objects.exists()


def test_an_unreadable_value_is_told_once(as_registrar: Client) -> None:
    page = body(upload(as_registrar, "name_zh,vessel_type,mmsi\n桂甲,boat,413801301\n"))

    assert "有 1 处错误" in page
    assert "必须填写" not in page


def test_the_file_names_faults_in_english_too(as_registrar: Client) -> None:
    page = body(upload(english(as_registrar), "name_zh,vessel_type,mmsi\n桂丙,8030,1\n"))

    assert "An MMSI has 9 digits" in page


def test_a_number_already_registered_is_told_by_line(as_registrar: Client, enter: Enter) -> None:
    card = enter()

    page = body(upload(as_registrar, "name_zh,vessel_type,mmsi\n桂丙,8030,413801234\n"))

    assert f"已登记为 {card.code}" in page


def test_an_import_refused_at_the_last_moment_enters_nothing(
    registrar: Actor, provenance: Provenance
) -> None:
    with pytest.raises(services.ImportRefused) as caught:
        services.import_vessels(
            content=b"name_zh,mmsi\nA,1\n", provenance=provenance, actor=registrar, now=NOW
        )

    assert caught.value.faults[0].line == 2
    assert not Vessel.objects.exists()


def test_an_owner_proposes_and_the_registrar_accepts(
    as_skipper: Client, enter: Enter, registrar: Actor
) -> None:
    card = enter()
    form = as_skipper.get(f"/registry/vessels/{card.code}/propose").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    response = as_skipper.post(
        f"/registry/vessels/{card.code}/propose", {**values, **PROVENANCE, "home_port": "佛山"}
    )
    proposal = Proposal.objects.get()

    page = body(as_skipper.get(response["Location"]))

    assert response["Location"] == f"/registry/proposals/{proposal.id}/"
    assert "撤回申请" in page
    assert "采纳并写入登记簿" not in page
    assert proposal.changes == {"home_port": "佛山"}


def make_proposal(card_code: str, skipper: Actor, provenance: Provenance) -> str:
    return str(
        services.propose_correction(
            vessel=card_code,
            changes={"home_port": "佛山"},
            provenance=provenance,
            actor=skipper,
            now=NOW,
        )
    )


def test_the_registrar_accepts_on_the_page(
    as_registrar: Client, enter: Enter, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()
    proposal = make_proposal(card.code, skipper, provenance)

    response = as_registrar.post(f"/registry/proposals/{proposal}/accept")

    assert response.status_code == 302
    assert Vessel.objects.get(code=card.code).home_port == "佛山"


def test_a_refusal_without_reason_is_asked_again(
    as_registrar: Client, enter: Enter, skipper: Actor, provenance: Provenance
) -> None:
    proposal = make_proposal(enter().code, skipper, provenance)

    response = as_registrar.post(f"/registry/proposals/{proposal}/refuse", {"reason": ""})

    assert response.status_code == 422
    assert Proposal.objects.get().state == "open"


def test_strangers_see_no_proposals_of_others(
    as_shipper: Client, enter: Enter, skipper: Actor, provenance: Provenance
) -> None:
    proposal = make_proposal(enter().code, skipper, provenance)

    assert as_shipper.get(f"/registry/proposals/{proposal}/").status_code == 404
    assert proposal not in body(as_shipper.get("/registry/proposals/"))
    assert as_shipper.post(f"/registry/proposals/{proposal}/accept").status_code == 403
    assert as_shipper.post(f"/registry/proposals/{proposal}/withdraw").status_code == 404


def test_strangers_may_not_open_the_proposal_form(as_shipper: Client, enter: Enter) -> None:
    assert as_shipper.get(f"/registry/vessels/{enter().code}/propose").status_code == 403


def test_an_import_without_a_file_is_asked_for_one(as_registrar: Client) -> None:
    response = as_registrar.post("/registry/vessels/import", {**PROVENANCE, "act": "preview"})

    assert response.status_code == 422
    assert "请选择一个 CSV 文件" in body(response)


def test_proposals_are_read_page_by_page_and_keep_their_filter(
    as_registrar: Client, enter: Enter, skipper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matou.modules.registry.views.proposals.PAGE", 2)
    card = enter()
    ports = ["佛山", "肇庆", "贵港"]
    proposals = [
        _proposed(card.code, port, skipper, now=NOW + timedelta(minutes=minute))
        for minute, port in enumerate(ports)
    ]

    first = body(as_registrar.get("/registry/proposals/", {"state": "open"}))
    following = unescape(re.findall(r'href="(\?[^"]*before=[^"]*)"', first)[0])
    second = body(as_registrar.get(f"/registry/proposals/{following}"))

    assert "state=open" in following
    assert [f"/proposals/{one}/" in first for one in proposals] == [False, True, True]
    assert [f"/proposals/{one}/" in second for one in proposals] == [True, False, False]


def _proposed(vessel: str, port: str, actor: Actor, *, now: datetime) -> UUID:
    return services.propose_correction(
        vessel=vessel,
        changes={"home_port": port},
        provenance=Provenance(source="国籍证书", confidence="B", valid_from=date(2026, 5, 1)),
        actor=actor,
        now=now,
    )
