"""Pages: the guide for everyone, the desk for those who work on items."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from matou.kit.clock import utc_now
from matou.modules.affairs.models import ItemVersion
from matou.modules.affairs.queries.desk import DeskFilter, desk_page
from matou.modules.affairs.rules.files_yaml import write_yaml
from matou.modules.affairs.services import drafting, moving
from matou.modules.affairs.tests.world import (
    ANNEX,
    EDITOR,
    SECOND,
    code_of,
    content,
    new_draft,
    published,
)
from matou.spine.parties import queries as parties
from matou.spine.parties.tests.signed_in import sign_in

MOST_BYTES = 60_000


@pytest.fixture
def as_person(client: Client, stock: int) -> Any:
    def make(key: str) -> Client:
        sign_in(client, parties.user_by_name(username=f"demo-{key}"))
        return client

    return make


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_guide_needs_no_script_and_fits_a_slow_phone(client: Client, stock: int) -> None:
    page = client.get(f"/affairs/guide/{code_of()}/")

    sheets = re.findall(r'href="/static/([^"]+\.(?:css|svg))"', text(page))
    paths = [Path(str(finders.find(sheet))) for sheet in sheets]
    whole = len(page.content) + sum(path.stat().st_size for path in paths)
    assert len(sheets) == 3
    assert "<script" not in text(page)
    assert whole <= MOST_BYTES


def test_the_guide_tells_all_that_one_must_know(client: Client, stock: int) -> None:
    page = text(client.get(f"/affairs/guide/{code_of()}/"))

    wanted = (
        *("服务对象", "要符合的条件", "要准备的材料", "不用交", "承诺时限", "5 个工作日"),
        *("不收费", "政务服务中心", "地图", "办理流程图", "常见问题", "法律依据"),
    )
    assert [words for words in wanted if words not in page] == []


def test_an_answer_narrows_the_guide_by_a_plain_get(client: Client, stock: int) -> None:
    address = f"/affairs/guide/{code_of()}/"

    everything = text(client.get(address))
    renewal = text(client.get(f"{address}?kind=renew&craft=no&utm_source=poster"))

    assert "使用港作船舶的，船舶证书" in everything
    assert "使用港作船舶的，船舶证书" not in renewal
    assert "经营管理制度、安全管理制度" in renewal
    assert "utm_source" not in renewal


def test_an_english_reader_is_told_where_english_is_missing(client: Client, stock: int) -> None:
    code = code_of()
    published(code, now=utc_now(), task_name_en="")
    client.cookies["matou_language"] = "en"

    page = text(client.get(f"/affairs/guide/{code}/"))

    assert "This item has no English yet" in page
    assert '<h1><span lang="zh">港口经营许可</span></h1>' in page


def test_a_scan_leads_straight_to_the_guide(client: Client, stock: int) -> None:
    code = code_of()

    answer = client.get(f"/c/{code}")

    assert (answer.status_code, answer["Location"]) == (302, f"/affairs/guide/{code}/")


def test_a_programme_that_scans_reads_facts(client: Client, stock: int) -> None:
    code = code_of()

    before = client.get(f"/c/{code}", headers={"Accept": "application/json"})
    moving.withdraw_item(code=code, reason="停办", successor="", actor=SECOND, now=utc_now())
    after = client.get(f"/c/{code}", headers={"Accept": "application/json"})

    assert before.json()["facts"]["name_zh"] == "港口经营许可"
    assert (after.status_code, after.json()["code"]) == (410, "code-retired")


def test_an_old_code_says_that_the_item_is_gone_and_what_replaces_it(
    client: Client, stock: int
) -> None:
    code, heir = code_of(), code_of(ANNEX)
    moving.withdraw_item(code=code, reason="并入附证", successor=heir, actor=SECOND, now=utc_now())

    page = client.get(f"/c/{code}", follow=True)

    assert page.status_code == 410
    assert "并入附证" in text(page)
    assert f"/affairs/guide/{heir}/" in text(page)


def test_what_was_never_published_has_no_guide(client: Client, stock: int) -> None:
    told = content()
    own = {**told, "task_handle_item": f"{told['task_code']}77"}
    draft = drafting.begin_item(content=own, actor=EDITOR, now=utc_now())

    assert client.get(f"/affairs/guide/{draft.code}/").status_code == 404


@pytest.mark.parametrize(
    "asked", ["港口经营许可", "gkjyxk", "gangkoujingying", "port operation licence"]
)
def test_an_item_is_found_by_whatever_people_type(client: Client, stock: int, asked: str) -> None:
    assert f"/affairs/guide/{code_of()}/" in text(client.get("/affairs/", {"q": asked}))


def test_the_list_is_narrowed_and_says_when_nothing_fits(client: Client, stock: int) -> None:
    persons = text(client.get("/affairs/?audience=1&samples=no"))
    nothing = text(client.get("/affairs/?q=没有这样的事"))

    assert "共 2 项" in persons
    assert "没有符合条件的事项" in nothing
    assert client.get("/affairs/?page=9999&audience=x").status_code == 200


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("yaml", "application/yaml"), ("ttl", "text/turtle"), ("jsonld", "application/ld+json"),
     ("xlsx", "application/vnd.openxmlformats")],
)  # fmt: skip
def test_the_list_leaves_as_a_file(
    client: Client, stock: int, kind: str, content_type: str
) -> None:
    answer = client.get(f"/affairs/?samples=no&format={kind}")

    assert answer["Content-Type"].startswith(content_type)
    assert len(answer.content) > 5000


def test_a_format_that_is_none_is_not_found(client: Client, stock: int) -> None:
    assert client.get("/affairs/?format=exe").status_code == 404


def test_labels_are_a6_pages_and_a4_sheets(client: Client, stock: int, tmp_path: Any) -> None:
    small = tmp_path / "a6.pdf"
    sheet = tmp_path / "a4.pdf"
    small.write_bytes(client.get(f"/affairs/guide/{code_of()}/label.pdf").content)
    sheet.write_bytes(client.get("/affairs/labels.pdf?samples=no").content)

    a6, a4 = PdfReader(small), PdfReader(sheet)

    assert [round(float(side) / 72 * 25.4) for side in a6.pages[0].mediabox[2:]] == [105, 148]
    assert [round(float(side) / 72 * 25.4) for side in a4.pages[0].mediabox[2:]] == [210, 297]
    assert (len(a6.pages), len(a4.pages)) == (1, 4)


def test_too_many_labels_are_refused(client: Client, stock: int) -> None:
    assert client.get("/affairs/labels.pdf").status_code == 422


def test_regions_are_compared(client: Client, stock: int) -> None:
    assert "目前只有一个地区" in text(client.get("/affairs/regions/000118902000/"))
    assert client.get("/affairs/regions/000118902999/").status_code == 404


@pytest.mark.parametrize(
    "address", ["desk/", "desk/new", "desk/import", "desk/{code}/", "desk/{code}/withdraw"]
)
def test_guests_sign_in_and_strangers_are_refused(
    as_person: Any, client: Client, address: str
) -> None:
    path = f"/affairs/{address.format(code=code_of())}"

    guest = client.get(path).status_code
    stranger = as_person("shipper").get(path).status_code

    assert (guest, stranger) == (302, 403)


def test_an_editor_finds_marks_and_what_to_mend(as_person: Any) -> None:
    client = as_person("item-editor")
    code = code_of()
    new_draft(code, now=utc_now(), promise_day=31)

    desk = text(client.get("/affairs/desk/?marks=errors"))
    page = text(client.get(f"/affairs/desk/{code}/"))

    assert "须改 1" in desk
    assert "承诺时限超过法定时限" in page
    assert f"/affairs/desk/{code}/edit/limits" in page


def form_of(client: Client, code: str, group: str) -> dict[str, Any]:
    """Return what a browser would send back for a group's form."""
    form = client.get(f"/affairs/desk/{code}/edit/{group}").context["form"]
    return {
        bound.html_name: bound.value() if bound.value() is not None else ""
        for bound in form
        if not bound.field.disabled
    }


