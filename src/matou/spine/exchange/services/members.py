"""Members and keys: one officer proposes, another compares the fingerprint; all steps are kept."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.spine.exchange.contracts.events import (
    KeyConfirmed,
    KeyProposed,
    KeyRevoked,
    MemberChanged,
)
from matou.spine.exchange.contracts.members import (
    KeyCard,
    KeyState,
    MemberCard,
    MemberState,
    NewKey,
    NewMember,
)
from matou.spine.exchange.contracts.refusals import (
    AlreadyThere,
    FingerprintDiffers,
    SecondPersonNeeded,
    StepNotPossible,
)
from matou.spine.exchange.models import MemberKey, MemberKeyStep, MemberVersion
from matou.spine.exchange.queries.identity import own_member
from matou.spine.exchange.queries.members import key as key_card
from matou.spine.exchange.queries.members import keys_of, known_member
from matou.spine.exchange.rules import keys as key_rules
from matou.spine.exchange.rules.members import check_key, check_member, check_move
from matou.spine.exchange.services._notes import OFFICERS, queue, said
from matou.spine.journal import services as journal


@transaction.atomic
def propose_member(*, new: NewMember, key: NewKey | None, actor: Actor, now: datetime) -> None:
    """Enter a member with its first key, or one that was suspended or ended with new facts.

    It counts for nothing until somebody else confirms. Raises InvalidInput, AlreadyThere,
    StepNotPossible.
    """
    actor.require_any(OFFICERS)
    check_member(new)
    before = _locked(new.code)
    if new.code == own_member():
        raise AlreadyThere(what=new.code)
    check_move(before=before.state if before else None, after=MemberState.PROPOSED)
    _write(
        MemberCard(
            code=new.code,
            version=before.version + 1 if before else 1,
            state=MemberState.PROPOSED,
            name_zh=new.name_zh.strip(),
            name_en=new.name_en.strip(),
            region=new.region,
            base_url=new.base_url,
            by=actor.code,
            at=now,
            note="",
        )
    )
    if key is not None:
        _add_key(new.code, key, actor=actor, now=now)


@transaction.atomic
def confirm_member(*, code: str, fingerprint: str, actor: Actor, now: datetime) -> None:
    """Activate a proposed member by typing the fingerprint of its key, as the member read it out.

    The proposed key of that fingerprint is confirmed with it. Raises SecondPersonNeeded,
    FingerprintDiffers, StepNotPossible, NotFound.
    """
    actor.require_any(OFFICERS)
    before = _standing(code)
    check_move(before=before.state, after=MemberState.ACTIVE)
    if before.by == actor.code:
        raise SecondPersonNeeded
    wanted = key_rules.typed(fingerprint)
    found = next((one for one in keys_of(code) if one.fingerprint == wanted), None)
    if found is None or found.state in {KeyState.REVOKED, KeyState.REFUSED}:
        raise FingerprintDiffers
    if found.state is KeyState.PROPOSED:
        _confirm(found, actor=actor, now=now)
    _next(before, MemberState.ACTIVE, actor=actor, now=now)


@transaction.atomic
def refuse_member(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Say no to a proposed member, with the reason."""
    _step(code, MemberState.REFUSED, note=note, actor=actor, now=now)


