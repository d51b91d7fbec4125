"""The door to kept documents: by right, never as something that could act in the browser."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.codes import services as codes
from matou.spine.documents import queries, services
from matou.spine.documents.contracts import DocumentStored, OpenDocument
from matou.web.access import PageRequest, requires

KIND = "document"


@require_safe
@requires()
def shown(request: PageRequest, code: str) -> HttpResponse:
    """Answer the copy for showing: pictures in the page, everything else as a download."""
    opened = services.open_document(code=code, actor=request.actor, now=utc_now())
    return _answer(opened)


@require_safe
@requires()
def original(request: PageRequest, code: str) -> HttpResponse:
    """Answer the bytes as they were sent, as a download, to the owner and officers."""
    opened = services.open_original(code=code, actor=request.actor, now=utc_now())
    return _answer(opened)


@require_safe
@requires()
def thumbnail(request: PageRequest, code: str) -> HttpResponse:
    """Answer the small picture."""
    opened = services.open_thumbnail(code=code, actor=request.actor)
    response = _answer(opened)
    response["Cache-Control"] = "private, max-age=86400"
    return response


def page_url(subject: str) -> str:
    """Return the address of a document."""
    return reverse("resolver:document", args=[subject])


def facts_for(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell what a document is to whoever may read it; others learn nothing."""
    if actor is None:
        return None
    try:
        card = queries.document(code=subject, actor=actor)
    except NotFound:
        return None
    return {
        "document": card.code,
        "name": card.name,
        "media_type": card.real_type,
        "size": card.size,
        "sha256": card.sha256,
        "about": card.about,
    }


def follow_stored(event: DocumentStored) -> None:
    """Register a document's own code; titles are read by anyone, so the file's name stays out."""
    codes.ensure_code(
        kind=KIND,
        subject=event.document,
        title_zh="文件",
        title_en="Document",
        now=event.occurred_at,
    )


def _answer(opened: OpenDocument) -> HttpResponse:
    response = HttpResponse(opened.file.read(), content_type=opened.content_type)
    disposition = content_disposition_header(not opened.inline, opened.name)
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    # Even opened by itself, a document can load, run or embed nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
