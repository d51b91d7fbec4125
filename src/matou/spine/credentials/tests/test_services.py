from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.actor import OPERATOR, REGISTRAR, Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.period import Period
from matou.spine.credentials import queries, seeds, services
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.spine.credentials.models import Credential
from matou.spine.credentials.rules.validity import CredentialMoveRefused
from matou.spine.credentials.services.checking import OwnCredential
from matou.spine.journal.queries import entries_of
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as parties_seeds
from matou.spine.parties.tests.people import ID_NUMBER, NOW, a_company, acting_for, an_actor

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
VALID = Period(NOW - YEAR, NOW + YEAR)
TRIP = Period(NOW, NOW + timedelta(days=5))


@pytest.fixture
def carrier() -> Actor:
    actor = an_actor("carrier")
    return acting_for(actor, a_company(actor).code)


@pytest.fixture
def registrar() -> Actor:
    return Actor(
        code="REGISTRAR", name="登记员", acts_for="REGISTRAR", roles=frozenset({REGISTRAR})
    )


def _claim(actor: Actor, *, number: str = "交桂水 001", valid: Period = VALID) -> CredentialCard:
    return services.record_credential(
        holder=actor.acts_for,
        kind="carrier_permit",
        number=number,
        issuer="广西交通运输厅",
        valid=valid,
        actor=actor,
        now=NOW,
    )


def _verified(actor: Actor, registrar: Actor, *, valid: Period = VALID) -> CredentialCard:
    card = _claim(actor, number=f"N{valid.until_at:%Y%m%d%H%M}", valid=valid)
    return services.verify_credential(code=card.code, note="", actor=registrar, now=NOW)


def _is_valid(actor: Actor) -> bool:
    return queries.valid_for(holder=actor.acts_for, kind="carrier_permit", period=TRIP)


def test_a_claim_counts_only_after_its_check(carrier: Actor, registrar: Actor) -> None:
    card = _claim(carrier)
    before = _is_valid(carrier)

    services.verify_credential(code=card.code, note="与公示一致", actor=registrar, now=NOW)

    assert (before, _is_valid(carrier)) == (False, True)
    assert [entry.event for entry in entries_of(card.code)] == [
        "credentials.CredentialRecorded",
        "credentials.CredentialVerified",
    ]
    assert [(row.state, row.note) for row in queries.checks_of(card.code)] == [
        (CredentialState.CLAIMED, ""),
        (CredentialState.VERIFIED, "与公示一致"),
    ]


def test_a_suspended_credential_does_not_count_until_reinstated(
    carrier: Actor, registrar: Actor
) -> None:
    card = _verified(carrier, registrar)

    services.suspend_credential(code=card.code, note="年审未过", actor=registrar, now=NOW)
    suspended = _is_valid(carrier)
    services.reinstate_credential(code=card.code, note="已补审", actor=registrar, now=NOW)

    assert (suspended, _is_valid(carrier)) == (False, True)


def test_a_revoked_credential_never_counts_again(carrier: Actor, registrar: Actor) -> None:
    card = _verified(carrier, registrar)
    services.revoke_credential(code=card.code, note="伪造", actor=registrar, now=NOW)

    with pytest.raises(CredentialMoveRefused):
        services.verify_credential(code=card.code, note="", actor=registrar, now=NOW)
    assert not _is_valid(carrier)


@pytest.mark.parametrize("note", ["", "  "])
def test_stopping_a_credential_needs_grounds(carrier: Actor, registrar: Actor, note: str) -> None:
    card = _verified(carrier, registrar)

    with pytest.raises(InvalidInput):
        services.suspend_credential(code=card.code, note=note, actor=registrar, now=NOW)


def test_the_holder_does_not_verify_and_an_operator_does_not_either(carrier: Actor) -> None:
    card = _claim(carrier)
    operator = replace(carrier, code="OPERATOR", roles=frozenset({OPERATOR}))

    for actor in (carrier, operator):
        with pytest.raises(NotAllowed):
            services.verify_credential(code=card.code, note="", actor=actor, now=NOW)


