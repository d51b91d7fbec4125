"""Filling in a form: kept as typed, guarded between tabs, prefilled, complete or refused."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from matou.kit.errors import NotFound
from matou.modules.affairs.models import CaseFile, CaseForm, CaseSubmission
from matou.modules.affairs.queries import case_prints, case_receipts
from matou.modules.affairs.queries.case_forms import FormState, form_state
from matou.modules.affairs.rules.case_form import material_key
from matou.modules.affairs.rules.case_papers import FileTypeNotAsked, TooManyFiles
from matou.modules.affairs.rules.case_snapshot import digest_of
from matou.modules.affairs.rules.lint import LintNotClean
from matou.modules.affairs.seeds.filling import demo_pdf
from matou.modules.affairs.services import (
    case_applying,
    case_forms,
    case_handling,
    case_papers,
    case_submitting,
)
from matou.modules.affairs.services.case_forms import AnswersChanged, FormIsClosed
from matou.modules.affairs.services.case_papers import Upload
from matou.modules.affairs.services.case_submitting import FormIncomplete
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import CERTIFICATE, DAY, MONDAY, kept, someone
from matou.modules.affairs.tests.world import LICENCE, checked, code_of, new_draft, published
from matou.spine.credentials.seeds import ensure_verified
from matou.spine.documents.contracts import DocumentHasMacro, DocumentRenamed, DocumentTooLarge
from matou.spine.documents.tests import makers

pytestmark = pytest.mark.usefixtures("stock")
APPLICATION = material_key("船舶营业运输证申领表")


def state(code: str, key: str = "shipper") -> FormState:
    return form_state(code=code, actor=someone(key), now=MONDAY)


def save(code: str, revision: int = 0, **typed: str) -> int:
    saved = case_forms.save_answers(
        code=code, typed=typed, revision=revision, actor=someone("shipper"), now=MONDAY
    )
    return saved.revision


def hand_in(
    code: str, content: bytes = b"", *, name: str = "表.pdf", media_type: str = "application/pdf"
) -> str:
    upload = Upload(file=BytesIO(content or demo_pdf("x")), name=name, media_type=media_type)
    return case_papers.add_file(
        code=code, material=APPLICATION, upload=upload, actor=someone("shipper"), now=MONDAY
    )


def test_what_is_typed_is_kept_even_where_it_is_wrong() -> None:
    code = world.drafted()

    save(code, gross_tonnage="about 500", purpose="first")

    assert state(code).typed["gross_tonnage"] == "about 500"
    assert "gross_tonnage" in {one.field for one in state(code).missing}


def test_two_tabs_on_one_answer_lose_nothing() -> None:
    code = world.drafted()
    first = state(code).revision
    save(code, first, vessel_name="甲")

    with pytest.raises(AnswersChanged) as refused:
        save(code, first, vessel_name="乙")

    assert (refused.value.keys, state(code).typed["vessel_name"]) == (("vessel_name",), "甲")


def test_two_tabs_on_two_answers_disturb_nobody() -> None:
    code = world.drafted()
    save(code, 0, vessel_name="甲")

    save(code, 0, register_number="1234")

    assert state(code).typed["vessel_name"] == "甲"


def test_the_same_answer_twice_is_one_revision() -> None:
    code = world.drafted()

    assert save(code, 0, vessel_name="甲") == save(code, 0, vessel_name="甲")


def test_a_branch_that_is_left_keeps_its_answers_until_submission() -> None:
    code = world.filled()
    revision = save(code, state(code).revision, purpose="renew", renew_reason="lost")

    save(code, revision, purpose="first")
    before = state(code).typed.get("renew_reason")
    case_submitting.submit_case(code=code, version=1, actor=someone("shipper"), now=MONDAY)

    assert before == "lost"
    assert "renew_reason" not in CaseForm.objects.get(case__code=code).typed


def test_an_incomplete_form_is_refused_with_everything_at_once() -> None:
    code = world.drafted()

    with pytest.raises(FormIncomplete) as refused:
        case_submitting.submit_case(code=code, version=1, actor=someone("shipper"), now=MONDAY)

    fields = {one.field for one in refused.value.missing}
    assert fields >= {"contact_phone", "hire", "purpose", "vessel_name", APPLICATION}
    assert kept(code).state == "drafted"


def test_a_submission_is_frozen_with_its_hash() -> None:
    code = world.submitted()
    sent = CaseSubmission.objects.get(case__code=code)

    assert sent.sha256 == digest_of(sent.content)
    assert {row["key"] for row in sent.content["answers"]} >= {"vessel_name", "company_name"}
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSubmission.objects.update(note="x")


def test_a_submitted_form_takes_no_more() -> None:
    code = world.submitted()

    with pytest.raises(FormIsClosed):
        save(code, 99, vessel_name="乙")
    with pytest.raises(FormIsClosed):
        hand_in(code)


def test_what_was_looked_at_is_what_is_submitted() -> None:
    code = world.filled()
    seen = state(code).revision
    save(code, seen, vessel_name="乙船")

    with pytest.raises(AnswersChanged):
        case_submitting.submit_case(
            code=code, version=1, revision=seen, actor=someone("shipper"), now=MONDAY
        )


def test_the_party_and_earlier_cases_fill_in_what_they_know() -> None:
    first = world.submitted()

    begun = state(world.drafted(world.ANNEX))

    assert begun.sources["company_name"] == {"from": "party"}
    assert begun.sources["contact_phone"] == {"from": "case", "case": first}
    assert begun.judged.values["contact_phone"] == "0774-0000000"


def test_a_changed_answer_no_longer_says_where_it_came_from() -> None:
    code = world.drafted()

    save(code, 0, company_name="另一家演示公司")

    assert "company_name" not in state(code).sources


def test_nobody_is_prefilled_with_another_applicants_answers() -> None:
    world.submitted()

    code = case_applying.ensure_draft(
        item=code_of(CERTIFICATE), actor=someone("skipper"), now=MONDAY
    )

    assert "contact_phone" not in state(code, "skipper").typed


def test_the_guides_answers_are_taken_over() -> None:
    code = case_applying.ensure_draft(
        item=code_of(LICENCE), actor=someone("shipper"), now=MONDAY, told={"kind": "new"}
    )

    assert state(code).sources["kind"] == {"from": "guide"}


def test_a_valid_paper_of_the_applicant_is_not_asked_for() -> None:
    ensure_verified(holder=someone("shipper").acts_for, kind="business_licence", now=MONDAY)
    licence = material_key("营业执照(统一社会信用代码)")

    told = state(world.drafted(LICENCE)).material(licence)

    assert (told.status, [one.title_zh for one in told.held]) == ("held", ["营业执照"])


def test_files_are_kept_and_read_by_applicant_and_desk() -> None:
    code = world.drafted()

    hand_in(code)
    hand_in(code, makers.picture("PNG"), name="图.png", media_type="image/png")

    names = [one.name for one in state(code).material(APPLICATION).files]
    assert names == ["表.pdf", "图.png"]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "refusal"),
    [
        (b"MZ" + bytes(200), "表.pdf", "application/pdf", DocumentRenamed),
        (demo_pdf("x") + bytes(21_000_000), "扫描.pdf", "application/pdf", DocumentTooLarge),
        (makers.docx(), "表.docx", makers.DOCX_TYPE, FileTypeNotAsked),
    ],
    ids=["renamed", "over the limit", "type not asked"],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_others_stay(
    content: bytes, name: str, media_type: str, refusal: type[Exception]
) -> None:
    code = world.drafted()
    hand_in(code)

    with pytest.raises(refusal):
        hand_in(code, content, name=name, media_type=media_type)

    assert len(state(code).material(APPLICATION).files) == 1


def test_a_document_with_macros_is_refused() -> None:
    code = case_applying.ensure_draft(item=code_of(LICENCE), actor=someone("shipper"), now=MONDAY)
    upload = Upload(
        file=BytesIO(makers.docx("word/vbaProject.bin")),
        name="制度.docx",
        media_type=makers.DOCX_TYPE,
    )

    with pytest.raises(DocumentHasMacro):
        case_papers.add_file(
            code=code, material=material_key("经营管理制度、安全管理制度"), upload=upload,
            actor=someone("shipper"), now=MONDAY,
        )  # fmt: skip


def test_a_question_takes_no_more_files_than_it_says() -> None:
    code = world.drafted()
    for _number in range(5):
        hand_in(code)

    with pytest.raises(TooManyFiles):
        hand_in(code)


def test_a_file_taken_out_stays_as_an_ended_row() -> None:
    code = world.drafted()
    document = hand_in(code)

    case_papers.remove_file(
        code=code, document=document, actor=someone("shipper"), now=MONDAY + DAY
    )

    row = CaseFile.objects.get(document=document)
    assert (row.removed_by, state(code).material(APPLICATION).files) == (
        someone("shipper").code, (),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFile.objects.filter(document=document).update(removed_at=None, removed_by="")


def test_a_correction_makes_a_second_submission_and_shows_what_changed() -> None:
    code, clerk = world.taken(), someone("case-clerk")
    case_handling.ask_correction(
        code=code, missing="船名不清。", items={"vessel": "写全名", APPLICATION: ""},
        actor=clerk, now=MONDAY,
    )  # fmt: skip
    asked = state(code).asked
    save(code, state(code).revision, vessel_name="演示船二号")
    case_submitting.correct_case(
        code=code, note="已改。", actor=someone("shipper"), now=MONDAY + DAY
    )

    told = case_receipts.last_submission(code)

    assert [(one.key, one.note) for one in asked] == [("vessel", "写全名"), (APPLICATION, "")]
    assert told is not None
    assert (told.number, [(one.before, one.after) for one in told.changes]) == (
        2, [("演示船一号", "演示船二号")],
    )  # fmt: skip


def test_strangers_and_the_desk_find_no_draft() -> None:
    code = world.drafted()

    with pytest.raises(NotFound):
        state(code, "skipper")
    with pytest.raises(NotFound):
        case_forms.save_answers(
            code=code, typed={}, revision=0, actor=someone("case-clerk"), now=MONDAY
        )


def test_a_draft_follows_the_item_to_its_next_version() -> None:
    code = world.filled()
    number = published(code_of(CERTIFICATE), now=MONDAY - DAY, form={})

    told = state(code)

    assert (told.version, told.is_moved_on, told.open_page("vessel")) == (number, True, None)


def test_a_version_with_a_broken_form_is_not_passed_on() -> None:
    code = code_of(CERTIFICATE)
    broken = {"schema": {"type": "object", "properties": {"x1": {"type": "array"}}}, "pages": []}
    number = new_draft(code, now=MONDAY, form=broken)

    with pytest.raises(LintNotClean) as refused:
        checked(code, number, now=MONDAY)

    assert "type 不认识" in refused.value.message("zh")


def test_preview_and_receipt_are_papers() -> None:
    code = world.submitted()
    actor = someone("shipper")

    preview = case_prints.preview_pdf(
        code=code, actor=actor, now=MONDAY, base_url="https://x.example"
    )
    receipt = case_prints.receipt_pdf(code=code, actor=actor, base_url="https://x.example")

    assert (preview[:5], receipt[:5]) == (b"%PDF-", b"%PDF-")
