"""An accepted correction can be undone: the former values hold again, the history keeps all."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.registry import services
from matou.modules.registry.contracts import CorrectionReversed
from matou.modules.registry.models import FieldRecord, Proposal, Vessel
from matou.modules.registry.rules.history import Provenance
from matou.modules.registry.rules.proposals import ChangedSince, ProposalDecided
from matou.modules.registry.services import telling
from matou.modules.registry.tests.conftest import NOW, Enter
from matou.spine.journal import queries as journal
from matou.spine.notices.models import Notice

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


@pytest.fixture
def accepted(enter: Enter, skipper: Actor, registrar: Actor) -> Proposal:
    """Another home port and a first call sign, proposed and taken into the register."""
    proposal = services.propose_correction(
        vessel=enter().code,
        changes={"home_port": "佛山", "call_sign": "BXJ88"},
        provenance=Provenance(source="新证书", confidence="B", valid_from=date(2026, 5, 1)),
        actor=skipper,
        now=NOW,
    )
    services.accept_proposal(proposal=proposal, actor=registrar, now=LATER)
    return Proposal.objects.get(pk=proposal)


def undo(proposal: UUID, actor: Actor, reason: str = "证书是另一条船的") -> None:
    services.reverse_proposal(proposal=proposal, reason=reason, actor=actor, now=LAST)


def test_undoing_brings_the_former_values_back(accepted: Proposal, registrar: Actor) -> None:
    undo(accepted.pk, registrar)

    vessel = Vessel.objects.get(pk=accepted.vessel.pk)
    assert (vessel.home_port, vessel.call_sign) == ("梧州", "")
    accepted.refresh_from_db()
    assert (accepted.state, accepted.decision_reason) == ("reversed", "证书是另一条船的")


def test_the_history_keeps_acceptance_and_undoing(accepted: Proposal, registrar: Actor) -> None:
    undo(accepted.pk, registrar)

    lines = FieldRecord.objects.of(accepted.vessel.code).filter(field="home_port").order_by("pk")
    assert [line.value for line in lines] == ["梧州", "佛山", "梧州"]
    assert lines[2].source == "撤销采纳：证书是另一条船的"
    events = [entry.event for entry in journal.entries_of(accepted.vessel.code)]
    assert events[-2:] == ["registry.VesselCorrected", "registry.CorrectionReversed"]


def test_what_was_corrected_again_is_not_undone(accepted: Proposal, registrar: Actor) -> None:
    services.correct_vessel(
        vessel=accepted.vessel.code,
        changes={"home_port": "肇庆"},
        provenance=Provenance(source="变更登记", confidence="A", valid_from=date(2026, 5, 20)),
        actor=registrar,
        now=LATER,
    )

    with pytest.raises(ChangedSince, match="Home port"):
        undo(accepted.pk, registrar)

    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_nothing_is_undone_twice(accepted: Proposal, registrar: Actor) -> None:
    undo(accepted.pk, registrar)

    with pytest.raises(ProposalDecided):
        undo(accepted.pk, registrar)


def test_only_registrars_undo(accepted: Proposal, skipper: Actor) -> None:
    with pytest.raises(NotAllowed):
        undo(accepted.pk, skipper)


def test_undoing_takes_a_reason(accepted: Proposal, registrar: Actor) -> None:
    with pytest.raises(InvalidInput):
        undo(accepted.pk, registrar, reason=" ")


def test_the_proposer_is_told(accepted: Proposal, registrar: Actor) -> None:
    undo(accepted.pk, registrar)

    telling.tell_reversed(
        CorrectionReversed(
            aggregate=accepted.vessel.code,
            actor=registrar.code,
            occurred_at=LAST,
            proposal=str(accepted.pk),
            proposer=accepted.proposer,
        )
    )

    notice = Notice.objects.get(party=accepted.proposer)
    assert "证书是另一条船的" in notice.zh_body


def test_the_registrar_undoes_on_the_page(accepted: Proposal, as_registrar: Client) -> None:
    page = as_registrar.get(f"/registry/proposals/{accepted.pk}/").content.decode()
    refused = as_registrar.post(f"/registry/proposals/{accepted.pk}/reverse", {"reason": ""})
    done = as_registrar.post(f"/registry/proposals/{accepted.pk}/reverse", {"reason": "误录"})

    assert "撤销采纳" in page
    assert refused.status_code == 422
    assert done.status_code == 302
    assert Proposal.objects.get(pk=accepted.pk).state == "reversed"


def test_the_proposer_sees_no_such_button(accepted: Proposal, as_skipper: Client) -> None:
    page = as_skipper.get(f"/registry/proposals/{accepted.pk}/").content.decode()

    assert "撤销采纳" not in page
