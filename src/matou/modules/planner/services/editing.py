"""What an editor does to single rows: add, change, end; with every check of an import."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.planner.queries.tables import TABLE_OF, Tables, cells_of, rows_of, tables_at
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.checking import problems_in
from matou.modules.planner.rules.columns import Cells, Kind
from matou.modules.planner.rules.editing import (
    ADDED,
    CHANGED,
    EDITORS,
    ENDED,
    ChangePlanned,
    NothingChanged,
    RowChange,
    RowsRefused,
    StillUsed,
)
from matou.modules.planner.services.places import MIRRORED, mirror_to_places, with_corrections
from matou.modules.planner.services.writing import (
    Grounds,
    Occasion,
    record_change,
    write_changes,
)
from matou.spine.places.contracts import RowProblem


@transaction.atomic
def add_row(
    *, kind: Kind, row: Mapping[str, str], grounds: Grounds | None, occasion: Occasion
) -> str:
    """Add a row to the network; returns its code.

    Raises NotAllowed, RowsRefused with what is wrong by column, ChangePlanned.
    """
    occasion.actor.require_any(EDITORS)
    occasion = occasion.behind_others()
    after = {head: row.get(head, "").strip() for head in kind.heads}
    code = kind.code_of(after)
    if rows_of(kind).at(occasion.effective_at).filter(code=code).exists():
        raise RowsRefused([_taken(kind, code)])
    if rows_of(kind).filter(code=code, valid_from__gt=occasion.effective_at).exists():
        raise ChangePlanned(row=code)
    change = RowChange(kind=kind, code=code, before=None, after=after)
    _carry_out(change, occasion=occasion, grounds=grounds)
    return code


@transaction.atomic
def change_row(
    *, kind: Kind, code: str, row: Mapping[str, str], grounds: Grounds | None, occasion: Occasion
) -> None:
    """Let a row say something else from an instant on; the former wording ends there.

    Raises NotAllowed, NotFound, NothingChanged, RowsRefused, ReachesBack, ChangePlanned.
    """
    occasion.actor.require_any(EDITORS)
    occasion = occasion.behind_others()
    before = _open_cells(kind, code)
    after = before | {head: text.strip() for head, text in row.items() if head in before}
    if after == before:
        raise NothingChanged
    if kind.code_of(after) != code:
        raise RowsRefused([_renamed(kind, code)])
    change = RowChange(kind=kind, code=code, before=before, after=after)
    _carry_out(change, occasion=occasion, grounds=grounds)


@transaction.atomic
def end_row(*, kind: Kind, code: str, occasion: Occasion) -> None:
    """Take a row out of the network from an instant on.

    Raises NotAllowed, NotFound, StillUsed while others name it, RowsRefused when the rest would
    fall apart, ReachesBack, ChangePlanned.
    """
    occasion.actor.require_any(EDITORS)
    occasion = occasion.behind_others()
    before = _open_cells(kind, code)
    users = _users(kind, code, tables_at(occasion.effective_at))
    if users:
        raise StillUsed(row=code, users=", ".join(users[:8]))
    change = RowChange(kind=kind, code=code, before=before, after=None)
    _carry_out(change, occasion=occasion, grounds=None)


def occasion_of(*, actor: Actor, now: datetime, effective_at: datetime | None) -> Occasion:
    """Return the occasion of an edit: at once where no instant is named; raises ReachesBack."""
    return Occasion(actor=actor, now=now, effective_at=effective_at or now)


def _carry_out(change: RowChange, *, occasion: Occasion, grounds: Grounds | None) -> None:
    if change.kind is kinds.NODE and change.after is not None:
        change = _as_registered(change)
    tables = _tables_with(change, occasion.effective_at)
    problems = [*_ungrounded(change, grounds), *_own_problems(change, tables)]
    if problems:
        raise RowsRefused(problems)
    is_new_place = change.kind is kinds.NODE and change.before is None
    if change.kind in MIRRORED and (occasion.effective_at == occasion.now or is_new_place):
        mirror_to_places(tables, now=occasion.now)
    write_changes([change], occasion=occasion, grounds=grounds)
    record_change(
        what={ADDED: ADDED, CHANGED: CHANGED, ENDED: ENDED}[change.what],
        subject=change.code,
        subjects=(change.code,),
        occasion=occasion,
        boundaries=_boundaries(change),
    )


def _tables_with(change: RowChange, at: datetime) -> Tables:
    tables = tables_at(at)
    kind = change.kind
    others = [row for row in tables[kind.file] if kind.code_of(row) != change.code]
    # The row stands first, on line 2, so that its problems are told from those of others.
    tables[kind.file] = others if change.after is None else [change.after, *others]
    return tables


def _own_problems(change: RowChange, tables: Tables) -> list[RowProblem]:
    """Return the problems that the change brings, its own row's first."""
    found = problems_in(tables)
    own = [one for one in found if one.file == change.kind.file and one.line == 2]  # noqa: PLR2004
    rest = [one for one in found if one not in own]
    return [*own, *(replace(one, line=0) for one in rest)]


