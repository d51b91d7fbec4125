"""The first stock of items, one in another region, and versions in every state; safe to repeat."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.queries import across
from matou.modules.affairs.queries.cases import my_cases
from matou.modules.affairs.queries.desk import DeskFilter, desk_page
from matou.modules.affairs.queries.handovers import first_handover
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.affairs.queries.queue import first_code
from matou.modules.affairs.queries.rating_codes import RECEIPT, rating_code
from matou.modules.affairs.queries.rectifications import first_work
from matou.modules.affairs.rules import case_states, samples, states
from matou.modules.affairs.rules.case_form import material_key
from matou.modules.affairs.rules.codes import implementation_code
from matou.modules.affairs.seeds.cases import PUBLISHED_BEFORE, seed_cases
from matou.modules.affairs.seeds.handovers import seed_handovers
from matou.modules.affairs.services import drafting, moving, starting
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.web.samples import PageSample

_ELSEWHERE = "441200"
_LICENCE, _CERTIFICATE, _SHORELINE = "000118902000", "000118911000", "000118905000"


def seed(*, now: datetime) -> None:
    """Publish the first stock and let the demo people work on four items of it."""
    if not starting.ensure_first_stock(now=now - PUBLISHED_BEFORE):
        return
    editor, lawyer, second = (_person(key, now=now) for key in ("item-editor", "item-lawyer",
                                                                "item-publisher"))  # fmt: skip
    _another_region(editor, lawyer, second, now=now)
    _in_legal_check(editor, now=now)
    _a_draft(editor, now=now)
    _withdrawn(second, now=now)
    seed_cases(now=now)
    seed_handovers(now=now)


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the room."""
    editor, second = "item-editor", "item-publisher"
    return (
        PageSample(name="affairs:list", query="?q=gkjy"),
        PageSample(name="affairs:guide", kwargs=_licence, query="?kind=new"),
        PageSample(name="affairs:regions", kwargs={"basic_code": _LICENCE}),
        PageSample(name="affairs:label", kwargs=_licence),
        PageSample(name="affairs:labels", query="?q=gkjy"),
        PageSample(name="affairs:desk", actor=editor),
        PageSample(name="affairs:new", actor=editor),
        PageSample(name="affairs:import", actor=editor),
        PageSample(name="affairs:version", kwargs=_draft, actor=editor),
        PageSample(name="affairs:difference", kwargs=_draft, query="?from=1&to=2", actor=editor),
        PageSample(name="affairs:begin", kwargs=_licence, actor=editor, status=405),
        PageSample(name="affairs:edit", kwargs=_materials, actor=editor),
        PageSample(name="affairs:move", kwargs=_submit, actor=editor),
        PageSample(name="affairs:publish", kwargs=_publish, actor=second),
        PageSample(name="affairs:withdraw", kwargs=_licence, actor=second),
        PageSample(name="resolver:code", kwargs=_code, status=302),
        PageSample(name="affairs:cases", actor="shipper"),
        PageSample(name="affairs:queue", query="?queue=handling", actor="case-clerk"),
        PageSample(name="affairs:absences", actor="case-clerk"),
        PageSample(name="affairs:case_begin", kwargs=_begin, actor="shipper"),
        PageSample(name="affairs:case", kwargs=_standing_case, actor="case-clerk"),
        PageSample(name="affairs:form_start", kwargs=_half_filled, actor="shipper", status=302),
        PageSample(name="affairs:form_page", kwargs=_berths, query="?from=check", actor="shipper"),
        PageSample(
            name="affairs:form_page", kwargs=_material, query="?from=check", actor="shipper"
        ),
        PageSample(name="affairs:form_autosave", kwargs=_berths, actor="shipper", status=405),
        PageSample(name="affairs:form_file_remove", kwargs=_file, actor="shipper", status=405),
        PageSample(name="affairs:form_check", kwargs=_half_filled, actor="shipper"),
        PageSample(name="affairs:form_preview", kwargs=_half_filled, actor="shipper"),
        PageSample(name="affairs:form_preview_pdf", kwargs=_half_filled, actor="shipper"),
        PageSample(name="affairs:receipt", kwargs=_standing_case, actor="case-clerk"),
        PageSample(name="affairs:receipt_pdf", kwargs=_standing_case, actor="case-clerk"),
        PageSample(name="affairs:case_act", kwargs=_to_sign, actor="case-signer"),
        *_across_samples(),
        *_rating_samples(),
    )


