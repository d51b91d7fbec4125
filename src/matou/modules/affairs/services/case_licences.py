"""The e-licence of a case: issued in the transaction that delivers it, or later by name of vessel.

What an earlier round issued is replaced by a new grant and revoked by a refusal.
"""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.affairs.contracts import DECIDER_ROLE
from matou.modules.affairs.models import Case
from matou.modules.affairs.rules import case_licences, case_states
from matou.modules.affairs.rules.case_decisions import GRANTED
from matou.modules.affairs.rules.case_licences import LicenceWanted
from matou.modules.affairs.services.case_writing import locked_case, record
from matou.spine.codes import queries as codes
from matou.spine.credentials import queries as licences
from matou.spine.credentials import services as issuing
from matou.spine.credentials.contracts import LicenceCard, LicenceOrder, LicenceState
from matou.spine.parties import queries as parties

VESSEL = "vessel"
"""The kind under which ``spine.codes`` knows vessels."""
ISSUE = "licence"
"""The act in a case's history."""
_ENDED = frozenset({LicenceState.REVOKED, LicenceState.REPLACED})
_AGAIN = "办件重新办理后作出新决定 decided anew"


class NoLicenceToIssue(DomainError):
    """The case is not one that still lacks a licence."""

    code = "affairs.no-licence-to-issue"
    zh = "这件办件没有要补发的电子证照：须为已送达的准予决定，且尚未签发。"
    en = "This case has no e-licence left to issue: it must be granted, delivered and without one."


def settle_licence(*, case: Case, vessel: str, now: datetime) -> dict[str, str]:
    """Bring licences in line with a locked case's decision; returns what the history keeps.

    Raises InvalidInput where the vessel named is none.
    """
    wanted = case_licences.licence_wanted(case.version.content)
    if wanted is None:
        return {}
    before = licences.licence_of_case(case.code, at=now)
    if case.outcome != GRANTED:
        return _ended(case, before, now=now)
    holder = _holder(case, wanted, vessel=vessel)
    if holder is None:
        return {}
    order = _order(case, wanted, holder=holder, before=before)
    if before is None or before.state in _ENDED:
        card = issuing.issue_licence(order=order, now=now)
    else:
        card = issuing.replace_by_decision(
            code=before.code, order=order, reason=_AGAIN, actor=_signer(case), now=now
        )
    return {"licence": card.code}


@transaction.atomic
def issue_late(*, code: str, vessel: str, actor: Actor, now: datetime) -> str:
    """Issue what a delivered case still lacks, now that its vessel is named; returns the licence.

    Raises NotFound, NotAllowed, NoLicenceToIssue and InvalidInput.
    """
    case = locked_case(code)
    actor.require_any(case_states.CLERKS)
    if not lacks_licence(case, now=now):
        raise NoLicenceToIssue
    facts = settle_licence(case=case, vessel=vessel, now=now)
    if not facts:
        raise InvalidInput(field="vessel", reason_zh="请填写持证船舶的编码。",
                           reason_en="Give the code of the vessel that holds it.")  # fmt: skip
    record(case, act=ISSUE, actor=actor, now=now, facts=facts)
    return facts["licence"]


def lacks_licence(case: Case, *, now: datetime) -> bool:
    """Tell whether a delivered grant names a licence that nobody could issue yet."""
    return (
        case.state in {case_states.DELIVERED, case_states.ARCHIVED}
        and case.outcome == GRANTED
        and case_licences.licence_wanted(case.version.content) is not None
        and licences.licence_of_case(case.code, at=now) is None
    )


def _ended(case: Case, before: LicenceCard | None, *, now: datetime) -> dict[str, str]:
    if before is None or before.state in _ENDED:
        return {}
    issuing.revoke_by_decision(code=before.code, reason=_AGAIN, actor=_signer(case), now=now)
    return {"licence": before.code}


def _holder(case: Case, wanted: LicenceWanted, *, vessel: str) -> tuple[str, str] | None:
    """Return code and, for a vessel, name of who holds the licence; None where nobody fits."""
    if wanted.is_for_vessel:
        return _vessel(vessel) if vessel.strip() else None
    code = case.applied_by if wanted.is_for_person else case.applicant
    kind = parties.party_card(code).kind.value
    return (code, "") if kind in {one.value for one in wanted.holders} else None


def _vessel(text: str) -> tuple[str, str]:
    card = codes.resolve(text)
    if card is None or card.kind != VESSEL:
        raise InvalidInput(field="vessel", reason_zh="没有这个编码的船舶，请核对船舶编码。",
                           reason_en="No vessel has this code; check it.")  # fmt: skip
    return card.code, card.title_zh


def _order(
    case: Case, wanted: LicenceWanted, *, holder: tuple[str, str], before: LicenceCard | None
) -> LicenceOrder:
    content = case.version.content
    assert case.decided_at is not None, "a decided case"  # noqa: S101
    is_first = before is None
    return LicenceOrder(
        kind=wanted.type.kind.code,
        issuer=content["dept_code"],
        issuer_name=content["dept_name"],
        issuer_name_en=content.get("dept_name_en") or "",
        holder=holder[0],
        holder_name=holder[1],
        recipient=case.applied_by if wanted.is_for_person else case.applicant,
        item=case.version.item.code,
        case=case.code if is_first else f"{case.code}-{case.round}",
        valid=case_licences.licence_period(content, wanted=wanted, at=case.decided_at),
        signed_by=case.signed_by,
        officers=frozenset({DECIDER_ROLE}),
        fields=case_licences.licence_lines(content, conditions=case.reason),
    )


def _signer(case: Case) -> Actor:
    """Return who signed, as the one in whose name the licence changes."""
    return parties.actor_of_person(person=case.signed_by)
