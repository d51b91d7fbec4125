"""Items that the project brings: 25 of port and waterway, and 212 samples of a catalogue.

The samples (样例) show what a full catalogue looks like. They are composed from public category
names; nothing in them has force, and each says so.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import yaml
from stdnum.cn import uscc

from matou.modules.affairs.rules import fields, values
from matou.modules.affairs.rules.codes import implementation_code
from matou.spine.parties.rules.identity import organisation_check

NOTE = "样例：由公开类别名称组合而成，时限、材料、机构均为虚构，无效力。"
_CROSS = "国务院办公厅关于加快推进政务服务“跨省通办”的指导意见（国办发〔2020〕35号，文号待核）"
_PERSON_BASIS = "居民身份证法 第十三条（条款待核）"
_COMPANY_BASIS = "市场主体登记管理条例（条款待核）"
_MUNICIPAL = "3"
_FIRST_NUMBER = 2000
_PERSON, _COMPANY = ["1"], ["2", "4", "5"]


@cache
def port_items() -> tuple[Mapping[str, Any], ...]:
    """Return the port and waterway items in full, checked for form."""
    rows = yaml.safe_load((fields.CATALOGUE / "items.yaml").read_text("utf-8"))["items"]
    return tuple(_whole({key: row[key] for key in row if key != "slug"}) for row in rows)


@cache
def samples() -> tuple[Mapping[str, Any], ...]:
    """Return the sample items in full."""
    table = yaml.safe_load((fields.CATALOGUE / "samples.yaml").read_text("utf-8"))
    return tuple(_whole(raw) for raw in _composed(table))


def credit_code(*, region: str, number: int) -> str:
    """Return a well-formed credit code that is nobody's: its organisation part reads DEM…."""
    organisation = f"DEM{number:05}"
    body = f"11{region}{organisation}{organisation_check(organisation)}"
    return body + str(uscc.calc_check_digit(body))


def _whole(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    content, faults = values.read_content(raw)
    assert not faults, faults  # noqa: S101 - the project's own files, a test reads them all
    return content


def _composed(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    regions: list[str] = table["regions"]
    number = 0
    for category in table["categories"]:
        for at, (zh, en, kind) in enumerate(category["subjects"], start=1):
            for sub, (act_zh, act_en, outcome) in enumerate(table["kinds"][kind]):
                region = regions[number % len(regions)]
                number += 1
                code = f"00{category['type']}{60 + int(category['key'])}{900 + at}{sub:03}"
                yield {
                    **_codes(code, region=region, number=_FIRST_NUMBER + int(category["key"])),
                    **_said(category, zh=f"{zh}{act_zh}（样例）", en=f"{act_en % en} (sample)"),
                    **_terms(number),
                    "result_name": f"{zh}{outcome}结果",
                    "result_name_en": f"Outcome: {act_en % en}",
                    "materials": _materials(category["for"]),
                }


def _codes(code: str, *, region: str, number: int) -> dict[str, Any]:
    body = credit_code(region=region, number=number)
    task = implementation_code(credit_code=body, level=_MUNICIPAL, basic_code=code)
    return {
        "catalog_code": code, "task_code": task, "task_handle_item": f"{task}01",
        "region_code": region, "dept_code": body, "use_level": [_MUNICIPAL],
        "task_type": code[2:4], "power_source": "1", "dept_type": "1",
    }  # fmt: skip


def _said(category: Mapping[str, Any], *, zh: str, en: str) -> dict[str, Any]:
    is_person = category["for"] == "person"
    return {
        "task_name": zh, "task_name_en": en,
        "summary": f"{zh}。这是样例，不能据此办事。",
        "summary_en": f"{en}. This is a sample; nothing can be applied for by it.",
        "dept_name": category["department"][0], "dept_name_en": category["department"][1],
        "server_type": _PERSON if is_person else _COMPANY,
        "user_topic_type": category["zh"] if is_person else "",
        "corp_topic_type": "" if is_person else category["zh"],
        "by_law": [{"law": _CROSS}], "confidence_note": NOTE,
        "accept_condition": [{"text": "样例条件：符合该类事项的一般要求。",
                              "text_en": "Sample condition: the usual demands of such an item."}],
    }  # fmt: skip


def _terms(number: int) -> dict[str, Any]:
    promised = number % 6
    return {
        "project_type": "2" if promised > 1 else "1", "handle_type": ["1", "2"],
        "anticipate_day": promised + 5, "anticipate_type": "work_day",
        "promise_day": promised, "promise_type": "work_day", "limit_scene_num": 0,
        "is_fee": False, "result_type": "99", "is_online": True, "handle_area": "2",
        "scopes": [_scope(number)],
        "handle_flow": [
            {"name": "申请", "name_en": "Apply"},
            {"name": "受理", "name_en": "Acceptance"},
            {"name": "办结", "name_en": "Outcome"},
        ],
        "windows": [{"name": "政务服务中心（样例）", "name_en": "Service centre (sample)",
                     "transact_addr": "样例地址", "transact_time": "周一至周五 09:00–17:00"}],
        "link_way": "12345", "supervise_way": "12345",
    }  # fmt: skip


def _scope(number: int) -> dict[str, Any]:
    return {"range": "2", "shape": str(number % 3 + 1), "divisions": "广西、广东、贵州、云南"}


def _materials(whom: str) -> list[dict[str, Any]]:
    is_person = whom == "person"
    return [
        {"material_name": "申请表（样例）", "material_name_en": "Application form (sample)",
         "is_need": "1", "source_type": "10", "material_format": "3", "by_law": _CROSS},
        {"material_name": "居民身份证" if is_person else "营业执照",
         "material_name_en": "Identity card" if is_person else "Business licence",
         "is_need": "1", "source_type": "20", "material_format": "9",
         "e_licence": "居民身份证" if is_person else "营业执照",
         "by_law": _PERSON_BASIS if is_person else _COMPANY_BASIS},
    ]  # fmt: skip
