"""Reading items: the list, one item as it holds at an instant, its guide, linked data."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import AfterValidator, AwareDatetime, Field

from matou.kit.clock import utc_now
from matou.modules.affairs.api.base import ItemCode, Text, count, router, with_example
from matou.modules.affairs.api.case_shapes import page_out
from matou.modules.affairs.queries import exports, items
from matou.modules.affairs.rules import fields, situations
from matou.modules.affairs.rules.case_form import compose
from matou.web.api import Page, answers

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_our_time(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        message = "Instants lie between 2000 and 2200"
        raise ValueError(message)
    return value


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_in_our_time),
    Field(description="ISO 8601 with zone", examples=["2026-12-01T08:00:00+08:00"]),
]


class ItemsQuery(Schema):
    """Filters of the list."""

    q: Text = Field(
        default="", description="Name, pinyin, initials or code 搜索", examples=["gkjy"]
    )
    audience: Text = Field(default="", description="Whom it serves, by code 服务对象")
    department: Text = Field(default="", description="Implementing body 实施主体")
    region: Text = Field(default="", description="Division code 行政区划", examples=["450400"])
    samples: Literal["", "no", "only"] = Field(default="", description="Samples 样例")
    cursor: Annotated[str, Field(pattern=r"^[0-9]{0,5}$")] = Field(
        default="", description="`next` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=200, examples=[20])


class ItemOut(Schema):
    """One line of the list."""

    model_config = with_example(
        {
            "code": "7K3M9QXP4", "version": 1, "name_zh": "港口经营许可",
            "name_en": "Port operation licence", "department": "梧州市交通运输局",
            "region": "450400", "audience": ["2"], "promised_count": 5,
            "promised_unit": "work_day", "is_sample": False,
            "valid_from": "2026-12-01T08:00:00+08:00",
        }
    )  # fmt: skip

    code: str
    version: int
    name_zh: str
    name_en: str
    department: str
    region: str
    audience: list[str]
    promised_count: int
    promised_unit: str
    is_sample: bool
    valid_from: datetime


class ItemDetailOut(Schema):
    """An item as it reads at an instant, every field of the national set."""

    model_config = with_example(
        {
            "code": "7K3M9QXP4", "handling_code": "1" * 33, "basic_code": "000118902000",
            "region": "450400", "version": 1, "is_sample": False,
            "valid_from": "2026-12-01T08:00:00+08:00", "valid_until": None,
            "withdrawn_at": None, "successor": "", "content": {"task_name": "港口经营许可"},
            "system": {"task_state": "在用", "task_version": 1},
        }
    )  # fmt: skip

    code: str
    handling_code: str
    basic_code: str
    region: str
    version: int
    is_sample: bool
    valid_from: datetime
    valid_until: datetime | None
    withdrawn_at: datetime | None
    successor: str = Field(description="Code of the item that replaces it, or empty")
    content: dict[str, Any] = Field(description="By field key, see /affairs/fields")
    system: dict[str, str | int] = Field(description="What the platform says of the version")


class GuideOut(Schema):
    """What applies to someone's situation."""

    model_config = with_example(
        {
            "code": "7K3M9QXP4", "version": 1, "name_zh": "港口经营许可",
            "questions": [{"key": "kind", "zh": "办理哪一种？", "options": ["new", "renew"]}],
            "answers": {"kind": "new"}, "conditions": [{"text": "有固定的经营场所"}],
            "materials": [{"material_name": "营业执照"}],
        }
    )  # fmt: skip

    code: str
    version: int
    name_zh: str
    questions: list[dict[str, Any]]
    answers: dict[str, str]
    conditions: list[dict[str, Any]]
    materials: list[dict[str, Any]]


class ItemFormOut(Schema):
    """What whoever applies is asked: one question or one material a page, in order."""

    model_config = with_example(
        {
            "code": "7K3M9QXP4", "version": 1,
            "answers_schema": {"type": "object", "properties": {"vessel_name": {}}},
            "pages": [{"key": "vessel", "zh": "船舶叫什么名字？", "fields": ["vessel_name"]}],
        }
    )  # fmt: skip

    code: str
    version: int
    answers_schema: dict[str, Any] = Field(description="JSON Schema 2020-12 of the answers")
    pages: list[dict[str, Any]] = Field(description="With types and number of files")


class FieldOut(Schema):
    """One field of the national set."""

    model_config = with_example(
        {
            "key": "task_name", "zh": "事项名称", "en": "Name", "kind": "text",
            "group": "identity", "required": True, "maps": "dct:title", "mark": "seen",
            "choices": {}, "columns": [],
        }
    )  # fmt: skip

    key: str
    zh: str
    en: str
    kind: str
    group: str
    required: bool
    maps: str = Field(description="Property of CPSV-AP")
    mark: str = Field(description="seen, memory (to be confirmed) or own")
    choices: dict[str, list[str]]
    columns: list[str]


