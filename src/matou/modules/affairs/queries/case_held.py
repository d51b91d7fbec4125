"""The papers that an applicant holds, as far as the materials of a case could use them."""

from collections.abc import Iterable, Mapping
from typing import Any

from matou.modules.affairs.rules.case_papers import Paper
from matou.modules.registry.contracts import VESSELS_OF, VesselCard
from matou.spine.credentials import queries as credentials
from matou.spine.credentials.contracts import CredentialCard, CredentialState

_ABOUT_VESSELS = "船"


def papers_held(
    *, applicant: str, wanted: Iterable[str], values: Mapping[str, Any]
) -> tuple[Paper, ...]:
    """Return the applicant's papers, and those of the vessel that a case is about.

    ``wanted`` are the papers that the item names; where it names none, nothing is looked up.
    """
    names = tuple(wanted)
    if not names:
        return ()
    own = [_paper(card, holder="") for card in credentials.credentials_of(applicant)]
    if any(_ABOUT_VESSELS in name for name in names):
        vessel = _vessel(applicant, str(values.get("vessel_name", "")))
        if vessel is not None:
            own += [_paper(card, holder=vessel.name_zh)
                    for card in credentials.credentials_of(vessel.code)]  # fmt: skip
    return tuple(own)


def _vessel(applicant: str, named: str) -> VesselCard | None:
    """Return the vessel that was named, or the only one; None where that is open."""
    vessels_of = VESSELS_OF.get()
    fleet = vessels_of(applicant) if vessels_of else ()
    fitting = [one for one in fleet if not named or one.name_zh == named]
    return fitting[0] if len(fitting) == 1 else None


def _paper(card: CredentialCard, *, holder: str) -> Paper:
    return Paper(
        code=card.code,
        title_zh=card.title_zh,
        title_en=card.title_en,
        number=card.number,
        issuer=card.issuer,
        holder=holder,
        is_verified=card.state is CredentialState.VERIFIED,
        from_at=card.valid.from_at,
        until_at=card.valid.until_at,
    )
