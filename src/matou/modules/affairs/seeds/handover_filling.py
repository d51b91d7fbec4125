"""Fills the forms of demo hand-overs, as a careful clerk would."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from matou.kit.actor import Actor
from matou.modules.affairs.queries.handovers import handover_detail
from matou.modules.affairs.rules.case_form import compose
from matou.modules.affairs.rules.form_answers import judge
from matou.modules.affairs.seeds.filling import answer_to, demo_pdf
from matou.modules.affairs.services import handover_receiving
from matou.modules.affairs.services.case_papers import Upload

_ROUNDS = 4
"""Answers open further questions, never more than this deep."""


def answers_for(
    content: Mapping[str, Any], *, now: datetime
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return answers that fill an item's form, and the materials that need a file."""
    definition = compose(content)
    typed: dict[str, str] = {}
    for _round in range(_ROUNDS):
        judged = judge(definition, typed)
        wanted = {fault.field for fault in judged.faults}
        fresh = {one.key: answer_to(one, now=now) for page in judged.pages for one in page.fields
                 if one.key in wanted}  # fmt: skip
        if not fresh:
            break
        typed |= fresh
    files = tuple(
        page.key
        for page in judge(definition, typed).pages
        if page.material and page.material.is_needed and not page.material.is_issued
    )
    return typed, files


def fill_handover(*, code: str, actor: Actor, now: datetime) -> None:
    """Answer everything that is missing in a hand-over, and hand in every file it lacks."""
    detail = handover_detail(code=code, now=now)
    for _round in range(_ROUNDS):
        wanted = {fault.field for fault in detail.state.judged.faults}
        fresh = {one.key: answer_to(one, now=now)
                 for page in detail.state.judged.pages for one in page.fields
                 if one.key in wanted}  # fmt: skip
        if not fresh:
            break
        handover_receiving.write_answers(code=code, typed=fresh, actor=actor, now=now)
        detail = handover_detail(code=code, now=now)
    for one in detail.state.materials:
        if one.is_lacking:
            name, file = f"{one.page.zh[:40]}.pdf", BytesIO(demo_pdf(one.page.key))
            upload = Upload(file=file, name=name, media_type="application/pdf")
            handover_receiving.add_file(
                code=code, material=one.page.key, upload=upload, actor=actor, now=now
            )