@pytest.mark.parametrize("group", ["identity", "basis", "service", "limits", "conditions",
                                   "materials", "results", "places", "questions"])  # fmt: skip
def test_a_group_saved_as_it_is_changes_nothing(as_person: Any, group: str) -> None:
    client = as_person("item-editor")
    code = code_of()
    new_draft(code, now=utc_now())

    answer = client.post(f"/affairs/desk/{code}/edit/{group}", form_of(client, code, group))

    assert answer.status_code == 302
    assert ItemVersion.objects.get(item__code=code, number=2).revision == 0


def test_an_editor_changes_a_material_and_bad_values_stay_in_the_form(as_person: Any) -> None:
    client = as_person("item-editor")
    code = code_of()
    new_draft(code, now=utc_now())
    sent = form_of(client, code, "materials")

    good = client.post(
        f"/affairs/desk/{code}/edit/materials", {**sent, "materials-1-by_law": "港口法 第二十二条"}
    )
    bad = client.post(
        f"/affairs/desk/{code}/edit/materials",
        {**sent, "revision": 1, "materials-1-page_num": "许多"},
    )

    saved = ItemVersion.objects.get(item__code=code, number=2).content["materials"][0]
    assert (good.status_code, bad.status_code) == (302, 422)
    assert saved["by_law"] == "港口法 第二十二条"
    assert "请填写 0 以上的整数" in text(bad)


