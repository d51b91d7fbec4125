"""What a code names, and what code a thing has."""

from collections.abc import Collection, Mapping

from matou.kit.actor import Actor
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.spine.codes.contracts import CodeCard, LookUp, Verdict
from matou.spine.codes.models import Code
from matou.spine.codes.queries import kinds
from matou.spine.codes.rules import MAX_TYPED_LENGTH, near_codes, typed_letters, verdict_on


def resolve(text: str) -> CodeCard | None:
    """Return what a typed or scanned code names; look-alike letters, case and hyphens don't matter.

    A retired code is answered too, with ``retired_at`` and ``successor``.
    """
    code = normal_code(typed_letters(text))
    row = Code.objects.filter(code=code).first() if code else None
    return card_of(row) if row else None


def card(code: str) -> CodeCard:
    """Return what a code names; raises NotFound."""
    found = resolve(code)
    if found is None:
        raise NotFound(what=code[:MAX_TYPED_LENGTH])
    return found


def look_up(text: str) -> LookUp:
    """Return the verdict on a typed code, with near codes where it was mistyped."""
    found = resolve(text)
    verdict = verdict_on(text)
    if found is not None:
        verdict = Verdict.RETIRED if found.retired_at else Verdict.KNOWN
    near = near_codes(text) if verdict is Verdict.MISTYPED else frozenset()
    suggestions = Code.objects.filter(code__in=near, retired_at__isnull=True).order_by("code")
    return LookUp(
        text=text[:MAX_TYPED_LENGTH],
        verdict=verdict,
        card=found,
        suggestions=tuple(suggestions.values_list("code", flat=True)) if near else (),
    )


def code_of(*, kind: str, subject: str) -> str | None:
    """Return the code of a thing, or None."""
    rows = Code.objects.filter(kind=kind, subject=subject)
    return rows.values_list("code", flat=True).first()


def codes_of(*, kind: str, subjects: Collection[str]) -> dict[str, str]:
    """Return the codes of those among the things that have one, by subject."""
    rows = Code.objects.filter(kind=kind, subject__in=subjects)
    return dict(rows.values_list("subject", "code"))


def facts_of(card: CodeCard, *, actor: Actor | None) -> Mapping[str, object] | None:
    """Return what the actor may read of the thing; None when nothing, or its room is off."""
    kind = kinds.find(card.kind)
    return kind.facts(card.subject, actor) if kind and kind.facts else None


def card_of(row: Code) -> CodeCard:
    """Return the row as a card."""
    kind = kinds.find(row.kind)
    return CodeCard(
        code=row.code,
        kind=row.kind,
        subject=row.subject,
        title_zh=row.title_zh,
        title_en=row.title_en,
        created_at=row.created_at,
        retired_at=row.retired_at,
        successor=row.successor_id,
        page_url=kind.page_url(row.subject) if kind and kind.page_url else None,
        leads_to_page=kind is not None and kind.leads_to_page,
    )
