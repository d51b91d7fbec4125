"""What an item's version says about handling: its own steps, its procedures, two to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matou.kit.errors import DomainError

COMMON = frozenset({"申请", "受理", "决定", "办结", "送达"})
"""Steps that every case has by its states; what stands between them is the item's own."""
ARTICLE_45 = "行政许可法第四十五条"
PROCEDURES = (
    ("hearing", "听证", "Hearing"),
    ("tender", "招标、拍卖", "Tender or auction"),
    ("inspection", "检验", "Inspection"),
    ("testing", "检测", "Testing"),
    ("quarantine", "检疫", "Quarantine"),
    ("appraisal", "鉴定", "Appraisal"),
    ("expert_review", "专家评审", "Expert review"),
)
"""What the law itself leaves out of the limit; others only where the item's version lists them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an item's own (环节)."""

    name_zh: str
    name_en: str
    limit: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A special procedure that may stop the clock of a case, and on which basis."""

    key: str
    zh: str
    en: str
    basis: str


class ProcedureNotLawful(DomainError):
    """Neither the law nor the item's version lets this procedure stop the clock."""

    code = "affairs.procedure-not-lawful"
    status = 422
    zh = "“{kind}”不在法律和事项版本规定的特别程序中，不能停止计时。请选择列出的程序。"
    en = "“{kind}” is no special procedure of the law or of this item. Choose one that is listed."


class StepsUnfinished(DomainError):
    """A case is granted only after every step of its item."""

    code = "affairs.steps-unfinished"
    zh = "还有环节没有完成：{step_zh}。请先完成，再提出准予意见。"
    en = "A step is not finished yet: {step_en}. Finish it before you propose to grant."


class NoMoreSteps(DomainError):
    """Every step of the item is finished."""

    code = "affairs.no-more-steps"
    zh = "各环节都已完成。请提出办理意见。"
    en = "Every step is finished. Propose the decision."


def own_steps(content: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the item's own steps, in order; none is lawful: accept, then decide."""
    return tuple(
        Step(
            name_zh=row["name"],
            name_en=row.get("name_en") or row["name"],
            limit=row.get("limit") or "",
            role=row.get("role") or "",
        )
        for row in content.get("handle_flow") or ()
        if row["name"].strip() not in COMMON
    )


def procedures(content: Mapping[str, Any]) -> tuple[Procedure, ...]:
    """Return the procedures that may stop the clock: the law's, then those of the item."""
    lawful = [Procedure(key=key, zh=zh, en=en, basis=ARTICLE_45) for key, zh, en in PROCEDURES]
    rows: Sequence[Mapping[str, Any]] = content.get("special_procedure") or ()
    own = [
        Procedure(key=f"item-{number}", zh=row["name"], en=row["name"],
                  basis=row.get("basis") or row["name"])
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return (*lawful, *own)


def checked_procedure(content: Mapping[str, Any], key: str) -> Procedure:
    """Return a procedure by its key; raises ProcedureNotLawful."""
    found = next((one for one in procedures(content) if one.key == key), None)
    if found is None:
        raise ProcedureNotLawful(kind=key[:40])
    return found


def check_next_step(content: Mapping[str, Any], done: int) -> Step:
    """Return the step that is in hand; raises NoMoreSteps."""
    steps = own_steps(content)
    if done >= len(steps):
        raise NoMoreSteps
    return steps[done]


def check_steps_done(content: Mapping[str, Any], done: int) -> None:
    """Raise StepsUnfinished where a step of the item is open."""
    steps = own_steps(content)
    if done < len(steps):
        raise StepsUnfinished(step_zh=steps[done].name_zh, step_en=steps[done].name_en)