def _rating_samples() -> tuple[PageSample, ...]:
    clerk, supervisor = "case-clerk", "case-supervisor"
    return (
        PageSample(name="affairs:rate_entry"),
        PageSample(name="affairs:rate_code", kwargs=_receipt_code),
        PageSample(name="affairs:rate_own", kwargs=_skippers, actor="skipper"),
        PageSample(name="affairs:ratings"),
        PageSample(name="affairs:ratings_own", actor=clerk),
        PageSample(name="affairs:rating_terms", actor=supervisor),
        PageSample(name="affairs:rate_entered", actor=supervisor),
        PageSample(name="affairs:work_list", actor=supervisor),
        PageSample(name="affairs:work", kwargs=_work, actor=supervisor),
        PageSample(name="affairs:work_act", kwargs=_take_work, actor=supervisor, status=403),
        PageSample(name="affairs:board", actor=supervisor),
        PageSample(name="affairs:window", actor=clerk),
        PageSample(name="affairs:window_end", kwargs=_closed, actor=clerk),
    )


def _across_samples() -> tuple[PageSample, ...]:
    clerk = "case-clerk"
    return (
        PageSample(name="affairs:across", kwargs=_to_sign_case, actor=clerk),
        PageSample(name="affairs:handovers", actor=clerk),
        PageSample(name="affairs:handover_new", query="?member=demo-zhaoqing&q=", actor=clerk),
        PageSample(name="affairs:handover_begin", kwargs=across.first_item, actor=clerk),
        PageSample(name="affairs:handover", kwargs=_handed("correction_asked"), actor=clerk),
        PageSample(name="affairs:handover_fill", kwargs=_handed("received"), actor=clerk),
        PageSample(
            name="affairs:handover_file_remove", kwargs=_handed("received", document="NOFILE"),
            actor=clerk, status=405,
        ),
        PageSample(
            name="affairs:handover_act", kwargs=_handed("received", key="check"), actor=clerk
        ),
        PageSample(name="affairs:part", kwargs=_part, actor=clerk),
    )  # fmt: skip


def _person(key: str, *, now: datetime) -> Actor:
    handle = people.seed(now=now)[key]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


def _content(basic: str) -> dict[str, Any]:
    return dict(next(one for one in samples.port_items() if one["catalog_code"] == basic))


def _another_region(editor: Actor, lawyer: Actor, second: Actor, *, now: datetime) -> None:
    """Let a second city have the port licence, with a longer promise, so that regions differ."""
    content = _content(_LICENCE)
    credit = samples.credit_code(region=_ELSEWHERE, number=3001)
    basic = content["catalog_code"]
    task = implementation_code(credit_code=credit, level="3", basic_code=basic)
    changes: dict[str, Any] = {
        "region_code": _ELSEWHERE, "dept_code": credit, "task_code": task,
        "task_handle_item": f"{task}01", "dept_name": "肇庆市交通运输局（演示）",
        "dept_name_en": "Zhaoqing Transport Bureau (demo)", "promise_day": 8,
        "confidence_note": "演示数据：另一地区的同一事项，承诺时限为虚构。",
    }  # fmt: skip
    draft = drafting.begin_item(content={**content, **changes}, actor=editor, now=now)
    _walked(draft.code, 1, editor, lawyer, now=now)
    moving.publish_version(code=draft.code, number=1, valid_from=None, actor=second, now=now)


def _walked(code: str, number: int, editor: Actor, lawyer: Actor, *, now: datetime) -> None:
    for key, actor in (("submit", editor), ("pass", lawyer)):
        moving.move_version(code=code, number=number, key=key, reason="", actor=actor, now=now)


