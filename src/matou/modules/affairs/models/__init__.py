"""Tables of service items and cases."""

from matou.modules.affairs.models.case_forms import CaseFile, CaseForm, CaseSubmission
from matou.modules.affairs.models.cases import Absence, Case, CaseAct, CaseMark, CaseStop
from matou.modules.affairs.models.catalogue import CatalogueEntry
from matou.modules.affairs.models.changes import ItemChange
from matou.modules.affairs.models.handovers import (
    Arrival,
    ArrivalMessage,
    ArrivedBundle,
    ArrivedFile,
    AskedPart,
    CasePart,
    Handover,
    HandoverAct,
    HandoverCall,
    HandoverFile,
    HandoverMessage,
    HomeRead,
    NeighbourItem,
)
from matou.modules.affairs.models.items import Item, ItemVersion, Validity
from matou.modules.affairs.models.links import LinkState
from matou.modules.affairs.models.ratings import (
    Rating,
    RatingAsk,
    RatingTerms,
    Rectification,
    RectificationAct,
    RectificationMark,
)
from matou.modules.affairs.models.windows import WindowVisit

__all__ = [
    "Absence",
    "Arrival",
    "ArrivalMessage",
    "ArrivedBundle",
    "ArrivedFile",
    "AskedPart",
    "Case",
    "CaseAct",
    "CaseFile",
    "CaseForm",
    "CaseMark",
    "CasePart",
    "CaseStop",
    "CaseSubmission",
    "CatalogueEntry",
    "Handover",
    "HandoverAct",
    "HandoverCall",
    "HandoverFile",
    "HandoverMessage",
    "HomeRead",
    "Item",
    "ItemChange",
    "ItemVersion",
    "LinkState",
    "NeighbourItem",
    "Rating",
    "RatingAsk",
    "RatingTerms",
    "Rectification",
    "RectificationAct",
    "RectificationMark",
    "Validity",
    "WindowVisit",
]
