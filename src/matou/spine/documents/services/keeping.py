"""Keep an upload: check it, put its bytes away, write its row, tell the others."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.spine.documents import queries
from matou.spine.documents.contracts import DocumentCard, DocumentStored
from matou.spine.documents.models import Document
from matou.spine.documents.rules import Checked, check
from matou.spine.documents.rules.checking import safe_name
from matou.spine.documents.rules.types import MAX_BYTES
from matou.spine.documents.services.storage import storage
from matou.spine.journal import services as journal


def store(  # noqa: PLR0913 - an upload has these parts, and every one is needed
    *,
    owner: str,
    about: str,
    file: BinaryIO,
    declared_name: str,
    declared_type: str,
    readers: Collection[str],
    actor: Actor,
    now: datetime,
) -> DocumentCard:
    """Keep a document (文件) about a thing; ``readers`` are party codes and roles.

    Raises a DocumentRefused when the file is not what it says or could act. The bytes lie in
    storage before the row exists: a crash between leaves bytes nobody names, never a name
    without bytes.
    """
    name = safe_name(declared_name)
    data = file.read(MAX_BYTES + 1)
    checked = check(data=data, name=name, declared_type=declared_type)
    row = Document(
        code=new_code(),
        about=about,
        owner=owner,
        name=name,
        declared_type=declared_type[:120],
        real_type=checked.media_type,
        size=len(data),
        sha256=_put(data),
        shown_sha256=_put(checked.shown),
        shown_type=checked.shown_type,
        thumbnail_sha256=_put(checked.thumbnail),
        readers=sorted(readers),
        facts=dict(checked.facts),
        created_by=actor.code,
        created_at=now,
    )
    return _write(row, checked)


@transaction.atomic
def _write(row: Document, checked: Checked) -> DocumentCard:
    row.save(force_insert=True)
    journal.publish(
        DocumentStored(
            aggregate=row.about,
            actor=row.created_by,
            occurred_at=row.created_at,
            document=row.code,
            sha256=row.sha256,
            real_type=checked.media_type,
        )
    )
    return queries.card_of(row)


def _put(data: bytes) -> str:
    """Put the bytes away and return their hash; nothing for nothing."""
    if not data:
        return ""
    digest = sha256(data).hexdigest()
    storage().put(sha256=digest, data=data)
    return digest
