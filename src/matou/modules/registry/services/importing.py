"""Entering many vessels from one file: all of them or none."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.registry.contracts import VesselCard
from matou.modules.registry.models import Vessel
from matou.modules.registry.rules.fields import DEREGISTERED, IN_SERVICE
from matou.modules.registry.rules.history import Provenance
from matou.modules.registry.rules.importing import (
    LineFault,
    VesselLine,
    decoded,
    line_faults,
    read_vessels,
)
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.services.recording import local_day, with_party
from matou.modules.registry.services.registration import register_vessel

_UNIQUE = ("mmsi", "identification_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What a file would do: the vessels read and every fault; only without faults it may run."""

    lines: tuple[VesselLine, ...]
    faults: tuple[LineFault, ...]

    @property
    def may_run(self) -> bool:
        """Tell whether the whole file can be entered."""
        return bool(self.lines) and not self.faults


class ImportRefused(DomainError):
    """The file has faults and nothing was entered; ``faults`` lists them by line."""

    code: ClassVar[str] = "registry.import-refused"
    status: ClassVar[int] = 422
    zh: ClassVar[str] = "文件有 {count} 处错误，没有导入任何船舶。首先：第 {line} 行 {zh_first}"
    en: ClassVar[str] = (
        "The file has {count} fault(s) and nothing was entered. First: line {line}, {en_first}"
    )

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        """Keep the faults; the message names the first."""
        self.faults = faults
        first = faults[0]
        super().__init__(count=len(faults), line=first.line, zh_first=first.zh, en_first=first.en)


def preview_import(*, content: bytes, actor: Actor, now: datetime) -> ImportPreview:
    """Read a CSV file and say what entering it would do; writes nothing. Raises NotAllowed."""
    actor.require_any(REGISTRARS)
    text, coding_faults = decoded(content)
    if coding_faults:
        return ImportPreview(lines=(), faults=coding_faults)
    lines, faults = read_vessels(text)
    lines = tuple(_with_status(line) for line in lines)
    found = [*faults, *_repeats(lines), *_known(lines)]
    unread = {(fault.line, fault.column) for fault in faults}
    for line in lines:
        rules = line_faults(line.line, faults_of(line.particulars, today=local_day(now)))
        # A value that could not be read is missing only because of that: one fault is enough.
        found.extend(fault for fault in rules if (fault.line, fault.column) not in unread)
        found.extend(_unknown_parties(line))
    found.sort(key=lambda fault: fault.line)
    return ImportPreview(lines=lines, faults=tuple(found))


@transaction.atomic
def import_vessels(
    *, content: bytes, provenance: Provenance, actor: Actor, now: datetime
) -> tuple[VesselCard, ...]:
    """Enter every vessel of a CSV file (批量登记), or none of them.

    Raises NotAllowed, InvalidInput for the provenance, or ImportRefused with all line faults.
    """
    preview = preview_import(content=content, actor=actor, now=now)
    if not preview.may_run:
        raise ImportRefused(preview.faults)
    return tuple(
        register_vessel(particulars=line.particulars, provenance=provenance, actor=actor, now=now)
        for line in preview.lines
    )


def _with_status(line: VesselLine) -> VesselLine:
    status = line.particulars.get("status") or IN_SERVICE
    return VesselLine(line=line.line, particulars={**line.particulars, "status": status})


def _repeats(lines: tuple[VesselLine, ...]) -> list[LineFault]:
    found = []
    for name in _UNIQUE:
        counts = Counter(line.particulars.get(name, "") for line in lines)
        found += [
            LineFault(
                line=line.line,
                column=name,
                zh="文件中另有一行使用同一编号。",
                en="Another line of the file has the same number.",
            )
            for line in lines
            if (number := line.particulars.get(name, "")) and counts[number] > 1
        ]
    return found


def _known(lines: tuple[VesselLine, ...]) -> list[LineFault]:
    found = []
    for name in _UNIQUE:
        numbers = [line.particulars[name] for line in lines if line.particulars.get(name)]
        rows = Vessel.objects.filter(**{f"{name}__in": numbers})
        if name == "mmsi":
            rows = rows.exclude(status=DEREGISTERED)
        holders = dict(rows.values_list(name, "code"))
        found += [
            LineFault(
                line=line.line,
                column=name,
                zh=f"已登记为 {holders[number]}。",
                en=f"Already registered as {holders[number]}.",
            )
            for line in lines
            if (number := line.particulars.get(name)) in holders
        ]
    return found


def _unknown_parties(line: VesselLine) -> list[LineFault]:
    found = []
    for role in ("owner", "operator"):
        try:
            with_party(line.particulars.get(role))
        except InvalidInput as error:
            found.append(
                LineFault(
                    line=line.line,
                    column=f"{role}_code",
                    zh=str(error.facts["reason_zh"]),
                    en=str(error.facts["reason_en"]),
                )
            )
    return found
