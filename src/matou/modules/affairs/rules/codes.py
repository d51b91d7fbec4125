"""The codes of items: 12, 31 and 33 characters, and what must agree in them.

Structure (to be confirmed against GB/T 39554.1-2020, whose wording could not be read; widths seen
in public implementations): basic code = region 2, type 2, department 2, main item 3, sub item 3;
implementation code = credit code 18, level 1, basic code 12; handling item = that and serial 2.
They have no check character of their own.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from matou.modules.affairs.rules.values import Fault

BASIC_LENGTH, TASK_LENGTH, HANDLING_LENGTH, CREDIT_LENGTH = 12, 31, 33, 18
STRUCTURE_ZH = "编码结构待核（GB/T 39554.1-2020）"
STRUCTURE_EN = "structure to be confirmed (GB/T 39554.1-2020)"
_BASIC = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[1-9][0-9]{5}")
_NATIONAL = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicCode:
    """A basic code (基本编码) in its parts."""

    region: str
    item_type: str
    department: str
    main: str
    sub: str


def basic_parts(code: str) -> BasicCode | None:
    """Return the parts of a basic code, or None where the text cannot be one."""
    if not _BASIC.fullmatch(code):
        return None
    return BasicCode(region=code[:2], item_type=code[2:4], department=code[4:6],
                     main=code[6:9], sub=code[9:])  # fmt: skip


def implementation_code(*, credit_code: str, level: str, basic_code: str) -> str:
    """Return the implementation code (实施编码) that these parts make."""
    return f"{credit_code}{level}{basic_code}"


def code_faults(content: Mapping[str, Any], *, known: Collection[str]) -> tuple[Fault, ...]:
    """Return what is wrong with an item's codes; ``known`` are the basic codes of the catalogue."""
    return (
        *_basic_faults(content, known),
        *_region_faults(content),
        *_credit_faults(content),
        *_task_faults(content),
        *_handling_faults(content),
    )


def _basic_faults(content: Mapping[str, Any], known: Collection[str]) -> list[Fault]:
    code, item_type = content["catalog_code"], content["task_type"]
    parts = basic_parts(code)
    if parts is None:
        return [_fault("catalog_code", "基本编码应为 12 位数字。",
                       "The basic code must be 12 digits.")]  # fmt: skip
    found = []
    if item_type and parts.item_type != item_type:
        found.append(
            _fault(
                "catalog_code",
                f"第 3–4 位“{parts.item_type}”与事项类型“{item_type}”不符。",
                f"Digits 3–4 “{parts.item_type}” disagree with the type “{item_type}”.",
            )
        )
    region = content["region_code"]
    if parts.region not in {_NATIONAL, region[:2]}:
        found.append(
            _fault(
                "catalog_code",
                "第 1–2 位应为 00 或本省代码。",
                "Digits 1–2 must be 00 or the province of the division code.",
            )
        )
    if code not in known:
        found.append(
            _fault(
                "catalog_code",
                "基本目录中没有这个编码，请先导入目录或改正编码。",
                "The catalogue lacks this code; import the catalogue or mend the code.",
            )
        )
    return found  # fmt: skip


def _region_faults(content: Mapping[str, Any]) -> list[Fault]:
    if _REGION.fullmatch(content["region_code"]):
        return []
    return [_fault("region_code", "行政区划代码应为 6 位数字。",
                   "The division code must be 6 digits.")]  # fmt: skip


def _credit_faults(content: Mapping[str, Any]) -> list[Fault]:
    code, region = content["dept_code"], content["region_code"]
    try:
        is_whole = uscc.validate(code) == code
    except ValidationError:
        is_whole = False
    if not is_whole:
        return [
            _fault(
                "dept_code",
                "统一社会信用代码不对（18 位，末位为校验码）。请核对。",
                "This is no credit code (18 characters, the last checks). Look it up.",
            )
        ]
    if region and code[2:8] != region:
        return [
            _fault(
                "dept_code",
                f"第 3–8 位“{code[2:8]}”与行政区划“{region}”不符。",
                f"Characters 3–8 “{code[2:8]}” disagree with the division “{region}”.",
            )
        ]
    return []  # fmt: skip


def _task_faults(content: Mapping[str, Any]) -> list[Fault]:
    code = content["task_code"]
    if len(code) != TASK_LENGTH:
        return [
            _fault(
                "task_code",
                f"实施编码应为 31 位，现有 {len(code)} 位。",
                f"The implementation code has 31 characters; there are {len(code)}.",
            )
        ]
    found = []
    if code[:CREDIT_LENGTH] != content["dept_code"]:
        found.append(
            _fault(
                "task_code",
                "前 18 位应为实施主体编码。",
                "The first 18 must be the credit code of the body.",
            )
        )
    if code[CREDIT_LENGTH] not in content["use_level"]:
        found.append(
            _fault(
                "task_code",
                "第 19 位应为行使层级之一。",
                "Character 19 must be one of the levels that may exercise it.",
            )
        )
    if code[CREDIT_LENGTH + 1 :] != content["catalog_code"]:
        found.append(
            _fault("task_code", "后 12 位应为基本编码。", "The last 12 must be the basic code.")
        )
    return found  # fmt: skip


def _handling_faults(content: Mapping[str, Any]) -> list[Fault]:
    code = content["task_handle_item"]
    is_whole = (
        len(code) == HANDLING_LENGTH
        and code[:TASK_LENGTH] == content["task_code"]
        and code[TASK_LENGTH:].isdecimal()
    )
    if is_whole:
        return []
    return [
        _fault(
            "task_handle_item",
            "业务办理项编码应为实施编码加 2 位数字。",
            "The handling item code is the implementation code and two digits.",
        )
    ]


def _fault(field: str, zh: str, en: str) -> Fault:
    return Fault(field=field, zh=f"{zh}（{STRUCTURE_ZH}）", en=f"{en} ({STRUCTURE_EN})")
