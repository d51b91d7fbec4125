"""What somebody looks for among the own lots (我的货运单)."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from matou.modules.freight.queries.finding import says
from matou.modules.freight.rules.states import FINAL_STATES


class LotStage(StrEnum):
    """Which of one's lots a list shows."""

    ALL = ""
    UNDER_WAY = "under_way"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFilter:
    """Empty fields ask for nothing."""

    text: str = ""
    stage: LotStage = LotStage.ALL

    def rows(self) -> Q:
        """Return the condition on lots; the text may also be in the vessel's name."""
        found = says(self.text)
        if found:
            found |= Q(particulars__name__icontains=self.text.replace("\x00", ""))
        if self.stage is LotStage.ALL:
            return found
        is_over = Q(state__in=FINAL_STATES)
        return found & (is_over if self.stage is LotStage.ENDED else ~is_over)


EVERY_LOT = LotFilter()
