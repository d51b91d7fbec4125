"""Proposed corrections: made by owners, decided by registrars, told to those concerned."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.modules.registry import services
from matou.modules.registry.contracts import (
    CorrectionDecided,
    VesselTransferred,
)
from matou.modules.registry.models import FieldRecord, Proposal, Vessel
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.history import Provenance
from matou.modules.registry.rules.proposals import (
    MAX_OPEN_PER_PARTY,
    NotTheOwner,
    ProposalDecided,
    TooManyProposals,
)
from matou.modules.registry.services import telling
from matou.modules.registry.tests.conftest import NOW, Enter
from matou.spine.journal import queries as journal
from matou.spine.notices.models import Notice

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


def sourced(source: str, on: date, confidence: str = "A") -> Provenance:
    return Provenance(source=source, confidence=confidence, valid_from=on)


def test_a_proposal_changes_nothing_until_it_is_accepted(
    enter: Enter, registrar: Actor, skipper: Actor
) -> None:
    card = enter()
    proposal = services.propose_correction(
        vessel=card.code,
        changes={"home_port": "佛山"},
        provenance=sourced("新国籍证书", date(2026, 5, 1), "B"),
        actor=skipper,
        now=NOW,
    )
    before = Vessel.objects.get(code=card.code).home_port

    services.accept_proposal(proposal=proposal, actor=registrar, now=LATER)

    assert before == "梧州"
    assert Vessel.objects.get(code=card.code).home_port == "佛山"
    record = FieldRecord.objects.of(card.code).filter(field="home_port").newest_first()[0]
    assert (record.source, record.confidence) == ("新国籍证书", "B")
    assert Proposal.objects.get(pk=proposal).state == "accepted"
    events = [entry.event for entry in journal.entries_of(card.code)]
    assert events[1:] == [
        "registry.CorrectionProposed",
        "registry.VesselCorrected",
        "registry.CorrectionDecided",
    ]


def test_strangers_propose_nothing(enter: Enter, shipper: Actor, provenance: Provenance) -> None:
    card = enter()

    with pytest.raises(NotTheOwner):
        services.propose_correction(
            vessel=card.code,
            changes={"home_port": "佛山"},
            provenance=provenance,
            actor=shipper,
            now=NOW,
        )


def test_implausible_proposals_are_refused_at_once(
    enter: Enter, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()

    with pytest.raises(ParticularsRefused):
        services.propose_correction(
            vessel=card.code,
            changes={"full_draught_cm": 900},
            provenance=provenance,
            actor=skipper,
            now=NOW,
        )


def test_a_refused_proposal_keeps_its_reason_and_cannot_be_accepted(
    enter: Enter, registrar: Actor, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()
    proposal = services.propose_correction(
        vessel=card.code,
        changes={"home_port": "佛山"},
        provenance=provenance,
        actor=skipper,
        now=NOW,
    )

    services.refuse_proposal(proposal=proposal, reason="证书不清晰", actor=registrar, now=LATER)

    row = Proposal.objects.get(pk=proposal)
    assert (row.state, row.decision_reason) == ("refused", "证书不清晰")
    with pytest.raises(ProposalDecided):
        services.accept_proposal(proposal=proposal, actor=registrar, now=LATER)


def test_a_refusal_needs_a_reason(
    enter: Enter, registrar: Actor, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()
    proposal = services.propose_correction(
        vessel=card.code,
        changes={"home_port": "佛山"},
        provenance=provenance,
        actor=skipper,
        now=NOW,
    )

    with pytest.raises(InvalidInput):
        services.refuse_proposal(proposal=proposal, reason="  ", actor=registrar, now=LATER)


def test_only_the_proposer_withdraws(
    enter: Enter, shipper: Actor, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()
    proposal = services.propose_correction(
        vessel=card.code,
        changes={"home_port": "佛山"},
        provenance=provenance,
        actor=skipper,
        now=NOW,
    )

    with pytest.raises(NotFound):
        services.withdraw_proposal(proposal=proposal, actor=shipper, now=LATER)
    services.withdraw_proposal(proposal=proposal, actor=skipper, now=LATER)

    assert Proposal.objects.get(pk=proposal).state == "withdrawn"


def test_one_party_cannot_bury_the_registrar(
    enter: Enter, skipper: Actor, provenance: Provenance
) -> None:
    card = enter()
    for number in range(MAX_OPEN_PER_PARTY):
        services.propose_correction(
            vessel=card.code,
            changes={"former_name": f"旧名{number}"},
            provenance=provenance,
            actor=skipper,
            now=NOW,
        )

    with pytest.raises(TooManyProposals):
        services.propose_correction(
            vessel=card.code,
            changes={"former_name": "又一个"},
            provenance=provenance,
            actor=skipper,
            now=NOW,
        )


def test_the_proposer_is_notified_of_a_refusal_with_its_reason(
    enter: Enter, registrar: Actor, skipper: Actor, provenance: Provenance
) -> None:
    proposal = services.propose_correction(
        vessel=enter().code,
        changes={"home_port": "佛山"},
        provenance=provenance,
        actor=skipper,
        now=NOW,
    )
    services.refuse_proposal(proposal=proposal, reason="证书不清晰", actor=registrar, now=LATER)

    telling.tell_proposer(decided(proposal, skipper))
    telling.tell_proposer(decided(proposal, skipper))

    notice = Notice.objects.get(party=skipper.acts_for)
    assert "证书不清晰" in notice.zh_body


def decided(proposal: UUID, skipper: Actor) -> CorrectionDecided:
    return CorrectionDecided(
        aggregate="x",
        actor="y",
        occurred_at=LATER,
        proposal=str(proposal),
        accepted=False,
        proposer=skipper.acts_for,
    )


def test_former_and_new_owner_are_notified_of_a_transfer(
    enter: Enter, skipper: Actor, shipper: Actor
) -> None:
    card = enter()

    telling.tell_parties(
        VesselTransferred(
            aggregate=card.code,
            actor="y",
            occurred_at=LATER,
            from_owner=skipper.acts_for,
            owner=shipper.acts_for,
            from_operator="",
            operator="",
        )
    )

    told = set(Notice.objects.values_list("party", flat=True))
    assert told == {skipper.acts_for, shipper.acts_for}
