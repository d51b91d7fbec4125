"""Open a document for one reader; every reading of its content is logged."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.spine.documents import queries
from matou.spine.documents.contracts import DocumentCard, OpenDocument
from matou.spine.documents.models import Access, Document, Form
from matou.spine.documents.services.storage import storage

SHOWN_INLINE = frozenset({"image/jpeg", "image/png"})
"""Only pictures that the house itself made from pixels; anything else is a download."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    form: Form
    sha256: str
    media_type: str


def open_document(*, code: str, actor: Actor, now: datetime) -> OpenDocument:
    """Open the copy for showing: pictures without Exif, other files as they came.

    Raises NotFound when unknown or not for the actor, DocumentLost when bytes are gone or altered.
    """
    row, card = _readable(code, actor)
    own_copy = bool(row.shown_sha256)
    wanted = _Form(
        form=Form.SHOWN,
        sha256=row.shown_sha256 if own_copy else row.sha256,
        media_type=row.shown_type if own_copy else row.real_type,
    )
    return _open(row, card, wanted, actor=actor, now=now)


def open_original(*, code: str, actor: Actor, now: datetime) -> OpenDocument:
    """Open the bytes as they were sent, always as a download; raises like ``open_document``.

    Only the owner and officers of the house may, for a photo's original tells where it was taken.
    """
    row, card = _readable(code, actor)
    if not queries.may_read_original(card, actor=actor):
        raise NotFound(what=code)
    wanted = _Form(form=Form.ORIGINAL, sha256=row.sha256, media_type=row.real_type)
    return _open(row, card, wanted, actor=actor, now=now)


def open_thumbnail(*, code: str, actor: Actor) -> OpenDocument:
    """Open the small picture; raises NotFound where there is none. Not logged: lists show many."""
    row, card = _readable(code, actor)
    if not row.thumbnail_sha256:
        raise NotFound(what=code)
    data = storage().get(sha256=row.thumbnail_sha256)
    return OpenDocument(
        card=card,
        file=BytesIO(data),
        content_type="image/jpeg",
        name=f"{row.code}.jpg",
        size=len(data),
        inline=True,
    )


def _readable(code: str, actor: Actor) -> tuple[Document, DocumentCard]:
    row = Document.objects.filter(code=code).first()
    if row is None or not queries.may_read(queries.card_of(row), actor=actor):
        raise NotFound(what=code[:40])
    return row, queries.card_of(row)


@transaction.atomic
def _open(
    row: Document, card: DocumentCard, wanted: _Form, *, actor: Actor, now: datetime
) -> OpenDocument:
    data = storage().get(sha256=wanted.sha256)
    Access.objects.create(
        document=row, actor=actor.code, acts_for=actor.acts_for, form=wanted.form, read_at=now
    )
    return OpenDocument(
        card=card,
        file=BytesIO(data),
        content_type=wanted.media_type,
        name=row.name,
        size=len(data),
        inline=wanted.form is Form.SHOWN
        and bool(row.shown_sha256)
        and wanted.media_type in SHOWN_INLINE,
    )
