"""Files of a case: hand one in for a material, take one out again before submitting."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Case, CaseFile
from matou.modules.affairs.queries.case_forms import version_for
from matou.modules.affairs.rules import case_states, fields
from matou.modules.affairs.rules.case_form import FormPage, compose
from matou.modules.affairs.rules.case_papers import check_file
from matou.modules.affairs.services.case_forms import open_case
from matou.spine.documents import services as documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent."""

    file: BinaryIO
    name: str
    media_type: str


@transaction.atomic
def add_file(*, code: str, material: str, upload: Upload, actor: Actor, now: datetime) -> str:
    """Keep a file for a material of a case; returns its document code.

    Raises NotFound, NotAllowed, FormIsClosed, FileTypeNotAsked, TooManyFiles, TooManyInCase and
    what ``documents`` refuses.
    """
    case = open_case(code, actor=actor)
    page = _material_page(case, material, now=now)
    rows = list(case.files.filter(removed_at__isnull=True).values_list("material", flat=True))
    check_file(page, name=upload.name, there=rows.count(page.key), in_case=len(rows))
    card = documents.store(
        owner=case.applicant,
        about=case.code,
        file=upload.file,
        declared_name=upload.name,
        declared_type=upload.media_type,
        readers={case.applied_by, case.applicant, *case_states.DESK},
        actor=actor,
        now=now,
    )
    CaseFile.objects.create(
        case=case, material=page.key, document=card.code, added_by=actor.code, added_at=now
    )
    return card.code


@transaction.atomic
def remove_file(*, code: str, document: str, actor: Actor, now: datetime) -> str:
    """Take a file out of the open form; row and bytes stay. Returns the material's page.

    Raises NotFound, NotAllowed and FormIsClosed.
    """
    case = open_case(code, actor=actor)
    row = case.files.filter(document=document, removed_at__isnull=True).first()
    if row is None:
        raise NotFound(what=document[:20])
    row.removed_by, row.removed_at = actor.code, now
    row.save(update_fields=["removed_by", "removed_at"])
    return row.material


def _material_page(case: Case, key: str, *, now: datetime) -> FormPage:
    content = {**fields.empty_content(), **version_for(case, now=now).content}
    page = compose(content).page(key)
    if page is None or page.material is None:
        raise NotFound(what=key[:20])
    return page
