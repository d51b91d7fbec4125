"""Fills in the forms of demo cases, as a careful applicant would."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.modules.affairs.queries.case_forms import form_state
from matou.modules.affairs.rules.case_form import FormField, FormPage
from matou.modules.affairs.services import case_forms, case_papers
from matou.modules.affairs.services.case_papers import Upload

_SAID: Mapping[str, str] = {
    "company_name": "演示申请单位",
    "credit_code": "91450400DEM000014P",
    "person_name": "演示申请人",
    "contact_name": "演示联系人",
    "contact_phone": "0774-0000000",
    "vessel_name": "演示船一号",
}
_TEXT = "演示内容，仅供查看页面。"
_AHEAD = timedelta(days=3)
_ROUNDS = 4
"""Answers open further questions, never more than this deep."""


def fill_form(*, code: str, actor: Actor, now: datetime) -> None:
    """Answer everything that is missing and hand in every file that is lacking."""
    for _round in range(_ROUNDS):
        state = form_state(code=code, actor=actor, now=now)
        wanted = {one.field for one in state.missing}
        typed = {
            one.key: answer_to(one, now=now)
            for page in state.judged.pages
            for one in page.fields
            if one.key in wanted
        }
        if not typed:
            break
        case_forms.save_answers(
            code=code, typed=typed, revision=state.revision, actor=actor, now=now
        )
    for one in state.materials:
        if one.is_lacking:
            add_demo_file(code=code, page=one.page, actor=actor, now=now)


def add_demo_file(*, code: str, page: FormPage, actor: Actor, now: datetime) -> str:
    """Hand in one small file for a material; returns its code."""
    upload = Upload(
        file=BytesIO(demo_pdf(page.key)), name=f"{page.zh[:40]}.pdf", media_type="application/pdf"
    )
    return case_papers.add_file(code=code, material=page.key, upload=upload, actor=actor, now=now)


def demo_pdf(text: str) -> bytes:
    """Return a page of A4 with one line of plain letters, written out by hand."""
    line = "".join(sign for sign in text if sign.isascii() and sign not in "()\\")
    stream = f"BT /F1 24 Tf 72 760 Td (Demo document {line}) Tj ET".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>"
        % b"<< /Font << /F1 5 0 R >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + table + end % (len(parts) + 1, len(out))


def answer_to(one: FormField, *, now: datetime) -> str:
    """Return a plausible answer to a question."""
    told = one.schema
    match one.kind:
        case "choice":
            return one.choices[0][0]
        case "flag":
            return "yes"
        case "whole" | "number":
            return str(told.get("minimum", 1))
        case "day":
            return (now + _AHEAD).astimezone(CHINA).date().isoformat()
        case _:
            known = _SAID.get(one.key, "")
            return known or _TEXT[: told.get("maxLength", len(_TEXT))]
