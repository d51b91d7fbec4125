"""E-licences: what issuing and acting do, whom they refuse, what the database guarantees."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from matou.kit.actor import SYSTEM
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.period import Period
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import LicenceField, LicenceState
from matou.spine.credentials.models import (
    Credential,
    ELicence,
    ELicenceVersion,
    LicenceSerial,
    StatusEntry,
    StatusList,
)
from matou.spine.credentials.queries import checking, status_lists
from matou.spine.credentials.rules import sd_jwt
from matou.spine.credentials.rules.identifiers import parse_identifier
from matou.spine.credentials.rules.licence_types import NotIssuedHere
from matou.spine.credentials.rules.status_bits import Status, status_at
from matou.spine.credentials.rules.validity import CredentialMoveRefused
from matou.spine.credentials.tests import licences as world
from matou.spine.credentials.tests.licences import DAY, NOW, act, issued, officer, someone
from matou.spine.journal import queries as journal

pytestmark = pytest.mark.usefixtures("office")


def events_of(code: str) -> list[str]:
    rows = journal.entries_page(before=None, limit=50, aggregate=code, event=None)
    return [row.event.rsplit(".", 1)[-1] for row in reversed(rows)]


def test_what_is_issued_counts_at_once() -> None:
    card = issued()

    assert card.state is LicenceState.VALID
    assert queries.valid_for(holder=card.holder, kind="port_operation", period=card.valid)
    assert events_of(card.code) == ["LicenceIssued"]


def test_the_same_case_issues_once() -> None:
    first, second = issued(), issued()

    assert first == second
    assert (ELicence.objects.count(), LicenceSerial.objects.get().last) == (1, 1)


def test_serials_count_up_by_issuer_and_kind() -> None:
    codes = [issued("CASE00001"), issued("CASE00002")]
    other = issued("CASE00003", kind="carrier_permit")

    serials = [parse_identifier(card.identifier).serial for card in (*codes, other)]
    assert serials == [1, 2, 1]


def test_a_failed_issue_leaves_no_gap() -> None:
    with pytest.raises(InvalidInput), transaction.atomic():
        issued("CASE00001", fields=(replace(world.SCOPE, value="x" * 301),))
    card = issued("CASE00002")

    assert parse_identifier(card.identifier).serial == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "business_licence"}, NotIssuedHere),
        ({"kind": "vessel_operation"}, InvalidInput),
        ({"issuer": "11450400DEM01001XX"}, InvalidInput),
        ({"valid": Period(NOW, NOW + 5000 * DAY)}, InvalidInput),
        ({"holder": "NOBODY001"}, InvalidInput),
        ({"fields": (LicenceField(key="exp", zh="x", en="x", value="x"),)}, InvalidInput),
    ],
)
def test_a_bad_order_is_refused(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        issued(**changes)


def test_the_house_itself_signs_no_licence() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        issued(signed_by=SYSTEM.code)


def test_a_vessel_can_hold_its_paper() -> None:
    card = issued(kind="vessel_operation", holder="VESSEL001", holder_name="桂江 168")

    assert card.holder_name == "桂江 168"
    assert queries.valid_for(holder="VESSEL001", kind="vessel_operation", period=card.valid)


def test_who_keeps_a_vessels_licence_does_not_decide_about_it() -> None:
    owner = someone("shipper")
    card = issued(
        kind="vessel_operation", holder="VESSEL001", holder_name="桂江 168",
        recipient=owner.acts_for,
    )  # fmt: skip
    both = replace(owner, roles=owner.roles | {world.OFFICE})

    assert queries.licence_detail(code=card.code, actor=owner, at=NOW).is_holder
    with pytest.raises(services.OwnLicence):
        act("suspend", card.code, by=both)


def test_a_suspended_licence_does_not_count_until_it_is_reinstated() -> None:
    card = issued()

    suspended = act("suspend", card.code)
    counts = queries.valid_for(holder=card.holder, kind=card.kind, period=card.valid)
    again = act("reinstate", card.code)

    assert (suspended.state, counts, again.state) == ("suspended", False, "valid")
    assert events_of(card.code) == ["LicenceIssued", "LicenceSuspended", "LicenceReinstated"]


def test_a_revoked_licence_stays_so() -> None:
    card = issued()
    act("revoke", card.code)

    with pytest.raises(CredentialMoveRefused):
        act("reinstate", card.code)
    with pytest.raises(CredentialMoveRefused):
        world.replaced(card.code)

    assert queries.newest_card(card.code, at=NOW).state is LicenceState.REVOKED


def test_a_replacement_counts_the_version_up_under_the_same_serial() -> None:
    card = issued()

    new = world.replaced(card.code, scope="散货与集装箱")
    old = queries.card_identified(parse_identifier(card.identifier), at=NOW)

    assert (new.version, new.fields[0].value, new.code) == (2, "散货与集装箱", card.code)
    assert parse_identifier(new.identifier).serial == parse_identifier(card.identifier).serial
    assert old is not None
    assert old.state is LicenceState.REPLACED
    assert queries.valid_for(holder=card.holder, kind=card.kind, period=card.valid)
    assert events_of(card.code)[-1] == "LicenceReplaced"


def test_an_ended_licence_is_told_as_expired() -> None:
    card = issued()

    assert queries.newest_card(card.code, at=card.valid.until_at).state is LicenceState.EXPIRED


@pytest.mark.parametrize("key", ["shipper", "case-clerk", "auditor", "registrar", "skipper"])
def test_only_the_issuing_office_acts(key: str) -> None:
    card = issued()

    with pytest.raises(NotAllowed):
        act("suspend", card.code, by=someone(key))


def test_the_house_itself_stops_nothing() -> None:
    card = issued()

    with pytest.raises(NotAllowed):
        act("suspend", card.code, by=replace(SYSTEM, roles=frozenset({world.OFFICE})))


def test_nobody_decides_about_their_own_licence() -> None:
    card = issued()
    holder = someone("shipper")
    both = replace(holder, roles=holder.roles | {world.OFFICE}, acts_for=holder.code)

    with pytest.raises(services.OwnLicence):
        act("reinstate", card.code, by=both)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 151, "a\x00"])
def test_every_act_needs_a_reason(reason: str) -> None:
    card = issued()

    with pytest.raises(InvalidInput):
        services.revoke_licence(code=card.code, reason=reason, actor=officer(), now=NOW)


def test_the_general_desk_does_not_touch_what_the_house_issued() -> None:
    card = issued()
    paper = Credential.objects.get(e_licence__licence__code=card.code)

    with pytest.raises(services.IssuedHere):
        services.revoke_credential(code=paper.code, note="x", actor=someone("registrar"), now=NOW)


@pytest.mark.parametrize("model", [ELicence, ELicenceVersion, StatusEntry, StatusList])
def test_what_was_issued_is_never_rewritten(model: type[ELicence]) -> None:
    issued()

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=9999)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_holder_and_office_read_a_licence_and_others_learn_nothing() -> None:
    card = issued()

    seen = [queries.licence_detail(code=card.code, actor=someone(key), at=NOW)
            for key in ("shipper", "case-signer", "auditor")]  # fmt: skip
    with pytest.raises(NotFound):
        queries.licence_detail(code=card.code, actor=someone("skipper"), at=NOW)

    assert [one.is_holder for one in seen] == [True, False, False]
    assert [one.may_act for one in seen] == [False, True, False]


def test_the_register_shows_an_office_its_own_and_strangers_nothing() -> None:
    issued()
    issued("CASE00002", officers=frozenset({"other.office"}))

    own = queries.licences_page(text="", actor=officer(), at=NOW)
    every = queries.licences_page(text="演示梧州", actor=someone("auditor"), at=NOW)
    with pytest.raises(NotAllowed):
        queries.licences_page(text="", actor=someone("skipper"), at=NOW)

    assert (len(own.rows), len(every.rows)) == (1, 2)


def test_the_status_list_tells_each_state_at_its_place() -> None:
    cards = [issued(f"CASE0000{number}") for number in range(4)]
    act("suspend", cards[1].code)
    act("revoke", cards[2].code)
    world.replaced(cards[3].code)

    said = [status_of(card.identifier) for card in cards]
    new = status_of(queries.newest_card(cards[3].code, at=NOW).identifier)

    assert said == [Status.VALID, Status.SUSPENDED, Status.INVALID, Status.INVALID]
    assert new is Status.VALID


def status_of(identifier: str) -> Status:
    """Read a licence's status as a wallet does: by the public list alone."""
    entry = ELicenceVersion.objects.get(identifier=identifier).entry
    token = status_lists.status_list_token(code=entry.status_list.code, now=NOW)
    claims = checking.read_jwt(token, typ=status_lists.TYPE)
    return status_at(sd_jwt.decoded(claims["status_list"]["lst"]), entry.index)


def test_a_full_list_gets_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.issuing, "CAPACITY", 1)

    issued("CASE00001")
    issued("CASE00002")

    assert StatusList.objects.count() == 2


def test_neighbours_in_time_lie_anywhere_in_the_list() -> None:
    for number in range(12):
        issued(f"CASE000{number:02}")

    places = list(StatusEntry.objects.order_by("pk").values_list("index", flat=True))
    assert places != sorted(places)
