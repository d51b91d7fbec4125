"""Members, keys and grants: always by two people, never overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from matou.kit.actor import AUDITOR, OPERATOR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import GrantState, KeyState, MemberState, NewKey, NewMember
from matou.spine.exchange.contracts.refusals import (
    AlreadyThere,
    FingerprintDiffers,
    SecondPersonNeeded,
    StepNotPossible,
)
from matou.spine.exchange.models import Grant, GrantStep, MemberKeyStep, MemberVersion
from matou.spine.exchange.tests.world import (
    FIRST,
    MEMBER,
    NOW,
    SECOND,
    Neighbour,
    granted,
    registered,
    terms,
)
from matou.spine.journal import queries as journal

pytestmark = pytest.mark.django_db
NEW = NewMember(
    code=MEMBER,
    name_zh="佛山",
    name_en="Foshan",
    region="440600",
    base_url="https://foshan.example",
)


@pytest.fixture
def proposed() -> Neighbour:
    neighbour = Neighbour()
    services.propose_member(new=NEW, key=neighbour.key(), actor=FIRST, now=NOW)
    return neighbour


def test_a_member_is_active_once_a_second_person_typed_its_fingerprint(
    proposed: Neighbour,
) -> None:
    spoken = proposed.signer.key_id.upper()

    services.confirm_member(
        code=MEMBER, fingerprint=f"{spoken[:4]} {spoken[4:]}", actor=SECOND, now=NOW
    )

    assert queries.member(MEMBER).state is MemberState.ACTIVE
    assert queries.keys_of(MEMBER)[0].state is KeyState.CONFIRMED
    assert [one.state.value for one in queries.versions_of(MEMBER)] == ["active", "proposed"]


def test_who_proposed_a_member_cannot_confirm_it(proposed: Neighbour) -> None:
    with pytest.raises(SecondPersonNeeded):
        services.confirm_member(
            code=MEMBER, fingerprint=proposed.signer.key_id, actor=FIRST, now=NOW
        )


@pytest.mark.parametrize("typed", ["", "0" * 32, "words"])
def test_another_fingerprint_activates_nothing(proposed: Neighbour, typed: str) -> None:
    with pytest.raises(FingerprintDiffers):
        services.confirm_member(code=MEMBER, fingerprint=typed, actor=SECOND, now=NOW)

    assert queries.member(MEMBER).state is MemberState.PROPOSED


def test_the_database_itself_refuses_one_person_for_two(proposed: Neighbour) -> None:
    row = MemberVersion.objects.get(member=MEMBER)
    row.pk, row.version, row.state = None, 2, "active"
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        MemberKeyStep.objects.create(
            key_id=proposed.signer.key_id, state="confirmed", by=FIRST.code, at=NOW
        )
    asked = services.request_grant(new=terms(), actor=FIRST, now=NOW)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        GrantStep.objects.create(grant_id=asked, state="approved", by=FIRST.code, at=NOW)


def test_nobody_overwrites_a_version_or_a_grant(proposed: Neighbour) -> None:
    granted_number = granted()

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        MemberVersion.objects.filter(member=MEMBER).update(base_url="https://elsewhere.example")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Grant.objects.filter(pk=granted_number).update(max_per_day=10**6)


def test_a_member_with_a_new_address_is_proposed_and_confirmed_again() -> None:
    neighbour = registered(Neighbour())
    services.suspend_member(code=MEMBER, note="迁移", actor=FIRST, now=NOW)

    services.propose_member(
        new=replace(NEW, base_url="https://new.example"), key=None, actor=FIRST, now=NOW
    )
    services.confirm_member(code=MEMBER, fingerprint=neighbour.signer.key_id, actor=SECOND, now=NOW)

    assert queries.member(MEMBER).base_url == "https://new.example"
    assert queries.member(MEMBER).state is MemberState.ACTIVE


def test_an_active_member_is_not_proposed_over_itself() -> None:
    registered(Neighbour())

    with pytest.raises(StepNotPossible):
        services.propose_member(new=NEW, key=None, actor=FIRST, now=NOW)


def test_who_suspended_a_member_does_not_resume_it() -> None:
    registered(Neighbour())
    services.suspend_member(code=MEMBER, note="异常", actor=FIRST, now=NOW)

    with pytest.raises(SecondPersonNeeded):
        services.resume_member(code=MEMBER, note="好了", actor=FIRST, now=NOW)


def test_a_refused_or_ended_member_calls_no_more(proposed: Neighbour) -> None:
    services.refuse_member(code=MEMBER, note="指纹对不上", actor=SECOND, now=NOW)

    assert queries.member(MEMBER).state is MemberState.REFUSED
    with pytest.raises(StepNotPossible):
        services.end_member(code=MEMBER, note="多余", actor=SECOND, now=NOW)


def test_we_are_no_member_of_our_own() -> None:
    with pytest.raises(AlreadyThere):
        services.propose_member(
            new=replace(NEW, code=queries.own_member()), key=None, actor=FIRST, now=NOW
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "Foshan"},
        {"code": "fo"},
        {"region": "44060"},
        {"name_zh": " "},
        {"name_en": "x" * 61},
        {"base_url": "foshan.example"},
        {"base_url": "https://foshan.example/path"},
        {"base_url": "https://user@foshan.example"},
        {"base_url": "ftp://foshan.example"},
        {"base_url": "https://foshan.example:port"},
    ],
)
def test_a_member_that_cannot_be_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        services.propose_member(new=replace(NEW, **changed), key=None, actor=FIRST, now=NOW)


@pytest.mark.parametrize(
    ("public", "algorithm"),
    [("0" * 63, "ed25519"), ("G" * 64, "ed25519"), ("0" * 64, "sm2-sm3"), ("0" * 64, "rsa")],
)
def test_a_key_of_another_form_is_refused(public: str, algorithm: str) -> None:
    key = NewKey(public=public, algorithm=algorithm, from_at=NOW, until_at=NOW + timedelta(days=1))

    with pytest.raises(InvalidInput):
        services.propose_member(new=NEW, key=key, actor=FIRST, now=NOW)


@pytest.mark.parametrize("role", [OPERATOR, AUDITOR])
def test_only_officers_of_the_exchange_change_anything(role: str) -> None:
    other = Actor(code="OTHER", name="丙", acts_for="OTHER", roles=frozenset({role}))

    with pytest.raises(NotAllowed):
        services.propose_member(new=NEW, key=None, actor=other, now=NOW)
    with pytest.raises(NotAllowed):
        services.request_grant(new=terms(), actor=other, now=NOW)


def test_who_asked_for_a_grant_decides_nothing() -> None:
    registered(Neighbour())
    number = services.request_grant(new=terms(), actor=FIRST, now=NOW)

    with pytest.raises(SecondPersonNeeded):
        services.approve_grant(number=number, note="可以", actor=FIRST, now=NOW)
    with pytest.raises(SecondPersonNeeded):
        services.refuse_grant(number=number, note="不行", actor=FIRST, now=NOW)


def test_a_grant_is_decided_once_and_every_step_is_told() -> None:
    registered(Neighbour())
    number = granted()
    services.end_grant(number=number, note="任务完成", actor=FIRST, now=NOW)

    with pytest.raises(StepNotPossible):
        services.refuse_grant(number=number, note="不行", actor=SECOND, now=NOW)

    told = journal.entries_page(before=None, limit=9, aggregate=f"grant:{number}")
    assert queries.grant(number).state is GrantState.ENDED
    assert [one.event.partition(".")[2] for one in told] == [
        "GrantEnded",
        "GrantApproved",
        "GrantRequested",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"fields": ()},
        {"fields": ("name", "secret")},
        {"service": "none.such"},
        {"purpose": "curiosity"},
        {"basis": " "},
        {"until_at": NOW - timedelta(days=1)},
        {"until_at": NOW + timedelta(days=1099)},
        {"max_per_day": 0},
    ],
)
def test_terms_that_cannot_be_are_refused(changed: dict[str, object]) -> None:
    registered(Neighbour())

    with pytest.raises(InvalidInput):
        services.request_grant(new=terms(**changed), actor=FIRST, now=NOW)


def test_a_grant_needs_a_known_member() -> None:
    with pytest.raises(DomainError):
        services.request_grant(new=terms(consumer="nobody"), actor=FIRST, now=NOW)
