"""The form of a case (申请表): one question a page, put together from an item's version.

Every form asks who applies, then the situations that narrow the materials, then the item's own
questions (``content["form"]``, see ``form_lint``), then one page a material. A file is asked for
only as a material, since a material is what has a legal basis.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matou.modules.affairs.rules import situations
from matou.modules.affairs.rules.fields import Choice

COMPANY, PERSON = "company", "person"
_PERSONS = "1"
TYPES = ("pdf", "jpg", "png", "webp", "docx", "xlsx", "csv", "txt")
"""What the house keeps, by the names that people know."""
USUAL_TYPES = ("pdf", "jpg", "png", "docx")
USUAL_MOST, UTMOST = 10, 20
NEEDED, BY_SITUATION, LATER = "1", "2", "3"
NOT_HANDED_IN = "9"
PHONE = r"^\+?[0-9][0-9 -]{5,19}$"
CREDIT_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
"""GB 32100-2015: eighteen digits and capitals without I, O, S, V and Z."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One answer that is asked for."""

    key: str
    schema: Mapping[str, Any]
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    is_remembered: bool = True
    """Taken over from an earlier case of the same applicant."""

    @property
    def kind(self) -> str:
        """How it is typed: choice, flag, whole, number, day, long or text."""
        if self.choices:
            return "choice"
        told = self.schema
        if told.get("format") == "date":
            return "day"
        plain = {"boolean": "flag", "integer": "whole", "number": "number"}.get(told["type"])
        return plain or ("long" if told.get("maxLength", 0) > _ONE_LINE else "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialAsked:
    """A material of the item as its page asks for it."""

    row: Mapping[str, Any]
    types: tuple[str, ...]
    most: int

    @property
    def is_issued(self) -> bool:
        """Whether departments check it among themselves (免提交)."""
        return bool(self.row["material_format"] == NOT_HANDED_IN)

    @property
    def is_needed(self) -> bool:
        """Whether the case is incomplete without it, once it applies."""
        need, when = self.row["is_need"], self.row["when"]
        return bool(need == NEEDED or (need == BY_SITUATION and when))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One page: one question, or one material."""

    key: str
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    fields: tuple[FormField, ...] = ()
    material: MaterialAsked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A whole form: pages in order, and the schema that judges the answers."""

    pages: tuple[FormPage, ...]
    schema: Mapping[str, Any]

    def page(self, key: str) -> FormPage | None:
        """Return a page by its key."""
        return next((page for page in self.pages if page.key == key), None)

    def fields(self) -> Iterator[FormField]:
        """Yield the fields in the order of the pages."""
        for page in self.pages:
            yield from page.fields

    def field(self, key: str) -> FormField | None:
        """Return a field by its key."""
        return next((one for one in self.fields() if one.key == key), None)

    def branches(self) -> Sequence[Mapping[str, Any]]:
        """Return the conditions that open questions."""
        listed: Sequence[Mapping[str, Any]] = self.schema["allOf"]
        return listed


_ONE_LINE = 120


def compose(content: Mapping[str, Any]) -> FormDefinition:
    """Return the form of an item's version."""
    own = content.get("form") or {}
    asked = [*_who(content), *_situation_pages(content), *_own_pages(own)]
    fields = [one for page in asked for one in page.fields]
    schema = own.get("schema") or {}
    return FormDefinition(
        pages=(*asked, *_material_pages(content, own.get("files") or {})),
        schema={
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {one.key: dict(one.schema) for one in fields},
            "required": [one.key for one in fields if one.is_required],
            "allOf": [*_who_branches(content), *schema.get("allOf", ())],
        },
    )


def reserved_keys(content: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys that an item's own questions must leave free."""
    asked = [*_who(content), *_situation_pages(content)]
    return frozenset({page.key for page in asked} | {f.key for p in asked for f in p.fields})


def material_key(name: str) -> str:
    """Return a page key that a material keeps while its name stays, wherever its row moves."""
    return f"m-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _who(content: Mapping[str, Any]) -> list[FormPage]:
    """Ask for the applicant, by whom the item serves (服务对象)."""
    served = set(content["server_type"])
    company, person = bool(served - {_PERSONS}), _PERSONS in served
    both = company and person
    pages = [_single(_KIND)] if both else []
    if company:
        pages += [_single(_named(one, is_required=not both)) for one in (_COMPANY, _CREDIT)]
    if person:
        pages.append(_single(_named(_PERSON, is_required=not both)))
    return [*pages, _CONTACT]


def _who_branches(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    served = set(content["server_type"])
    if _PERSONS not in served or not served - {_PERSONS}:
        return []
    return [
        branch({"applicant_kind": [COMPANY]}, ("company_name", "credit_code")),
        branch({"applicant_kind": [PERSON]}, ("person_name",)),
    ]


def branch(wanted: Mapping[str, Sequence[str]], needs: Sequence[str]) -> dict[str, Any]:
    """Return a condition as JSON Schema: where these answers are given, those are needed."""
    told = {key: {"enum": list(values)} for key, values in wanted.items()}
    return {"if": {"properties": told, "required": list(told)}, "then": {"required": list(needs)}}


def _named(one: FormField, *, is_required: bool) -> FormField:
    return FormField(key=one.key, schema=one.schema, zh=one.zh, en=one.en, help_zh=one.help_zh,
                     help_en=one.help_en, is_required=is_required)  # fmt: skip


def _single(one: FormField) -> FormPage:
    key = one.key.replace("_", "-")
    return FormPage(key=key, zh=one.zh, en=one.en, help_zh=one.help_zh, help_en=one.help_en,
                    fields=(one,))  # fmt: skip


def _situation_pages(content: Mapping[str, Any]) -> list[FormPage]:
    return [
        _single(
            FormField(
                key=asked.key, zh=asked.zh, en=asked.en or asked.zh,
                schema={"type": "string", "enum": [one.key for one in asked.options]},
                choices=tuple((one.key, one.zh, one.en) for one in asked.options),
                is_remembered=False,
            )
        )
        for asked in situations.questions(content)
    ]  # fmt: skip


def _own_pages(own: Mapping[str, Any]) -> list[FormPage]:
    schema = own.get("schema") or {}
    needed = set(schema.get("required", ()))
    fields = {
        key: _own_field(key, told, is_required=key in needed)
        for key, told in schema.get("properties", {}).items()
    }
    return [_own_page(row, fields) for row in own.get("pages", ())]


def _own_page(row: Mapping[str, Any], fields: Mapping[str, FormField]) -> FormPage:
    asked = tuple(fields[key] for key in row["fields"])
    first = asked[0]
    alone = len(asked) == 1
    return FormPage(
        key=row["key"],
        zh=row.get("title") or first.zh,
        en=row.get("title_en") or first.en,
        help_zh=row.get("help") or (first.help_zh if alone else ""),
        help_en=row.get("help_en") or (first.help_en if alone else ""),
        fields=asked,
    )


_WORDS = frozenset({"title", "title_en", "description", "description_en", "unit", "labels",
                    "remember", "hint", "hint_en"})  # fmt: skip


def _own_field(key: str, told: Mapping[str, Any], *, is_required: bool) -> FormField:
    labels = told.get("labels") or {}
    return FormField(
        key=key,
        schema={name: value for name, value in told.items() if name not in _WORDS},
        zh=told["title"],
        en=told.get("title_en") or told["title"],
        help_zh=told.get("description", ""),
        help_en=told.get("description_en") or told.get("description", ""),
        unit=told.get("unit", ""),
        choices=tuple((one, *_label(labels, one)) for one in told.get("enum", ())),
        is_required=is_required,
        is_remembered=told.get("remember", told.get("format") != "date"),
    )


def _label(labels: Mapping[str, Sequence[str]], key: str) -> tuple[str, str]:
    words = labels.get(key) or [key]
    return words[0], words[-1]


def _material_pages(content: Mapping[str, Any], files: Mapping[str, Any]) -> list[FormPage]:
    pages: list[FormPage] = []
    for row in content["materials"]:
        name = row["material_name"]
        key = material_key(name)
        number = sum(page.key.startswith(key) for page in pages)
        told = files.get(name) or {}
        pages.append(
            FormPage(
                key=f"{key}-{number + 1}" if number else key,
                zh=name,
                en=row["material_name_en"] or name,
                help_zh=row["fill_explain"] or row["accept_stand"],
                help_en=row["fill_explain"] or row["accept_stand"],
                material=MaterialAsked(
                    row=row,
                    types=tuple(told.get("types") or USUAL_TYPES),
                    most=told.get("most") or USUAL_MOST,
                ),
            )
        )
    return pages


_KIND = FormField(
    key="applicant_kind", zh="由谁申请？", en="Who applies?",
    schema={"type": "string", "enum": [COMPANY, PERSON]},
    choices=((COMPANY, "单位", "An organisation"), (PERSON, "个人", "A person")),
)  # fmt: skip
_COMPANY = FormField(
    key="company_name", zh="申请单位名称", en="Name of the organisation",
    help_zh="与营业执照或登记证书一致。", help_en="As on its licence or registration.",
    schema={"type": "string", "minLength": 2, "maxLength": 100},
)  # fmt: skip
_CREDIT = FormField(
    key="credit_code", zh="统一社会信用代码", en="Unified social credit code",
    help_zh="18 位，数字和大写字母。", help_en="Eighteen digits and capitals.",
    schema={"type": "string", "pattern": CREDIT_CODE},
)  # fmt: skip
_PERSON = FormField(
    key="person_name", zh="申请人姓名", en="Name of the applicant",
    schema={"type": "string", "minLength": 2, "maxLength": 60},
)  # fmt: skip
_CONTACT = FormPage(
    key="contact", zh="联系人", en="Whom to call",
    help_zh="办理中有问题时联系。", help_en="For questions on this case.",
    fields=(
        FormField(key="contact_name", zh="联系人姓名", en="Name",
                  schema={"type": "string", "minLength": 2, "maxLength": 60}),
        FormField(key="contact_phone", zh="联系电话", en="Telephone",
                  help_zh="手机或座机，可带区号。", help_en="Mobile or landline with area code.",
                  schema={"type": "string", "pattern": PHONE}),
    ),
)  # fmt: skip
