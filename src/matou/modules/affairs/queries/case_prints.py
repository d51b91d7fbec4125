"""Papers of a case as PDF: the watermarked preview of what is filled in, and the receipt."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.kit.codes import shown_code
from matou.modules.affairs.queries.case_forms import form_state
from matou.modules.affairs.queries.case_receipts import receipt
from matou.modules.affairs.queries.labels import PAPERS
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.case_snapshot import snapshot
from matou.spine.codes.queries import code_url
from matou.web.typesetting import compiler, qr_svg


def preview_pdf(*, code: str, actor: Actor, now: datetime, base_url: str) -> bytes:
    """Return the form as it stands, with a watermark on every page; raises NotFound."""
    state = form_state(code=code, actor=actor, now=now)
    content = snapshot(state.judged, state.materials, sources=state.sources)
    told = {
        **_head(code, base_url=base_url),
        "name_zh": state.name_zh, "name_en": state.name_en,
        "answers": content["answers"], "materials": content["materials"],
        "missing": [{"zh": f"{one.title_zh}：{one.zh}", "en": f"{one.title_en}: {one.en}"}
                    for one in state.missing],
        "printed": _moment(now),
    }  # fmt: skip
    return _pdf("application", told)


def receipt_pdf(*, code: str, actor: Actor, base_url: str) -> bytes:
    """Return the receipt of what was submitted; raises NotFound."""
    told = receipt(code=code, actor=actor)
    sent = told.submitted
    unit = fields.field("promise_type")
    rate_url = f"{base_url.rstrip('/')}{told.rate_at}" if told.rate_at else ""
    facts = {
        **_head(code, base_url=base_url),
        "name_zh": told.name_zh, "name_en": told.name_en, "version": str(told.version),
        "department": told.department, "applicant": told.applicant, "ask_at": told.ask_at,
        "number": str(sent.number), "sha256": sent.sha256,
        "submitted": _moment(sent.submitted_at),
        "accepted": _moment(told.accepted_at) if told.accepted_at else "",
        "due": _moment(told.promised_due_at) if told.promised_due_at else "",
        "is_provisional": told.is_provisional,
        "promised_zh": f"{told.promised_count} {unit.choice_label(told.promised_unit, 'zh')}",
        "promised_en": f"{told.promised_count} {unit.choice_label(told.promised_unit, 'en')}",
        "materials": sent.content["materials"],
        "rate_url": rate_url, "rate_qr": qr_svg(rate_url) if rate_url else "",
    }  # fmt: skip
    return _pdf("receipt", facts)


def _head(code: str, *, base_url: str) -> dict[str, Any]:
    url = code_url(code, base_url=base_url)
    return {"shown": shown_code(code), "url": url, "qr": qr_svg(url)}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M} (UTC+8)"


def _pdf(name: str, told: Mapping[str, Any]) -> bytes:
    pdf = compiler(PAPERS).compile(
        input=str(PAPERS / f"{name}.typ"),
        format="pdf",
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf
