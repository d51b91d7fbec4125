"""Which materials of a case are there: files handed in, papers that are held (免提交), or neither.

A paper stands for a material where it is verified, valid on the day, and of the kind that the
item names in ``e_licence``; an expired one is named and not used. Of a vessel, only the paper of
the vessel that the case is about counts, and where nothing says which, only that of a lone one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.errors import DomainError
from matou.modules.affairs.rules.case_form import FormPage

HELD, FILES, CHECKED, LACKING, OPTIONAL = "held", "files", "checked", "lacking", "optional"
MOST_FILES = 60
"""Files in one case."""
_PARTS = re.compile(r"[/、;；,，]")
_LEAST_NAME = 2
_EXTENSIONS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper (证照) of the applicant or of a vessel of theirs, as it was found."""

    code: str
    title_zh: str
    title_en: str
    number: str
    issuer: str
    holder: str
    """Name of the vessel, empty where it is the applicant's own."""
    is_verified: bool
    from_at: datetime
    until_at: datetime

    def is_good(self, now: datetime) -> bool:
        """Tell whether it counts at an instant."""
        return self.is_verified and self.from_at <= now < self.until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file that was handed in for a material."""

    code: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialState:
    """How one material stands."""

    page: FormPage
    status: str
    files: tuple[FileLine, ...]
    held: tuple[Paper, ...]
    expired: tuple[Paper, ...]

    @property
    def is_lacking(self) -> bool:
        """Tell whether the case is incomplete without it."""
        return self.status == LACKING


class FileTypeNotAsked(DomainError):
    """The question takes other types of files."""

    code = "affairs.file-type-not-asked"
    status = 422
    zh = "“{name}”不是这一项接受的类型。请上传 {types}。"
    en = "“{name}” is of no type that this question takes. Send {types}."


class TooManyFiles(DomainError):
    """The question takes no more files."""

    code = "affairs.too-many-files"
    status = 422
    zh = "这一项最多 {most} 个文件。请合并，或先移除不需要的。"
    en = (
        "This question takes at most {most} files. Put some together, or remove what is not needed."
    )


class TooManyInCase(DomainError):
    """The case takes no more files."""

    code = "affairs.too-many-files-in-case"
    status = 422
    zh = "一件办件最多 {most} 个文件。请合并后再传。"
    en = "One case takes at most {most} files. Put some together."


def check_file(page: FormPage, *, name: str, there: int, in_case: int) -> None:
    """Raise FileTypeNotAsked, TooManyFiles or TooManyInCase unless a question takes the file."""
    asked = page.material
    assert asked is not None, "files are handed in for materials"  # noqa: S101
    extension = name.rpartition(".")[2].lower()
    if _EXTENSIONS.get(extension, extension) not in asked.types:
        listed = ", ".join(one.upper() for one in asked.types)
        raise FileTypeNotAsked(name=name[:80], types=listed)
    if there >= asked.most:
        raise TooManyFiles(most=asked.most)
    if in_case >= MOST_FILES:
        raise TooManyInCase(most=MOST_FILES)


def material_state(
    page: FormPage,
    *,
    files: Sequence[FileLine],
    papers: Sequence[Paper],
    values: Mapping[str, Any],
    now: datetime,
) -> MaterialState:
    """Return how a material stands at an instant."""
    asked = page.material
    assert asked is not None, "a page of a material"  # noqa: S101
    wanted = names_of(asked.row["e_licence"])
    mine = [one for one in papers if _is_about(one, papers, values)]
    found = [[one for one in mine if _fits(one, name)] for name in wanted]
    held = _once(one for each in found for one in each if one.is_good(now))
    expired = _once(one for each in found for one in each if _is_over(one, now))
    is_whole = bool(wanted) and all(any(one.is_good(now) for one in each) for each in found)
    if files:
        status = FILES
    elif is_whole:
        status = HELD
    elif asked.is_issued:
        status = CHECKED
    else:
        status = LACKING if asked.is_needed else OPTIONAL
    return MaterialState(page=page, status=status, files=tuple(files),
                         held=held if is_whole else (), expired=expired)  # fmt: skip


def names_of(e_licence: str) -> tuple[str, ...]:
    """Return the papers that an item names: ``船舶国籍证书/检验证书`` are two."""
    parts = (part.strip() for part in _PARTS.split(e_licence))
    return tuple(part for part in parts if len(part) >= _LEAST_NAME)


def _fits(paper: Paper, name: str) -> bool:
    return name in paper.title_zh or paper.title_zh in name


def _is_over(paper: Paper, now: datetime) -> bool:
    return paper.is_verified and paper.until_at <= now


def _is_about(paper: Paper, papers: Sequence[Paper], values: Mapping[str, Any]) -> bool:
    """Tell whether a paper belongs to what the case is about."""
    if not paper.holder:
        return True
    named = str(values.get("vessel_name", ""))
    return paper.holder == named if named else len({one.holder for one in papers} - {""}) == 1


def _once(papers: Any) -> tuple[Paper, ...]:
    return tuple({one.code: one for one in papers}.values())