def _in_legal_check(editor: Actor, *, now: datetime) -> None:
    code = _code_of(_CERTIFICATE, now=now)
    drafting.begin_version(code=code, actor=editor, now=now)
    changes = {"summary": "水路运输的每艘船配一张营业运输证，随船携带。"}
    drafting.write_fields(code=code, changes=changes, revision=None, actor=editor, now=now)
    moving.move_version(code=code, number=2, key="submit", reason="", actor=editor, now=now)


def _a_draft(editor: Actor, *, now: datetime) -> None:
    """Leave a draft whose promise is longer than the law's, so that the desk has a mark."""
    code = _code_of(_SHORELINE, now=now)
    drafting.begin_version(code=code, actor=editor, now=now)
    changes = {"promise_day": 25}
    drafting.write_fields(code=code, changes=changes, revision=None, actor=editor, now=now)


def _withdrawn(second: Actor, *, now: datetime) -> None:
    """End one sample in favour of another."""
    rows = items_page(wanted=ItemFilter(samples="only"), now=now, size=2).rows
    moving.withdraw_item(
        code=rows[0].code, reason="演示：并入另一事项。", successor=rows[1].code, actor=second,
        now=now,
    )  # fmt: skip


def _code_of(basic: str, *, now: datetime) -> str:
    rows = items_page(wanted=ItemFilter(text=basic, region="450400"), now=now, size=1).rows
    return rows[0].code


def _licence() -> Mapping[str, str]:
    rows = desk_page(wanted=DeskFilter(text=_LICENCE, state=states.PUBLISHED)).rows
    return {"code": next(row.code for row in rows if row.region == "450400")}


def _code() -> Mapping[str, str]:
    return {"text": _licence()["code"]}


def _begin() -> Mapping[str, str]:
    return {"item": _licence()["code"]}


def _standing_case() -> Mapping[str, str]:
    return {"code": first_code(queue="procedure")}


def _half_filled() -> Mapping[str, str]:
    return {"code": first_code(queue="drafts")}


def _berths() -> Mapping[str, str]:
    return {**_half_filled(), "page": "berths"}


def _material() -> Mapping[str, str]:
    return {**_half_filled(), "page": material_key("港口经营业务申请书")}


def _file() -> Mapping[str, str]:
    return {**_half_filled(), "document": "NOFILE"}


def _to_sign() -> Mapping[str, str]:
    return {"code": first_code(queue="decision"), "key": "sign"}


def _to_sign_case() -> Mapping[str, str]:
    return {"code": first_code(queue="decision")}


def _handed(state: str, **more: str) -> Callable[[], Mapping[str, str]]:
    return lambda: {"code": first_handover(state=state), **more}


def _part() -> Mapping[str, str]:
    return {"code": across.first_part()}


def _draft() -> Mapping[str, str]:
    return {"code": desk_page(wanted=DeskFilter(state=states.DRAFT)).rows[0].code}


def _materials() -> Mapping[str, str]:
    return {**_draft(), "group": "materials"}


def _submit() -> Mapping[str, str]:
    return {**_draft(), "number": "2", "key": "submit"}


def _publish() -> Mapping[str, str]:
    row = desk_page(wanted=DeskFilter(state=states.LEGAL_CHECK)).rows[0]
    return {"code": row.code, "number": str(row.number)}


def _closed() -> Mapping[str, str]:
    return {"code": first_code(queue="closed")}


def _skippers() -> Mapping[str, str]:
    now = utc_now()
    rows = my_cases(actor=_person("skipper", now=now), now=now).rows
    return {"code": next(row.code for row in rows if row.state == case_states.DELIVERED)}


def _receipt_code() -> Mapping[str, str]:
    return {"code": rating_code(_closed()["code"], RECEIPT)}


def _work() -> Mapping[str, str]:
    return {"code": first_work()}


def _take_work() -> Mapping[str, str]:
    return {**_work(), "key": "take"}