def test_a_stale_form_overwrites_nothing(as_person: Any) -> None:
    client = as_person("item-editor")
    code = code_of()
    new_draft(code, now=utc_now())
    sent = form_of(client, code, "limits")
    drafting.write_fields(
        code=code, changes={"promise_day": 4}, revision=0, actor=EDITOR, now=utc_now()
    )

    answer = client.post(f"/affairs/desk/{code}/edit/limits", {**sent, "promise_day": "2"})

    assert answer.status_code == 422
    assert "没有覆盖" in text(answer)


def test_three_people_lead_a_draft_to_publication(as_person: Any) -> None:
    code = code_of()
    client = as_person("item-editor")
    client.post(f"/affairs/desk/{code}/begin")
    sent = form_of(client, code, "limits")
    client.post(f"/affairs/desk/{code}/edit/limits", {**sent, "promise_day": "3"})
    client.post(f"/affairs/desk/{code}/2/submit")
    as_person("item-lawyer").post(f"/affairs/desk/{code}/2/pass")

    answer = as_person("item-publisher").post(f"/affairs/desk/{code}/2/publish", {"valid_from": ""})

    assert answer.status_code == 302
    assert "3 个工作日" in text(client.get(f"/affairs/guide/{code}/"))


def test_a_move_that_lint_refuses_says_why_in_place(as_person: Any) -> None:
    code = code_of()
    client = as_person("item-editor")
    new_draft(code, now=utc_now(), promise_day=31)

    answer = client.post(f"/affairs/desk/{code}/2/submit")

    assert answer.status_code == 422
    assert "承诺时限超过法定时限" in text(answer)


def test_a_new_item_is_begun_by_its_codes(as_person: Any) -> None:
    client = as_person("item-editor")
    told = content()
    sent = {
        "task_name": "港口经营许可（补证）", "catalog_code": told["catalog_code"],
        "region_code": "450400", "dept_name": told["dept_name"], "dept_code": told["dept_code"],
        "level": "3", "serial": "02",
    }  # fmt: skip

    wrong = client.post("/affairs/desk/new", {**sent, "dept_code": "91450400DEM00001X"})
    right = client.post("/affairs/desk/new", sent)

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert desk_page(wanted=DeskFilter(text="补证", state="draft")).total == 1


def test_a_file_is_looked_at_before_it_is_taken_in(as_person: Any) -> None:
    client = as_person("item-editor")
    sent = SimpleUploadedFile("a.yaml", write_yaml([content(promise_day=4)]))

    look = client.post("/affairs/desk/import", {"act": "look", "sent": sent})
    kept = look.context["kept"]
    before = ItemVersion.objects.filter(state="draft").count()
    done = client.post("/affairs/desk/import", {"act": "import", "kept": kept, "name": "a.yaml"})

    assert (look.status_code, done.status_code, before) == (200, 302, 0)
    assert ItemVersion.objects.filter(state="draft").count() == 1


def test_a_bad_file_is_refused_in_place(as_person: Any) -> None:
    client = as_person("item-editor")
    bad = SimpleUploadedFile("a.yaml", b"items:\n- {task_name: x, gone: 1}\n")

    answer = client.post("/affairs/desk/import", {"act": "look", "sent": bad})
    none = client.post("/affairs/desk/import", {"act": "look"})

    assert "没有这个要素" in text(answer)
    assert none.status_code == 422
