"""Telling owners and operators what the registrar has done; called as events are delivered."""

from matou.modules.registry.contracts import (
    CorrectionDecided,
    CorrectionReversed,
    VesselTransferred,
)
from matou.modules.registry.models import Proposal, Vessel
from matou.spine.notices import services as notices

ACCEPTED = "registry.correction-accepted"
REFUSED = "registry.correction-refused"
REVERSED = "registry.correction-reversed"
TRANSFERRED = "registry.vessel-transferred"


def tell_proposer(event: CorrectionDecided) -> None:
    """Tell the party that proposed a correction what became of it."""
    _tell(event, template=ACCEPTED if event.accepted else REFUSED)


def tell_reversed(event: CorrectionReversed) -> None:
    """Tell the party that proposed a correction that it was undone after all."""
    _tell(event, template=REVERSED)


def _tell(event: CorrectionDecided | CorrectionReversed, *, template: str) -> None:
    proposal = Proposal.objects.select_related("vessel").get(pk=event.proposal)
    notices.notify(
        party=event.proposer,
        template=template,
        facts={
            "vessel": proposal.vessel.name_zh,
            "vessel_en": proposal.vessel.name_en or proposal.vessel.name_zh,
            "proposal": event.proposal,
            "reason": proposal.decision_reason,
        },
        key=event.proposal,
        now=event.occurred_at,
    )


def tell_parties(event: VesselTransferred) -> None:
    """Tell former and new owner and operator that a vessel changed hands."""
    vessel = Vessel.objects.get(code=event.aggregate)
    concerned = {event.from_owner, event.owner, event.from_operator, event.operator} - {""}
    for party in sorted(concerned):
        notices.notify(
            party=party,
            template=TRANSFERRED,
            facts={
                "vessel": vessel.name_zh,
                "vessel_en": vessel.name_en or vessel.name_zh,
                "code": vessel.code,
            },
            key=f"{vessel.code}:{event.occurred_at.isoformat()}",
            now=event.occurred_at,
        )


def register_templates() -> None:
    """Make the texts known; called once by the wiring."""
    notices.register_template(
        name=ACCEPTED,
        zh_subject="更正申请已采纳：{vessel}",
        zh_body="您对船舶 {vessel} 的更正申请已采纳，登记簿已更新。",
        en_subject="Correction accepted: {vessel_en}",
        en_body="Your correction for vessel {vessel_en} was accepted; the register is up to date.",
        url="/registry/proposals/{proposal}/",
    )
    notices.register_template(
        name=REFUSED,
        zh_subject="更正申请未采纳：{vessel}",
        zh_body="您对船舶 {vessel} 的更正申请未采纳。原因：{reason}。可改正后重新申请。",
        en_subject="Correction refused: {vessel_en}",
        en_body=(
            "Your correction for vessel {vessel_en} was refused. Reason: {reason}. You may mend "
            "it and propose again."
        ),
        url="/registry/proposals/{proposal}/",
    )
    notices.register_template(
        name=REVERSED,
        zh_subject="已采纳的更正被撤销：{vessel}",
        zh_body="您对船舶 {vessel} 的更正已被登记员撤销，恢复采纳前的内容。原因：{reason}。",
        en_subject="Accepted correction undone: {vessel_en}",
        en_body=(
            "Your accepted correction for vessel {vessel_en} was undone by a registrar; the former "
            "values hold again. Reason: {reason}."
        ),
        url="/registry/proposals/{proposal}/",
    )
    notices.register_template(
        name=TRANSFERRED,
        zh_subject="船舶已变更所有人或经营人：{vessel}",
        zh_body="船舶 {vessel} 的所有人或经营人已在登记簿中变更。如有异议，请联系登记员。",
        en_subject="Vessel transferred: {vessel_en}",
        en_body=(
            "Owner or operator of vessel {vessel_en} changed in the register. If you object, "
            "contact the registrar."
        ),
        url="/registry/vessels/{code}/",
    )
