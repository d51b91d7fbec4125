"""Letters (通知) about disputes to the sides, the operators and the administrators."""

from datetime import datetime
from uuid import UUID

from matou.kit.actor import ADMIN, OPERATOR
from matou.kit.money import Money
from matou.modules.freight.contracts import DisputeEvent
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules.dispute_letters import Audience, letters_of
from matou.modules.freight.rules.disputes import other_side
from matou.modules.freight.rules.papers import paper_instant
from matou.modules.freight.rules.states import Relation
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties


def tell_of_dispute(event: DisputeEvent) -> None:
    """Tell a turn of a dispute to whom it concerns; repeated delivery tells nobody twice."""
    dispute = Dispute.objects.select_related("lot").get(pk=UUID(event.dispute))
    facts = _facts(dispute, event)
    stamp = event.occurred_at.isoformat()
    for letter in letters_of(event):
        readers = {
            reader
            for audience in letter.to
            for reader in _readers(dispute, audience, event.occurred_at)
        }
        for reader in sorted(readers):
            notices.notify(
                party=reader,
                template=letter.template,
                facts=facts,
                key=f"{letter.template}:{event.dispute}:{stamp}",
                now=event.occurred_at,
            )


def _readers(dispute: Dispute, audience: Audience, at: datetime) -> tuple[str, ...]:
    sides = lot_parties(dispute.lot)
    claimant = Relation(dispute.claimant)
    if audience is Audience.CLAIMANT:
        return (sides[claimant],)
    if audience is Audience.OTHER:
        return (sides[other_side(claimant)],)
    if audience is Audience.OPPONENT:
        return (sides[other_side(Relation(dispute.appellant))],)
    role = ADMIN if audience is Audience.ADMINS else OPERATOR
    return parties.holders_of(role=role, at=at)


def _facts(dispute: Dispute, event: DisputeEvent) -> dict[str, object]:
    won = getattr(event, "to_claimant_fen", None)
    return {
        "lot": event.aggregate,
        "dispute": event.dispute,
        "amount": str(Money(event.amount_fen)),
        "won": "" if won is None else str(Money(won)),
        "reply_due": paper_instant(dispute.reply_due_at),
        "ruling_due": paper_instant(dispute.ruling_due_at),
        "appeal_until": _instant(dispute.appeal_until_at),
        "appeal_due": _instant(dispute.appeal_due_at),
    }


def _instant(at: datetime | None) -> str:
    return "" if at is None else paper_instant(at)