class FieldsQuery(Schema):
    """Which fields."""

    group: Text = Field(default="", description="Group of fields 分组", examples=["materials"])


class AtQuery(Schema):
    """As of when."""

    at: Instant | None = Field(default=None, description="As of this instant; without it, now")


@router.get("/items", response=answers(Page[ItemOut]), summary="Items in force 在用事项")
def list_items(request: HttpRequest, asked: Query[ItemsQuery]) -> Any:
    """List the items in force, those of the house before samples."""
    count(request)
    wanted = items.ItemFilter(
        text=asked.q, audience=asked.audience, department=asked.department, region=asked.region,
        samples=asked.samples,
    )  # fmt: skip
    page = int(asked.cursor or "1") or 1
    found = items.items_page(wanted=wanted, now=utc_now(), page=page, size=asked.limit)
    has_more = page * asked.limit < found.total
    return Page[ItemOut](
        items=[_line(row) for row in found.rows], next=str(page + 1) if has_more else ""
    )


@router.get("/items/{code}", response=answers(ItemDetailOut), summary="One item 一个事项")
def read_item(request: HttpRequest, code: ItemCode, asked: Query[AtQuery]) -> Any:
    """Return an item as it reads at an instant; a withdrawn one as it last read."""
    count(request)
    found = items.guide(code=code.upper(), at=asked.at or utc_now())
    return ItemDetailOut(
        code=found.code, handling_code=found.handling_code, basic_code=found.basic_code,
        region=found.region, version=found.version, is_sample=found.is_sample,
        valid_from=found.valid_from, valid_until=found.valid_until,
        withdrawn_at=found.withdrawn_at, successor=found.successor, content=dict(found.content),
        system=dict(found.system),
    )  # fmt: skip


@router.get("/items/{code}/guide", response=answers(GuideOut), summary="A guide 办事指南")
def read_guide(request: HttpRequest, code: ItemCode) -> Any:
    """Return what applies: give answers to its questions in the query, such as ``?kind=new``."""
    count(request)
    found = items.guide(code=code.upper(), at=utc_now())
    told = situations.answered(found.content, request.GET.dict())
    return GuideOut(
        code=found.code,
        version=found.version,
        name_zh=found.content["task_name"],
        questions=[
            {"key": one.key, "zh": one.zh, "en": one.en, "options": [o.key for o in one.options]}
            for one in situations.questions(found.content)
        ],
        answers=told,
        conditions=[
            dict(row) for row in situations.narrowed(found.content["accept_condition"], told)
        ],
        materials=[dict(row) for row in situations.narrowed(found.content["materials"], told)],
    )


@router.get("/items/{code}/form", response=answers(ItemFormOut), summary="A form 表单定义")
def read_item_form(request: HttpRequest, code: ItemCode) -> Any:
    """Return the form of an item in force, before anybody begins a case."""
    count(request)
    found = items.guide(code=code.upper(), at=utc_now())
    form = compose(found.content)
    return ItemFormOut(
        code=found.code,
        version=found.version,
        answers_schema=dict(form.schema),
        pages=[page_out(page) for page in form.pages],
    )


@router.get(
    "/items/{code}/cpsv-ap", response=answers(dict[str, Any]), summary="Linked data CPSV-AP"
)
def read_linked(request: HttpRequest, code: ItemCode) -> Any:
    """Return an item in force as CPSV-AP in JSON-LD."""
    count(request)
    content, content_type = exports.one_exported(
        code=code.upper(), kind="jsonld", base_url=settings.BASE_URL, now=utc_now()
    )
    assert content_type == exports.FORMATS["jsonld"][0], "one format"  # noqa: S101
    return HttpResponse(content, content_type="application/json")


@router.get("/fields", response=answers(Page[FieldOut]), summary="Fields of items 要素")
def list_fields(request: HttpRequest, asked: Query[FieldsQuery]) -> Any:
    """List the fields of the national set, or of one group, with their marks of confidence."""
    count(request)
    return Page[FieldOut](
        items=[
            FieldOut(
                key=one.key, zh=one.zh, en=one.en, kind=one.kind, group=one.group,
                required=one.required, maps=one.maps, mark=one.mark,
                choices={key: [zh, en] for key, zh, en in one.choices},
                columns=[column.key for column in one.columns],
            )
            for one in fields.fields()
            if asked.group in {"", one.group}
        ]
    )  # fmt: skip


def _line(row: items.ItemRow) -> ItemOut:
    return ItemOut(
        code=row.code, version=row.version, name_zh=row.name_zh, name_en=row.name_en,
        department=row.department_zh, region=row.region, audience=list(row.audience),
        promised_count=row.promised_count, promised_unit=row.promised_unit,
        is_sample=row.is_sample, valid_from=row.valid_from,
    )  # fmt: skip
