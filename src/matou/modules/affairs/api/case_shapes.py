"""What the API of cases takes and answers, described field by field."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import Field

from matou.modules.affairs.api.base import Text, with_example
from matou.modules.affairs.rules.case_form import FormPage
from matou.modules.affairs.rules.form_answers import MOST_TYPED

CaseCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the case 办件编号",
         example="C7K3M9QXP"),
]  # fmt: skip
DocumentCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the file 文件编号",
         example="D7K3M9QXP"),
]  # fmt: skip
Act = Annotated[
    Literal["take", "give", "lay_down", "accept", "ask", "decline", "step", "suspend", "resume",
            "propose", "send_back", "sign", "deliver", "archive", "transfer", "return", "reopen",
            "withdraw"],
    Path(description="What is done 动作", example="accept"),
]  # fmt: skip
Revision = Annotated[
    int, Field(ge=0, le=100_000_000, description="Of the form that you read; newer ones refuse you")
]
Key = Annotated[str, Field(max_length=60, pattern=r"^[0-9a-z_\-]+$")]
Typed = Annotated[str, Field(max_length=MOST_TYPED, pattern=r"^[^\x00]*$")]
Page = Annotated[str, Field(max_length=60, pattern=r"^[0-9a-z\-]*$")]
_CODE = "C7K3M9QXP"


class CasesQuery(Schema):
    """Which cases."""

    queue: Literal[
        "",
        "acceptance",
        "applicant",
        "handling",
        "procedure",
        "decision",
        "delivery",
        "elsewhere",
        "closed",
    ] = Field(default="", description="A queue of the desk 队列; without it, one's own cases")
    q: Text = Field(default="", description="Code, applicant or item; in queues alone")
    cursor: Annotated[str, Field(pattern=r"^[0-9]{0,4}$")] = Field(
        default="", description="`next` of the page before"
    )  # fmt: skip


class CaseOut(Schema):
    """A case in a list."""

    model_config = with_example(
        {"code": _CODE, "item": "7K3M9QXP4", "name_zh": "船舶营业运输证核发",
         "name_en": "Ship operating certificate", "state": "submitted", "applicant": "P7K3M9QXP",
         "assignee": "", "submitted_at": "2026-06-08T09:00:00+08:00", "promised_due_at": None,
         "per_cent": None, "outcome": ""}
    )  # fmt: skip

    code: str
    item: str = Field(description="Code of the item that is applied for")
    name_zh: str
    name_en: str
    state: str = Field(
        description="drafted, submitted, correction_asked, accepted, handling and on"
    )
    applicant: str = Field(description="Code of the party that applies")
    assignee: str = Field(description="Code of the clerk whose case it is, or empty")
    submitted_at: datetime | None = Field(description="None while it is a draft")
    promised_due_at: datetime | None = Field(description="End of the promise, once accepted")
    per_cent: int | None = Field(description="Share of the promise that is used")
    outcome: str = Field(description="granted, refused or declined, once signed; else empty")


class CaseDetailOut(CaseOut):
    """A case in full: what may be done, what was submitted, what was decided."""

    model_config = with_example(
        {"code": _CODE, "item": "7K3M9QXP4", "name_zh": "船舶营业运输证核发",
         "name_en": "Ship operating certificate", "state": "submitted", "applicant": "P7K3M9QXP",
         "assignee": "", "submitted_at": "2026-06-08T09:00:00+08:00", "promised_due_at": None,
         "per_cent": None, "outcome": "", "version": 1, "queue": "acceptance",
         "acts": ["accept", "ask"], "reason": "", "remedy": "", "submission": 1,
         "sha256": "9f" * 32, "content": {"answers": [], "materials": []}, "changes": []}
    )  # fmt: skip

    version: int = Field(description="Of the item, by which the case is handled")
    queue: str = Field(description="The one queue in which it waits")
    acts: list[str] = Field(description="What the token's person may do now")
    reason: str = Field(description="Of the decision, where it has one")
    remedy: str = Field(description="What may be done against a refusal")
    submission: int = Field(description="Number of the last submission, 0 before")
    sha256: str = Field(description="Of its canonical JSON: keys sorted, no blanks, UTF-8")
    content: dict[str, Any] = Field(description="Answers and materials as they were submitted")
    changes: list[dict[str, str]] = Field(description="What it changed of the one before")


class BeginIn(Schema):
    """What is applied for."""

    model_config = with_example({"item": "7K3M9QXP4", "answers": {"kind": "new"}})

    item: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z]+$")] = Field(
        description="Code of the item in force"
    )
    answers: dict[Key, Typed] = Field(
        default={}, max_length=80, description="Known answers, such as the guide's situations"
    )


class FormOut(Schema):
    """The form of a case: what is asked, in which order, and what is answered."""

    model_config = with_example(
        {"code": _CODE, "version": 1, "revision": 3, "may_write": True,
         "answers_schema": {"type": "object", "properties": {"vessel_name": {}}},
         "pages": [{"key": "vessel", "zh": "船舶叫什么名字？", "en": "What is the vessel called?",
                    "fields": ["vessel_name"], "is_open": True, "is_done": False}],
         "answers": {"vessel_name": "桂梧货0001"}, "sources": {}, "missing": []}
    )  # fmt: skip

    code: str
    version: int = Field(description="Of the item whose form this is; give it when you submit")
    revision: int = Field(description="Give it when you save or submit")
    may_write: bool = Field(description="Whether answers and files can still be changed")
    answers_schema: dict[str, Any] = Field(description="JSON Schema 2020-12 of the answers")
    pages: list[dict[str, Any]] = Field(description="One question or one material each, in order")
    answers: dict[str, str] = Field(description="As they were typed, right or wrong")
    sources: dict[str, dict[str, str]] = Field(description="Where a prefilled answer came from")
    missing: list[dict[str, str]] = Field(description="Everything that is missing or wrong")


class AnswersIn(Schema):
    """Answers as one would type them; those left out stay as they are."""

    model_config = with_example({"answers": {"vessel_name": "桂梧货0001"}, "revision": 3})

    answers: dict[Key, Typed] = Field(max_length=80, description="By field key, as text")
    revision: Revision


class SavedOut(Schema):
    """What a save left behind."""

    model_config = with_example({"code": _CODE, "revision": 4, "missing": 2})

    code: str
    revision: int
    missing: int = Field(description="How many things are still missing or wrong")


class FileOut(Schema):
    """The file that was kept or taken out."""

    model_config = with_example({"code": _CODE, "document": "D7K3M9QXP", "material": "m-8598f03d"})

    code: str
    document: str
    material: str = Field(description="Key of the material's page")


class CheckOut(Schema):
    """Everything that stands between a form and its submission, at once (一次性告知)."""

    model_config = with_example(
        {"code": _CODE, "revision": 3, "missing": [
            {"page": "vessel", "field": "vessel_name", "zh": "请回答“船舶叫什么名字？”。",
             "en": "Answer “What is the vessel called?”."}]}
    )  # fmt: skip

    code: str
    revision: int
    missing: list[dict[str, str]] = Field(description="By page and field, in two languages")


class SubmitIn(Schema):
    """What you have read, and after a request what you mended."""

    model_config = with_example({"version": 1, "revision": 4, "note": ""})

    version: int = Field(ge=1, le=1_000_000, description="Of the form that you read")
    revision: Revision
    note: Text = Field(default="", description="What was mended, where the desk asked")


class SubmittedOut(Schema):
    """The receipt: number and hash of what was submitted."""

    model_config = with_example(
        {"code": _CODE, "submission": 1, "sha256": "9f" * 32, "state": "submitted"}
    )

    code: str
    submission: int
    sha256: str
    state: str


class AskedIn(Schema):
    """A question or material to mend."""

    model_config = with_example({"page": "vessel", "note": "写全名"})

    page: Page = Field(description="Key of the page")
    note: Text = Field(default="", description="What is to be mended, in words")


class CaseActIn(Schema):
    """What an act needs: each field says which acts read it."""

    model_config = with_example(
        {"reason": "缺船舶检验证书。", "items": [{"page": "vessel", "note": "写全名"}]}
    )

    reason: Text = Field(default="", description="ask, decline, transfer, return, send_back, "
                         "reopen, withdraw; propose where it refuses")  # fmt: skip
    items: list[AskedIn] = Field(default=[], max_length=120, description="ask: what to mend")
    outcome: Annotated[str, Field(max_length=20, pattern=r"^[a-z]*$")] = Field(
        default="", description="propose: granted or refused"
    )
    remedy: Text = Field(default="", description="decline, and propose where it refuses")
    procedure: Annotated[str, Field(max_length=40, pattern=r"^[0-9a-z_\-]*$")] = Field(
        default="", description="suspend: which special procedure"
    )
    basis: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = Field(
        default="", description="suspend: on which basis, where it is not the law's own"
    )
    to: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z_\-]*$")] = Field(
        default="", description="give: code of the clerk"
    )


class ActedOut(Schema):
    """Where the case is now."""

    model_config = with_example({"code": _CODE, "state": "accepted", "assignee": "P7K3M9QXP"})

    code: str
    state: str
    assignee: str


def page_out(page: FormPage) -> dict[str, Any]:
    """Return a page of a form as the API tells it."""
    told: dict[str, Any] = {
        "key": page.key, "zh": page.zh, "en": page.en, "help_zh": page.help_zh,
        "help_en": page.help_en, "fields": [one.key for one in page.fields],
    }  # fmt: skip
    if page.material is not None:
        asked = page.material
        told |= {"types": list(asked.types), "most": asked.most, "is_needed": asked.is_needed,
                 "when": asked.row["when"]}  # fmt: skip
    return told
