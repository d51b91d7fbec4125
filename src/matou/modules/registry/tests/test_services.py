"""Acts of the registrar and of owners: the deed, the refusals, the events, the history."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.registry import services
from matou.modules.registry.contracts import (
    VESSEL_BY_MMSI,
    VESSEL_LOOKUP,
    VESSELS_OF,
    UnknownVessel,
)
from matou.modules.registry.models import FieldRecord, Vessel
from matou.modules.registry.models.projection import particulars_of
from matou.modules.registry.queries import histories
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.history import Provenance, projection
from matou.modules.registry.rules.proposals import (
    NothingChanged,
)
from matou.modules.registry.rules.values import PartyRef, Value
from matou.modules.registry.services.corrections import OwnerChangesByTransfer
from matou.modules.registry.tests.conftest import NOW, Enter
from matou.spine.codes import queries as codes
from matou.spine.journal import queries as journal

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


def sourced(source: str, on: date, confidence: str = "A") -> Provenance:
    return Provenance(source=source, confidence=confidence, valid_from=on)


def test_a_registered_vessel_answers_at_its_code_and_mmsi(enter: Enter, skipper: Actor) -> None:
    card = enter()

    lookup, by_mmsi, of = VESSEL_LOOKUP.get(), VESSEL_BY_MMSI.get(), VESSELS_OF.get()
    assert lookup
    assert by_mmsi
    assert of
    assert lookup(card.code) == card
    assert by_mmsi("413801234") == card
    assert of(skipper.acts_for) == (card,)
    assert card.air_draught_cm == 1180 - 75


def test_a_code_resolves_to_the_vessels_page(enter: Enter) -> None:
    card = enter()

    found = codes.resolve(card.code)

    assert found
    assert found.kind == "vessel"
    assert found.page_url == f"/registry/vessels/{card.code}/"


def test_registration_is_told_in_the_journal_without_names(enter: Enter, skipper: Actor) -> None:
    card = enter()

    (entry,) = journal.entries_of(card.code)
    assert entry.event == "registry.VesselRegistered"
    assert entry.payload["owner"] == skipper.acts_for
    assert "演示" not in str(entry.payload)


def test_every_given_value_stands_in_the_history_with_its_source(enter: Enter) -> None:
    card = enter()

    record = FieldRecord.objects.of(card.code).get(field="full_draught_cm")
    assert (record.value, record.source, record.confidence) == (350, "船舶国籍证书", "A")
    assert not FieldRecord.objects.of(card.code).filter(field="imo_number").exists()


def test_only_registrars_register(
    plain: dict[str, Value], provenance: Provenance, skipper: Actor
) -> None:
    with pytest.raises(NotAllowed):
        services.register_vessel(particulars=plain, provenance=provenance, actor=skipper, now=NOW)


def test_the_same_mmsi_is_refused_and_names_the_holder(enter: Enter) -> None:
    first = enter()

    with pytest.raises(services.VesselAlreadyRegistered) as caught:
        enter(identification_number="", name_zh="另一条船")

    assert first.code in caught.value.message("zh")
    assert Vessel.objects.count() == 1


def test_the_mmsi_of_a_deregistered_vessel_is_free_again(enter: Enter, registrar: Actor) -> None:
    first = enter()
    services.correct_vessel(
        vessel=first.code,
        changes={"status": "deregistered"},
        provenance=sourced("注销登记", date(2026, 5, 1)),
        actor=registrar,
        now=NOW,
    )

    second = enter(identification_number="")

    by_mmsi = VESSEL_BY_MMSI.get()
    assert by_mmsi
    assert by_mmsi("413801234") == second


def test_implausible_particulars_are_refused_and_nothing_is_written(enter: Enter) -> None:
    with pytest.raises(ParticularsRefused) as caught:
        enter(full_draught_cm=430)

    assert [fault.field for fault in caught.value.faults] == ["full_draught_cm"]
    assert not Vessel.objects.exists()
    assert not FieldRecord.objects.exists()


def test_an_unknown_party_code_is_refused(enter: Enter) -> None:
    with pytest.raises(InvalidInput):
        enter(owner=PartyRef(code="NOBODY000"))


def test_a_correction_changes_the_row_and_keeps_the_former_value(
    enter: Enter, registrar: Actor
) -> None:
    card = enter()

    changed = services.correct_vessel(
        vessel=card.code,
        changes={"full_draught_cm": 340, "home_port": "梧州"},
        provenance=sourced("检验证书", date(2026, 3, 1)),
        actor=registrar,
        now=LATER,
    )

    assert changed.full_draught_cm == 340
    values = FieldRecord.objects.of(card.code).filter(field="full_draught_cm").newest_first()
    assert [record.value for record in values] == [340, 350]
    assert FieldRecord.objects.of(card.code).filter(field="home_port").count() == 1
    assert journal.entries_of(card.code)[-1].payload["fields"] == ["full_draught_cm"]


def test_an_earlier_fact_completes_the_history_without_undoing_the_present(
    enter: Enter, registrar: Actor
) -> None:
    card = enter()

    changed = services.correct_vessel(
        vessel=card.code,
        changes={"home_port": "贵港"},
        provenance=sourced("旧船舶国籍证书", date(2019, 1, 1)),
        actor=registrar,
        now=LATER,
    )

    assert changed.home_port == "梧州"
    ports = FieldRecord.objects.of(card.code).filter(field="home_port").newest_first()
    assert [record.value for record in ports] == ["梧州", "贵港"]


def test_the_row_is_the_projection_of_its_history(enter: Enter, registrar: Actor) -> None:
    card = enter()
    services.correct_vessel(
        vessel=card.code,
        changes={"home_port": "佛山", "deadweight_kg": None},
        provenance=sourced("更正", date(2026, 2, 1), "B"),
        actor=registrar,
        now=LATER,
    )

    entries = [record.entry() for record in FieldRecord.objects.of(card.code)]
    row = particulars_of(Vessel.objects.get(code=card.code))

    present = projection(entries)
    assert {name: row[name] for name in present} == present


def test_a_correction_without_change_is_refused(enter: Enter, registrar: Actor) -> None:
    card = enter()

    with pytest.raises(NothingChanged):
        services.correct_vessel(
            vessel=card.code,
            changes={"home_port": "梧州"},
            provenance=sourced("证书", date(2026, 3, 1)),
            actor=registrar,
            now=LATER,
        )


@pytest.mark.parametrize(
    ("unsound", "field"),
    [
        (sourced(" ", date(2026, 3, 1)), "source"),
        (sourced("证书", date(2026, 8, 1)), "valid from"),
        (sourced("证书", date(2026, 3, 1), "D"), "confidence"),
    ],
)
def test_a_correction_without_sound_provenance_is_refused(
    enter: Enter, registrar: Actor, unsound: Provenance, field: str
) -> None:
    card = enter()

    with pytest.raises(InvalidInput) as caught:
        services.correct_vessel(
            vessel=card.code,
            changes={"home_port": "佛山"},
            provenance=unsound,
            actor=registrar,
            now=NOW,
        )

    assert field in str(caught.value.facts["field"])


def test_an_owner_is_not_corrected_but_transferred(
    enter: Enter, registrar: Actor, provenance: Provenance
) -> None:
    card = enter()

    with pytest.raises(OwnerChangesByTransfer):
        services.correct_vessel(
            vessel=card.code,
            changes={"owner": PartyRef(name="另一家")},
            provenance=provenance,
            actor=registrar,
            now=NOW,
        )


def test_an_unknown_field_is_refused(
    enter: Enter, registrar: Actor, provenance: Provenance
) -> None:
    card = enter()

    with pytest.raises(InvalidInput):
        services.correct_vessel(
            vessel=card.code,
            changes={"colour": "red"},
            provenance=provenance,
            actor=registrar,
            now=NOW,
        )


def test_correcting_an_unknown_vessel_is_refused(registrar: Actor, provenance: Provenance) -> None:
    with pytest.raises(UnknownVessel):
        services.correct_vessel(
            vessel="NONE00000",
            changes={"home_port": "佛山"},
            provenance=provenance,
            actor=registrar,
            now=NOW,
        )


def test_a_transfer_tells_from_whom_to_whom(
    enter: Enter, registrar: Actor, skipper: Actor, shipper: Actor
) -> None:
    card = enter()

    changed = services.transfer_ownership(
        vessel=card.code,
        parties={"owner": PartyRef(code=shipper.acts_for)},
        provenance=sourced("所有权登记证书", date(2026, 5, 20)),
        actor=registrar,
        now=NOW,
    )

    payload = journal.entries_of(card.code)[-1].payload
    assert (changed.owner, changed.operator) == (shipper.acts_for, skipper.acts_for)
    assert (payload["from_owner"], payload["owner"]) == (skipper.acts_for, shipper.acts_for)
    assert payload["from_operator"] == payload["operator"] == skipper.acts_for


def test_a_transfer_to_nobody_is_refused(
    enter: Enter, registrar: Actor, provenance: Provenance
) -> None:
    card = enter()

    with pytest.raises(InvalidInput):
        services.transfer_ownership(
            vessel=card.code, parties={}, provenance=provenance, actor=registrar, now=NOW
        )


def test_history_cannot_be_changed_even_by_the_tables_owner(enter: Enter) -> None:
    card = enter()

    with pytest.raises(DatabaseError), transaction.atomic():
        FieldRecord.objects.of(card.code).update(value="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldRecord.objects.of(card.code).delete()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"mmsi": "999000111"}, "registry_vessel_mmsi_is_nine_digits_of_china"),
        ({"identification_number": "CN1"}, "registry_vessel_identification_number_has_its_shape"),
        ({"full_draught_cm": 420}, "registry_vessel_full_draught_is_below_depth"),
        ({"light_draught_cm": 350}, "registry_vessel_light_draught_is_below_full"),
        ({"name_zh": ""}, "registry_vessel_has_a_name"),
        ({"status": "sunk"}, "registry_vessel_status_is_known"),
    ],
)
def test_the_database_refuses_what_must_never_be(
    enter: Enter, changes: dict[str, object], constraint: str
) -> None:
    card = enter()

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Vessel.objects.filter(code=card.code).update(**changes)

    assert constraint in str(caught.value)


def test_private_owners_are_masked_for_everyone_but_insiders(
    enter: Enter, registrar: Actor, shipper: Actor
) -> None:
    card = enter(owner=PartyRef(name="张三丰", kind="person"))

    public = histories.vessel_detail(card.code, viewer=shipper)
    inside = histories.vessel_detail(card.code, viewer=registrar)
    lines = histories.history_page(card.code, field="owner")

    assert "张三丰" not in str(public)
    assert "张**" in str(public)
    assert "张三丰" in str(inside)
    assert lines[0].value == {"code": "", "name": "张**", "kind": "person"}
