"""The registers' words for their events, as journals show them."""

from matou.web.vocabulary import Vocabulary

JOURNAL_WORDS = Vocabulary(
    name="registry",
    order=20,
    events={
        "VesselRegistered": ("船舶登记", "Vessel registered"),
        "VesselCorrected": ("更正船舶资料", "Vessel corrected"),
        "VesselTransferred": ("船舶过户", "Vessel transferred"),
        "CorrectionProposed": ("提出更正", "Correction proposed"),
        "CorrectionDecided": ("更正审定", "Correction decided"),
        "CorrectionReversed": ("撤销已采纳的更正", "Accepted correction undone"),
    },
)
