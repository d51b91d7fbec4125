"""Reads of members and keys."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from matou.kit.errors import NotFound
from matou.spine.exchange.contracts.members import KeyCard, KeyState, MemberCard, MemberState
from matou.spine.exchange.models import MemberKey, MemberKeyStep, MemberVersion

MOST = 200
_STRONGEST = (KeyState.REVOKED.value, KeyState.REFUSED.value, KeyState.CONFIRMED.value)
"""A revoked key was confirmed before: the later step counts."""


def members() -> tuple[MemberCard, ...]:
    """Return all members as they stand now, by id."""
    newest = MemberVersion.objects.filter(member=OuterRef("member")).order_by("-version")
    rows = MemberVersion.objects.filter(pk=Subquery(newest.values("pk")[:1])).order_by("member")
    return tuple(_card(row) for row in rows[:MOST])


def member(code: str) -> MemberCard:
    """Return a member as it stands now; raises NotFound."""
    found = known_member(code)
    if found is None:
        raise NotFound(what=code)
    return found


def known_member(code: str) -> MemberCard | None:
    """Return a member as it stands now, None where nobody knows it."""
    row = MemberVersion.objects.filter(member=code).order_by("-version").first()
    return _card(row) if row else None


def versions_of(code: str) -> tuple[MemberCard, ...]:
    """Return how a member came to stand as it does, the newest version first."""
    rows = MemberVersion.objects.filter(member=code).order_by("-version")
    return tuple(_card(row) for row in rows[:MOST])


def keys_of(code: str) -> tuple[KeyCard, ...]:
    """Return a member's keys with what was decided about each, the newest first."""
    rows = list(MemberKey.objects.filter(member=code).order_by("-proposed_at", "fingerprint"))
    return _key_cards(rows)


def key(fingerprint: str) -> KeyCard:
    """Return one key; raises NotFound."""
    found = _key_cards(list(MemberKey.objects.filter(pk=fingerprint)))
    if not found:
        raise NotFound(what=fingerprint)
    return found[0]


_PROOF = """
SELECT v.state, k.fingerprint, k.algorithm, k.public, k.from_at, k.until_at, k.proposed_by,
       k.proposed_at, ARRAY(SELECT s.state FROM exchange_memberkeystep s
                             WHERE s.key_id = k.fingerprint)
  FROM (SELECT member, state FROM exchange_memberversion WHERE member = %s
         ORDER BY version DESC LIMIT 1) v
  LEFT JOIN exchange_memberkey k ON k.member = v.member
"""


def member_with_keys(code: str) -> tuple[MemberState | None, tuple[KeyCard, ...]]:
    """Return a member's state and keys in one query, for every call that comes in."""
    with connection.cursor() as cursor:
        cursor.execute(_PROOF, [code])
        rows = cursor.fetchall()
    if not rows:
        return None, ()
    cards = tuple(_proof_card(code, row[1:]) for row in rows if row[1] is not None)
    return MemberState(rows[0][0]), cards


def _proof_card(code: str, row: tuple[Any, ...]) -> KeyCard:
    fingerprint, algorithm, public, from_at, until_at, by, at, states = row
    last = next((state for state in _STRONGEST if state in states), KeyState.PROPOSED.value)
    return KeyCard(
        fingerprint=fingerprint,
        member=code,
        algorithm=algorithm,
        public=public,
        from_at=from_at,
        until_at=until_at,
        state=KeyState(last),
        proposed_by=by,
        proposed_at=at,
        decided_by="",
        decided_at=None,
        note="",
    )


def _key_cards(rows: Sequence[MemberKey]) -> tuple[KeyCard, ...]:
    steps: dict[str, dict[str, MemberKeyStep]] = {row.fingerprint: {} for row in rows}
    for step in MemberKeyStep.objects.filter(key__in=steps):
        steps[step.key_id][step.state] = step
    return tuple(_key_card(row, steps[row.fingerprint]) for row in rows)


def _key_card(row: MemberKey, steps: dict[str, MemberKeyStep]) -> KeyCard:
    last = next((steps[state] for state in _STRONGEST if state in steps), None)
    return KeyCard(
        fingerprint=row.fingerprint,
        member=row.member,
        algorithm=row.algorithm,
        public=row.public,
        from_at=row.from_at,
        until_at=row.until_at,
        state=KeyState(last.state) if last else KeyState.PROPOSED,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=last.by if last else "",
        decided_at=last.at if last else None,
        note=last.note if last else "",
    )


def _card(row: MemberVersion) -> MemberCard:
    return MemberCard(
        code=row.member,
        version=row.version,
        state=MemberState(row.state),
        name_zh=row.name_zh,
        name_en=row.name_en,
        region=row.region,
        base_url=row.base_url,
        by=row.by,
        at=row.at,
        note=row.note,
    )
