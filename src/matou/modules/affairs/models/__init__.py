"""Tables of service items and cases."""

from matou.modules.affairs.models.case_forms import CaseFile, CaseForm, CaseSubmission
from matou.modules.affairs.models.cases import Absence, Case, CaseAct, CaseMark, CaseStop
from matou.modules.affairs.models.catalogue import CatalogueEntry
from matou.modules.affairs.models.changes import ItemChange
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
    "Case",
    "CaseAct",
    "CaseFile",
    "CaseForm",
    "CaseMark",
    "CaseStop",
    "CaseSubmission",
    "CatalogueEntry",
    "Item",
    "ItemChange",
    "ItemVersion",
    "LinkState",
    "Rating",
    "RatingAsk",
    "RatingTerms",
    "Rectification",
    "RectificationAct",
    "RectificationMark",
    "Validity",
    "WindowVisit",
]
