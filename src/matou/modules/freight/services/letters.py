"""Letters (通知) to the sides of a lot when it is their turn."""

from matou.modules.freight.contracts import LotEvent
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules.letters import LETTERS
from matou.spine.notices import services as notices

_BY_EVENT = {letter.event: letter for letter in LETTERS}


def tell_sides(event: LotEvent) -> None:
    """Tell an event to the sides whom it concerns; repeated delivery tells nobody twice."""
    letter = _BY_EVENT[type(event)]
    parties = lot_parties(Lot.objects.get(code=event.aggregate))
    told_at = event.occurred_at.isoformat()
    for side in letter.to:
        notices.notify(
            party=parties[side],
            template=letter.template,
            facts={"lot": event.aggregate},
            key=f"{letter.template}:{event.aggregate}:{told_at}",
            now=event.occurred_at,
        )
