"""Issue and retire codes; a code never changes meaning."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code, normal_code
from matou.kit.errors import InvalidInput, NotFound
from matou.spine.codes.contracts import (
    CodeAlreadyIssued,
    CodeAlreadyRetired,
    CodeRetired,
    FactsOf,
    PageUrl,
    Subject,
)
from matou.spine.codes.models import Code
from matou.spine.codes.queries import kinds
from matou.spine.journal import services as journal

MAX_SUBJECT_LENGTH = 80
MAX_TITLE_LENGTH = 120


def register_kind(
    *,
    kind: str,
    page_url: PageUrl | None = None,
    facts: FactsOf | None = None,
    leads_to_page: bool = False,
) -> None:
    """Make a kind of thing known at start-up; call from the room's wiring.

    ``page_url(subject)`` gives the thing's page, ``facts(subject, actor)`` what the actor (None
    for a guest) may read of it at ``/c/<code>``. What is None stays as registered before, so a
    module may add the page of a kind whose facts a lower room already tells. With
    ``leads_to_page`` a person who scans the code reads that page at once, a retired one's too:
    for things whose page is made for the one who scans, such as a guide on a phone.
    """
    kinds.keep(kinds.Kind(name=kind, page_url=page_url, facts=facts, leads_to_page=leads_to_page))


@transaction.atomic
def issue(*, kind: str, subject: str, title_zh: str, title_en: str, now: datetime) -> str:
    """Give a thing its code and return it.

    Raises UnknownKind, InvalidInput, and CodeAlreadyIssued when the thing has one.
    """
    kinds.require(kind)
    wanted = _checked(Subject(subject=subject, title_zh=title_zh, title_en=title_en))
    code = _insert(kind=kind, wanted=wanted, now=now)
    if code is None:
        issued = Code.objects.values_list("code", flat=True).get(kind=kind, subject=subject)
        raise CodeAlreadyIssued(issued=issued)
    return code


@transaction.atomic
def ensure_code(*, kind: str, subject: str, title_zh: str, title_en: str, now: datetime) -> str:
    """Return the thing's code, issued now if need be; its titles are brought up to date."""
    subjects = (Subject(subject=subject, title_zh=title_zh, title_en=title_en),)
    return ensure_codes(kind=kind, subjects=subjects, now=now)[subject]


@transaction.atomic
def ensure_codes(*, kind: str, subjects: Sequence[Subject], now: datetime) -> dict[str, str]:
    """Return the codes of the things by subject, like ``ensure_code`` for many at once."""
    kinds.require(kind)
    wanted = {subject.subject: _checked(subject) for subject in subjects}
    known = {row.subject: row for row in Code.objects.filter(kind=kind, subject__in=wanted)}
    _follow_titles(known, wanted)
    codes = {subject: row.code for subject, row in known.items()}
    for subject in wanted.keys() - known.keys():
        code = _insert(kind=kind, wanted=wanted[subject], now=now)
        # Somebody else was faster between our look and our insert: theirs is the code.
        codes[subject] = code or Code.objects.get(kind=kind, subject=subject).code
    return codes


@transaction.atomic
def retire(*, code: str, successor: str | None, actor: Actor, now: datetime) -> None:
    """Take a code out of use, naming the code to follow; it keeps its meaning and its page.

    Raises NotFound and CodeAlreadyRetired.
    """
    row = _locked(code)
    if row.retired_at is not None:
        raise CodeAlreadyRetired(issued=code)
    row.retired_at = now
    row.successor = _locked(successor) if successor else None
    row.save(update_fields=["retired_at", "successor"])
    journal.publish(
        CodeRetired(aggregate=code, actor=actor.code, occurred_at=now, successor=successor or "")
    )


def _insert(*, kind: str, wanted: Subject, now: datetime) -> str | None:
    """Insert under a fresh code; None when the thing has one already.

    A thing whose own id is a code (a party, a document) keeps it: one thing, one code.
    """
    own = normal_code(wanted.subject)
    candidate = own if own == wanted.subject else None
    while not Code.objects.filter(kind=kind, subject=wanted.subject).exists():
        code, candidate = candidate or new_code(), None
        row = Code(
            code=code,
            kind=kind,
            subject=wanted.subject,
            title_zh=wanted.title_zh,
            title_en=wanted.title_en,
            created_at=now,
        )
        # DO NOTHING covers both collisions: the same random code, and the same thing.
        Code.objects.bulk_create([row], ignore_conflicts=True)
        if Code.objects.filter(code=code, kind=kind, subject=wanted.subject).exists():
            return code
    return None


def _follow_titles(known: dict[str, Code], wanted: dict[str, Subject]) -> None:
    changed = []
    for subject, row in known.items():
        titles = (wanted[subject].title_zh, wanted[subject].title_en)
        if (row.title_zh, row.title_en) != titles:
            row.title_zh, row.title_en = titles
            changed.append(row)
    Code.objects.bulk_update(changed, ["title_zh", "title_en"])


def _locked(code: str) -> Code:
    row = Code.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise NotFound(what=code)
    return row


def _checked(subject: Subject) -> Subject:
    limits = (
        ("subject", subject.subject, MAX_SUBJECT_LENGTH),
        ("title_zh", subject.title_zh, MAX_TITLE_LENGTH),
        ("title_en", subject.title_en, MAX_TITLE_LENGTH),
    )
    for field, value, limit in limits:
        if not value.strip() or len(value) > limit or "\x00" in value:
            raise InvalidInput(
                field=field,
                reason_zh=f"请填写 1 至 {limit} 个字。",
                reason_en=f"Give 1 to {limit} characters.",
            )
    return subject
