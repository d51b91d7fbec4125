"""Reads of documents: cards by code and subject, who may read, who has read."""

from collections.abc import Collection, Iterable

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.spine.documents.contracts import AccessRow, DocumentCard
from matou.spine.documents.models import Access, Document

READS_ALL = frozenset({OPERATOR, AUDITOR, ADMIN})
"""Officers who settle disputes and audit; every reading of theirs is logged like any other."""


def document(*, code: str, actor: Actor) -> DocumentCard:
    """Return the document's card; raises NotFound when unknown or not for the actor."""
    found = Document.objects.filter(code=code).first()
    if found is None or not may_read(card_of(found), actor=actor):
        raise NotFound(what=code[:40])
    return card_of(found)


def documents_about(about: str) -> tuple[DocumentCard, ...]:
    """Return all documents about a thing, oldest first, whoever may read them."""
    return _cards(Document.objects.filter(about=about).order_by("id"))


def readable_about(about: str, *, actor: Actor) -> tuple[DocumentCard, ...]:
    """Return the documents about a thing that the actor may read, oldest first."""
    return tuple(card for card in documents_about(about) if may_read(card, actor=actor))


def documents_by_code(codes: Collection[str]) -> dict[str, DocumentCard]:
    """Return the known ones among the codes, whoever may read them."""
    return {card.code: card for card in _cards(Document.objects.filter(code__in=codes))}


def may_read(card: DocumentCard, *, actor: Actor) -> bool:
    """Tell whether the actor may read: owner, named party or role, or an officer of the house."""
    names = {actor.code, actor.acts_for, *actor.roles}
    return bool(names & (card.readers | {card.owner} | READS_ALL))


def may_read_original(card: DocumentCard, *, actor: Actor) -> bool:
    """Tell whether the actor may read the bytes as sent, camera position included."""
    return card.owner in {actor.code, actor.acts_for} or bool(actor.roles & READS_ALL)


def readings_of(code: str) -> tuple[AccessRow, ...]:
    """Return who read the document in which form, newest first."""
    rows = Access.objects.filter(document__code=code).order_by("-id")
    return tuple(
        AccessRow(
            document=code,
            actor=row.actor,
            acts_for=row.acts_for,
            form=row.form,
            read_at=row.read_at,
        )
        for row in rows
    )


def card_of(row: Document) -> DocumentCard:
    """Return the row as a card."""
    return DocumentCard(
        code=row.code,
        about=row.about,
        owner=row.owner,
        name=row.name,
        declared_type=row.declared_type,
        real_type=row.real_type,
        size=row.size,
        sha256=row.sha256,
        has_thumbnail=bool(row.thumbnail_sha256),
        readers=frozenset(row.readers),
        facts=row.facts,
        created_at=row.created_at,
    )


def _cards(rows: Iterable[Document]) -> tuple[DocumentCard, ...]:
    return tuple(card_of(row) for row in rows)
