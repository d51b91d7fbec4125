"""Pages of a form: in order, in place, for the applicant alone, and nothing typed is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matou.modules.affairs.models import CaseForm
from matou.modules.affairs.queries.case_forms import form_state
from matou.modules.affairs.rules.case_form import material_key
from matou.modules.affairs.seeds.filling import demo_pdf
from matou.modules.affairs.services import case_forms
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import MONDAY, kept, someone
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.modules.affairs.tests.world import code_of, new_draft

__all__ = ["as_person"]
APPLICATION = material_key("船舶营业运输证申领表")


def url(code: str, page: str = "") -> str:
    return f"/affairs/cases/{code}/form/{page}"


def typed(code: str) -> dict[str, str]:
    return dict(CaseForm.objects.get(case__code=code).typed)


def contacted(code: str) -> str:
    """Answer the first page that nothing fills in, so that the situation comes next."""
    case_forms.save_page(
        code=code, page="contact", typed={"contact_phone": "0774-1234567"}, revision=0,
        actor=someone("shipper"), now=MONDAY,
    )  # fmt: skip
    return code


def test_a_form_begins_with_the_first_question_that_waits(as_person: Any) -> None:
    code = world.drafted()

    answer = as_person("shipper").get(url(code))

    assert answer["Location"] == url(code, "contact")


def test_a_page_saves_and_goes_on(as_person: Any) -> None:
    code = contacted(world.drafted())

    answer = as_person("shipper").post(url(code, "hire"), {"hire": "no", "revision": "1"})

    assert (answer.status_code, answer["Location"]) == (302, url(code, "purpose"))


def test_a_wrong_answer_is_told_beside_its_question_and_kept(as_person: Any) -> None:
    code = world.drafted()
    sent = {"contact_name": "甲乙", "contact_phone": "no phone", "revision": "0"}

    answer = as_person("shipper").post(url(code, "contact"), sent)

    assert (answer.status_code, typed(code)["contact_phone"]) == (422, "no phone")
    assert 'href="#id_contact_phone"' in text(answer)
    assert 'value="no phone"' in text(answer)


def test_a_page_out_of_order_leads_to_what_waits_with_a_reason(as_person: Any) -> None:
    code = world.drafted()

    answer = as_person("shipper").get(url(code, "vessel"), follow=True)

    assert answer.redirect_chain == [(url(code, "contact"), 302)]
    assert "请先回答这一题" in text(answer)


def test_a_form_posted_out_of_order_loses_nothing(as_person: Any) -> None:
    code = world.drafted()

    answer = as_person("shipper").post(url(code, "vessel"), {"vessel_name": "甲船"})

    assert (answer["Location"], typed(code)["vessel_name"]) == (url(code, "contact"), "甲船")


def test_a_question_of_a_closed_branch_is_not_asked(as_person: Any) -> None:
    code = world.filled()

    answer = as_person("shipper").get(url(code, "last-day"), follow=True)

    assert "按您的回答，这一题不用回答" in text(answer)


def test_going_back_is_always_possible(as_person: Any) -> None:
    code = contacted(world.drafted())

    page = as_person("shipper").get(url(code, "contact"))

    assert (page.status_code, "0774-1234567" in text(page)) == (200, True)


def test_a_stale_tab_shows_both_answers(as_person: Any) -> None:
    code = world.filled()
    shipper = as_person("shipper")

    answer = shipper.post(url(code, "vessel"), {"vessel_name": "乙船", "revision": "0"})

    assert (answer.status_code, typed(code)["vessel_name"]) == (409, "演示船一号")
    assert all(part in text(answer) for part in ("演示船一号", "乙船", 'name="revision"'))


def test_whoever_has_seen_both_answers_may_keep_either(as_person: Any) -> None:
    code, shipper = world.filled(), as_person("shipper")
    stale = {"vessel_name": "乙船", "revision": "0", "from": "check"}
    seen = text(shipper.post(url(code, "vessel"), stale))
    revision = seen.partition('id="revision" value="')[2].partition('"')[0]

    answer = shipper.post(url(code, "vessel"), {**stale, "revision": revision})

    assert (answer["Location"], typed(code)["vessel_name"]) == (url(code, "check"), "乙船")


def test_typing_is_kept_while_it_is_typed(as_person: Any) -> None:
    code = world.drafted()
    sent = {"contact_name": "甲", "contact_phone": "07", "revision": "0"}

    answer = as_person("shipper").post(url(code, "contact") + "/saved", sent)

    assert (typed(code)["contact_phone"], "已保存" in text(answer)) == ("07", True)
    assert 'value="1" hx-swap-oob="true"' in text(answer)


def test_every_prefilled_answer_says_where_it_came_from(as_person: Any) -> None:
    code = world.drafted()

    page = text(as_person("shipper").get(url(code, "company-name")))

    assert "来自您的账户资料" in page


def test_files_are_handed_in_and_taken_out(as_person: Any) -> None:
    code, shipper = world.filled(), as_person("shipper")
    file = SimpleUploadedFile("第二份.pdf", demo_pdf("y"), "application/pdf")

    shipper.post(url(code, APPLICATION), {"sent": file, "do": "upload"})
    page = text(shipper.get(url(code, APPLICATION)))
    document = form_state(code=code, actor=someone("shipper"), now=MONDAY).material(APPLICATION)
    shipper.post(url(code, f"files/{document.files[-1].code}/remove"))

    assert "第二份.pdf" in page
    assert "第二份.pdf" not in text(shipper.get(url(code, APPLICATION)))


def test_a_bad_file_is_refused_beside_the_question(as_person: Any) -> None:
    code = world.filled()
    file = SimpleUploadedFile("表.pdf", b"MZ" + bytes(99), "application/pdf")

    answer = as_person("shipper").post(url(code, APPLICATION), {"sent": file, "do": "upload"})

    assert (answer.status_code, "请上传未改名的原文件" in text(answer)) == (422, True)


def test_a_needed_material_must_be_there_to_go_on(as_person: Any) -> None:
    code = world.drafted()

    answer = as_person("shipper").post(f"{url(code, APPLICATION)}?from=check", {"do": "go"})

    assert (answer.status_code, "必须上传文件" in text(answer)) == (422, True)


def test_the_check_names_everything_that_is_missing_with_links(as_person: Any) -> None:
    code = world.drafted()

    page = text(as_person("shipper").get(url(code, "check")))

    links = [f"{url(code, key)}?from=check" for key in ("contact", "hire", "purpose", APPLICATION)]
    assert all(f'href="{link}"' in page for link in links)


def test_an_incomplete_form_is_not_submitted(as_person: Any) -> None:
    code = world.drafted()

    answer = as_person("shipper").post(url(code, "check"), {"version": "1", "revision": "0"})

    assert (answer.status_code, kept(code).state) == (422, "drafted")


def test_a_form_is_submitted_once_however_often_it_is_pressed(as_person: Any) -> None:
    code, shipper = world.filled(), as_person("shipper")
    revision = form_state(code=code, actor=someone("shipper"), now=MONDAY).revision
    sent = {"version": "1", "revision": str(revision)}

    answers = [shipper.post(url(code, "check"), sent)["Location"] for _press in range(2)]

    assert answers == [f"/affairs/cases/{code}/receipt"] * 2
    assert kept(code).submissions.count() == 1


def test_what_changed_meanwhile_is_looked_at_again(as_person: Any) -> None:
    code = world.filled()

    answer = as_person("shipper").post(url(code, "check"), {"version": "1", "revision": "0"})

    assert (answer.status_code, kept(code).state) == (422, "drafted")
    assert "被保存过" in text(answer)


@pytest.mark.parametrize(
    ("path", "said"),
    [("form/preview", "预览 · 未提交"), ("form/check", "全部回答")],
)
def test_a_draft_is_looked_at_as_a_whole(as_person: Any, path: str, said: str) -> None:
    code = world.filled()

    page = text(as_person("shipper").get(f"/affairs/cases/{code}/{path}"))

    assert (said in page, "演示船一号" in page) == (True, True)


def test_a_receipt_bears_the_code_and_the_hash(as_person: Any) -> None:
    code = world.submitted()

    page = text(as_person("shipper").get(f"/affairs/cases/{code}/receipt"))

    assert kept(code).submissions.get().sha256 in page


def test_a_clerk_reads_answers_and_asks_for_single_things(as_person: Any) -> None:
    code, clerk = world.taken(), as_person("case-clerk")
    page = text(clerk.get(f"/affairs/cases/{code}/"))
    asking = text(clerk.get(f"/affairs/cases/{code}/ask"))
    number = asking.partition("船舶叫什么名字？")[0].rpartition("id_ask_")[2].partition('"')[0]

    sent = {"reason": "请补正。", f"ask_{number}": "on", f"note_{number}": "写全名"}
    clerk.post(f"/affairs/cases/{code}/ask", sent)
    told = text(as_person("shipper").get(f"/affairs/cases/{code}/"))

    assert "演示船一号" in page
    assert f'href="{url(code, "vessel")}?from=check"' in told
    assert "写全名" in told


@pytest.mark.parametrize("path", ["form/", "form/vessel", "form/check", "form/preview", "receipt"])
def test_a_stranger_finds_nothing(as_person: Any, path: str) -> None:
    code = world.filled()

    assert as_person("skipper").get(f"/affairs/cases/{code}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["form/vessel", "form/check"])
def test_the_desk_does_not_fill_in_for_applicants(as_person: Any, path: str) -> None:
    code = world.submitted()

    answer = as_person("case-clerk").post(f"/affairs/cases/{code}/{path}", {"vessel_name": "x"})

    assert answer.status_code == 404


def test_an_editor_writes_a_form_as_json(as_person: Any) -> None:
    code = code_of(world.CERTIFICATE)
    new_draft(code, now=MONDAY)
    editor = as_person("item-editor")
    page = text(editor.get(f"/affairs/desk/{code}/edit/form"))

    answer = editor.post(f"/affairs/desk/{code}/edit/form", {"form": "{", "revision": "0"})

    assert "vessel_name" in page
    assert "请写成 JSON" in text(answer)