@transaction.atomic
def suspend_member(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Stop a member at once; one person is enough to stop."""
    _step(code, MemberState.SUSPENDED, note=note, actor=actor, now=now)


@transaction.atomic
def end_member(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """End a membership; its rows and its part of the log stay."""
    _step(code, MemberState.ENDED, note=note, actor=actor, now=now)


@transaction.atomic
def resume_member(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Let a suspended member go on; somebody else than who stopped it does so."""
    actor.require_any(OFFICERS)
    before = _standing(code)
    if before.state is not MemberState.SUSPENDED:
        raise StepNotPossible(state=before.state.value)
    if before.by == actor.code:
        raise SecondPersonNeeded
    _next(before, MemberState.ACTIVE, actor=actor, now=now, note=said(note))


@transaction.atomic
def propose_key(*, member: str, key: NewKey, actor: Actor, now: datetime) -> str:
    """Enter another key of a member, so that old and new overlap; returns its fingerprint."""
    actor.require_any(OFFICERS)
    _standing(member)
    return _add_key(member, key, actor=actor, now=now)


@transaction.atomic
def confirm_key(*, fingerprint: str, typed: str, actor: Actor, now: datetime) -> None:
    """Confirm a proposed key by typing its fingerprint, as the member read it out.

    Raises SecondPersonNeeded, FingerprintDiffers, StepNotPossible.
    """
    actor.require_any(OFFICERS)
    found = _locked_key(fingerprint)
    if key_rules.typed(typed) != found.fingerprint:
        raise FingerprintDiffers
    _confirm(found, actor=actor, now=now)


@transaction.atomic
def revoke_key(*, fingerprint: str, note: str, actor: Actor, now: datetime) -> None:
    """Take a key out of force at once, or refuse a proposed one; one person is enough."""
    actor.require_any(OFFICERS)
    reason = said(note)
    found = _locked_key(fingerprint)
    if found.state not in {KeyState.PROPOSED, KeyState.CONFIRMED}:
        raise StepNotPossible(state=found.state.value)
    state = KeyState.REFUSED if found.state is KeyState.PROPOSED else KeyState.REVOKED
    MemberKeyStep.objects.create(
        key_id=found.fingerprint, state=state.value, by=actor.code, at=now, note=reason
    )
    journal.publish(
        KeyRevoked(
            aggregate=f"member:{found.member}",
            actor=actor.code,
            occurred_at=now,
            member=found.member,
            fingerprint=found.fingerprint,
            reason=reason,
        )
    )


def _step(code: str, state: MemberState, *, note: str, actor: Actor, now: datetime) -> None:
    actor.require_any(OFFICERS)
    reason = said(note)
    before = _standing(code)
    check_move(before=before.state, after=state)
    _next(before, state, actor=actor, now=now, note=reason)


def _next(
    before: MemberCard, state: MemberState, *, actor: Actor, now: datetime, note: str = ""
) -> None:
    _write(
        replace(before, version=before.version + 1, state=state, by=actor.code, at=now, note=note)
    )


def _write(card: MemberCard) -> None:
    MemberVersion.objects.create(
        member=card.code,
        version=card.version,
        state=card.state.value,
        name_zh=card.name_zh,
        name_en=card.name_en,
        region=card.region,
        base_url=card.base_url,
        by=card.by,
        at=card.at,
        note=card.note,
    )
    journal.publish(
        MemberChanged(
            aggregate=f"member:{card.code}",
            actor=card.by,
            occurred_at=card.at,
            member=card.code,
            version=card.version,
            state=card.state.value,
        )
    )


def _add_key(member: str, new: NewKey, *, actor: Actor, now: datetime) -> str:
    check_key(new)
    name = key_rules.fingerprint(algorithm=new.algorithm, public=new.public)
    if MemberKey.objects.filter(pk=name).exists():
        raise AlreadyThere(what=name)
    MemberKey.objects.create(
        fingerprint=name,
        member=member,
        algorithm=new.algorithm,
        public=new.public,
        from_at=new.from_at,
        until_at=new.until_at,
        proposed_by=actor.code,
        proposed_at=now,
    )
    journal.publish(
        KeyProposed(
            aggregate=f"member:{member}",
            actor=actor.code,
            occurred_at=now,
            member=member,
            fingerprint=name,
        )
    )
    return name


def _confirm(found: KeyCard, *, actor: Actor, now: datetime) -> None:
    if found.state is not KeyState.PROPOSED:
        raise StepNotPossible(state=found.state.value)
    if found.proposed_by == actor.code:
        raise SecondPersonNeeded
    MemberKeyStep.objects.create(
        key_id=found.fingerprint, state=KeyState.CONFIRMED.value, by=actor.code, at=now
    )
    journal.publish(
        KeyConfirmed(
            aggregate=f"member:{found.member}",
            actor=actor.code,
            occurred_at=now,
            member=found.member,
            fingerprint=found.fingerprint,
        )
    )


def _standing(code: str) -> MemberCard:
    found = _locked(code)
    if found is None:
        raise NotFound(what=code)
    return found


def _locked(code: str) -> MemberCard | None:
    """Put those who change one member in line; there is no row yet when it is new."""
    queue(f"exchange-member:{code}")
    return known_member(code)


def _locked_key(fingerprint: str) -> KeyCard:
    queue(f"exchange-key:{fingerprint}")
    return key_card(fingerprint)