def test_a_registrar_does_not_verify_what_they_recorded(carrier: Actor, registrar: Actor) -> None:
    card = _claim(replace(registrar, acts_for=carrier.acts_for))

    with pytest.raises(OwnCredential):
        services.verify_credential(code=card.code, note="", actor=registrar, now=NOW)


def test_nobody_records_for_a_strange_company(carrier: Actor) -> None:
    stranger = an_actor("stranger")

    with pytest.raises(NotAllowed):
        services.record_credential(
            holder=carrier.acts_for,
            kind="carrier_permit",
            number="1",
            issuer="x",
            valid=VALID,
            actor=stranger,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "x" * 61),
        ("number", "a\x00b"),
        ("issuer", ""),
        ("issuer", "字" * 101),
        ("kind", "crew_competence"),
        ("kind", "vessel_survey"),
        ("kind", "nothing"),
        ("holder", ""),
        ("holder", "x" * 17),
        ("holder", "a\x00"),
        ("valid", Period(NOW, NOW + 20 * YEAR)),
    ],
)
def test_bad_input_is_refused(carrier: Actor, field: str, value: object) -> None:
    told: dict[str, object] = {
        "holder": carrier.acts_for,
        "kind": "carrier_permit",
        "number": "1",
        "issuer": "x",
        "valid": VALID,
    }

    with pytest.raises(InvalidInput):
        services.record_credential(
            **{**told, field: value},  # type: ignore[arg-type]  # one of them is wrong on purpose
            actor=carrier,
            now=NOW,
        )
    assert not Credential.objects.exists()


def test_the_same_paper_is_recorded_once(carrier: Actor) -> None:
    _claim(carrier)

    with pytest.raises(services.CredentialKnown):
        _claim(carrier)


def test_one_number_is_verified_for_one_holder_only(carrier: Actor, registrar: Actor) -> None:
    from matou.spine.parties.seeds import demo_uscc

    rival = an_actor("rival")
    rival = acting_for(rival, a_company(rival, uscc=demo_uscc(5)).code)
    first, second = _claim(carrier), _claim(rival)
    services.verify_credential(code=first.code, note="", actor=registrar, now=NOW)

    with pytest.raises(services.NumberVerifiedElsewhere):
        services.verify_credential(code=second.code, note="", actor=registrar, now=NOW)


def test_missing_kinds_are_named_in_the_order_asked(carrier: Actor, registrar: Actor) -> None:
    _verified(carrier, registrar)

    missing = queries.missing_for(
        holder=carrier.acts_for,
        kinds=("port_operation", "carrier_permit", "business_licence"),
        period=TRIP,
    )

    assert missing == ("port_operation", "business_licence")


def test_the_papers_of_several_holders_are_asked_in_one_query(
    carrier: Actor, registrar: Actor, django_assert_num_queries: Callable[[int], Any]
) -> None:
    _verified(carrier, registrar)
    wanted = {carrier.acts_for: ("carrier_permit",), "VESSEL001": ("vessel_survey",)}

    with django_assert_num_queries(1):
        missing = queries.missing_among(wanted=wanted, period=TRIP)

    assert missing == ("vessel_survey",)


def test_a_trip_across_a_renewal_is_covered(carrier: Actor, registrar: Actor) -> None:
    middle = NOW + timedelta(days=2)
    _verified(carrier, registrar, valid=Period(NOW - YEAR, middle))
    before = _is_valid(carrier)

    _verified(carrier, registrar, valid=Period(middle, NOW + YEAR))

    assert (before, _is_valid(carrier)) == (False, True)