def _ungrounded(change: RowChange, grounds: Grounds | None) -> list[RowProblem]:
    """Return that a row says on nobody's word what it says, where its file has no such column."""
    if change.kind.has_grounds or change.after is None or (grounds and grounds.source.strip()):
        return []
    return [
        RowProblem(
            file=change.kind.file, line=2, column="source", value="",
            reason_zh="请写明来源。", reason_en="Say where the value comes from.",
        )
    ]  # fmt: skip


def _as_registered(change: RowChange) -> RowChange:
    """Refuse what a registrar's correction of the place contradicts; raises RowsRefused."""
    assert change.after is not None, "asked for rows that go on alone"  # noqa: S101
    registered = with_corrections([change.after])[0]
    contradicted = [head for head in change.after if registered[head] != change.after[head]]
    if contradicted:
        raise RowsRefused(
            [
                RowProblem(
                    file=change.kind.file, line=2, column=head, value=change.after[head],
                    reason_zh=f"登记员已更正为“{registered[head]}”，请在登记簿中更正地点。",
                    reason_en=f"A registrar corrected this to “{registered[head]}”: "
                    "correct the place in the register.",
                )
                for head in contradicted
            ]
        )  # fmt: skip
    return change


def _boundaries(change: RowChange) -> list[datetime]:
    """Return at which instants a season begins and ends."""
    if change.kind is not kinds.SEASON or change.after is None:
        return []
    days = (change.after["runs_from"], change.after["runs_until"])
    return [datetime.fromisoformat(f"{day}T00:00:00+08:00") for day in days if day]


def _open_cells(kind: Kind, code: str) -> Cells:
    row = TABLE_OF[kind.key].objects.filter(code=code, valid_until__isnull=True).first()
    if row is None:
        raise NotFound(what=code)
    return cells_of(kind, row)


def _users(kind: Kind, code: str, tables: Tables) -> list[str]:
    """Return the rows that name a node or service."""
    heads = {
        kinds.NODE.key: ("from_node", "to_node", "node_from", "node_to", "lock_id", "locks"),
        kinds.SERVICE.key: ("service_id",),
    }.get(kind.key, ())
    return [
        other.code_of(row)
        for other in kinds.KINDS
        if other is not kind
        for row in tables[other.file]
        if any(code in row.get(head, "").split() for head in heads)
    ]


def _taken(kind: Kind, code: str) -> RowProblem:
    return RowProblem(
        file=kind.file, line=2, column=kind.heads[0], value=code,
        reason_zh="这个编号已经在用，请换一个或更改现有的行。",
        reason_en="This code is in use: choose another, or change the row there is.",
    )  # fmt: skip


def _renamed(kind: Kind, code: str) -> RowProblem:
    return RowProblem(
        file=kind.file, line=2, column=kind.heads[0], value=code,
        reason_zh="编号由此而来，不能更改。请结束这一行并另加一行。",
        reason_en="The code comes of this and cannot change: end the row and add another.",
    )  # fmt: skip