def test_the_number_of_a_persons_paper_is_sealed_and_its_reading_logged() -> None:
    person, other = an_actor("person"), an_actor("other")
    card = services.record_credential(
        holder=person.code,
        kind="driving_licence",
        number=ID_NUMBER,
        issuer="梧州车管所",
        valid=VALID,
        actor=person,
        now=NOW,
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM credentials_credential c")
        stored = str(cursor.fetchall())
    number = services.read_number(code=card.code, why="核对身份", actor=person, now=NOW)

    assert ID_NUMBER not in stored
    assert (card.number, number) == ("11**************91", ID_NUMBER)
    assert parties.accesses_page(subject=person.code)[0].reader == person.code
    with pytest.raises(NotAllowed):
        services.read_number(code=card.code, why="好奇而已", actor=other, now=NOW)


def test_each_threshold_is_announced_once(carrier: Actor, registrar: Actor) -> None:
    end = NOW + timedelta(days=100)
    card = _verified(carrier, registrar, valid=Period(NOW - YEAR, end))

    days = (61, 60, 60, 45, 30, 7, 1, 0)
    told = [services.announce_expiring(now=end - timedelta(days=left)) for left in days]

    assert told == [0, 1, 0, 0, 1, 1, 0, 0]
    events = [entry for entry in entries_of(card.code) if entry.event.endswith("Expiring")]
    assert [entry.payload["days"] for entry in events] == [60, 30, 7]


def test_a_renewed_credential_is_not_announced(carrier: Actor, registrar: Actor) -> None:
    end = NOW + timedelta(days=20)
    _verified(carrier, registrar, valid=Period(NOW - YEAR, end))
    _verified(carrier, registrar, valid=Period(end, end + YEAR))

    assert services.announce_expiring(now=NOW) == 0


def test_the_daily_job_announces(carrier: Actor, registrar: Actor) -> None:
    from matou.spine.credentials.jobs import announce_expiring

    card = _verified(carrier, registrar, valid=Period(NOW - YEAR, NOW + timedelta(days=20)))

    announce_expiring(now=NOW)

    assert entries_of(card.code)[-1].event == "credentials.CredentialExpiring"


@pytest.mark.parametrize(
    "statement", ["DELETE FROM credentials_check", "UPDATE credentials_check SET note = ''"]
)
def test_checks_only_grow(carrier: Actor, statement: str) -> None:
    _claim(carrier)

    with (
        pytest.raises(DatabaseError, match=r"only grows|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_unknown_credential_is_not_found(registrar: Actor) -> None:
    with pytest.raises(NotFound):
        services.verify_credential(code="NOTHING00", note="", actor=registrar, now=NOW)
    with pytest.raises(NotFound):
        queries.credential("NOTHING00")


@pytest.mark.parametrize("now", [NOW, datetime(2031, 6, 1, tzinfo=UTC)])
def test_demo_carriers_have_papers_long_after_now_and_seeding_repeats(now: datetime) -> None:
    seeds.seed(now=now)
    rows = Credential.objects.count()
    seeds.seed(now=now)
    handles = parties_seeds.seed(now=now)

    trip = Period(now, now + timedelta(days=300))

    assert Credential.objects.count() == rows
    assert queries.valid_for(holder=handles["skipper"].acts_for, kind="carrier_permit", period=trip)
    assert queries.valid_for(holder=handles["skipper"].person, kind="crew_competence", period=trip)


def test_a_demo_vessel_gets_its_papers() -> None:
    for kind in seeds.VESSEL_KINDS:
        seeds.ensure_verified(holder="VESSEL001", kind=kind, now=NOW)

    assert not queries.missing_for(holder="VESSEL001", kinds=seeds.VESSEL_KINDS, period=TRIP)


def test_waiting_claims_come_oldest_first_and_page(carrier: Actor) -> None:
    first, second = _claim(carrier, number="1"), _claim(carrier, number="2")

    assert [card.code for card in queries.claimed_page()] == [first.code, second.code]
    assert [card.code for card in queries.claimed_page(after=first.code)] == [second.code]


def test_what_ends_soon_is_listed(carrier: Actor, registrar: Actor) -> None:
    card = _verified(carrier, registrar)

    assert queries.expiring_page(until_at=NOW + YEAR, now=NOW)[0].code == card.code
    assert queries.expiring_page(until_at=NOW + YEAR - timedelta(seconds=1), now=NOW) == ()
