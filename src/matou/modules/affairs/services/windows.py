"""Window mode (窗口代办): a clerk applies for somebody who stands there and agrees."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import DomainError, NotAllowed
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.models import WindowVisit
from matou.modules.affairs.queries.windows import item_named
from matou.modules.affairs.rules import windows
from matou.modules.affairs.rules.windows import SayConsent
from matou.modules.affairs.services.case_applying import ensure_draft
from matou.modules.affairs.services.case_writing import locked_case, record
from matou.spine.parties import queries as party_queries
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import NewPerson, PartyCard


class ServesThemselves(DomainError):
    """A clerk is nobody's clerk in their own matter."""

    code = "affairs.serves-themselves"
    zh = "不能在窗口给自己代办。请在“我的办件”里申请，或请同事代办。"
    en = "Nobody serves themselves at the window. Apply under “My cases”, or ask a colleague."


class CompanyUnknown(DomainError):
    """The company is not registered yet."""

    code = "affairs.company-unknown"
    status = 422
    zh = "没有登记统一社会信用代码“{uscc}”的企业。请先请登记员登记企业。"
    en = "No company with the credit code “{uscc}” is registered. Have it registered first."


class ServedElsewhere(DomainError):
    """The same draft is open at another window."""

    code = "affairs.served-elsewhere"
    zh = "这件办件正在另一个窗口代办。请先在那里结束代办。"
    en = "This case is open at another window. End the visit there first."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWindow:
    """What is told and read at the window."""

    card: str
    item: str
    consents: bool
    name: str = ""
    uscc: str = ""
    queue_number: str = ""


@transaction.atomic
def begin_visit(*, told: AtWindow, actor: Actor, now: datetime) -> str:
    """Begin, or go on with, the draft of who stands at the window; returns the case's code.

    Raises NotAllowed, SayConsent, InvalidInput, ItemNotNamed, ServesThemselves, CompanyUnknown,
    ServedElsewhere and ItemTakesNoCases.
    """
    actor.require_any({CLERK_ROLE})
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    if not told.consents:
        raise SayConsent
    number = windows.queue_number(told.queue_number)
    item = item_named(told.item, now=now)
    person = _person(told, actor=actor, now=now)
    applicant = Actor(code=person.code, name=person.name, through=actor.code,
                      acts_for=_company(told.uscc) or person.code)  # fmt: skip
    WindowVisit.objects.filter(clerk=actor.code, until_at__isnull=True).update(until_at=now)
    code = ensure_draft(item=item, actor=applicant, now=now)
    case = locked_case(code)
    stale = case.visits.filter(until_at__isnull=True, consented_at__lte=now - windows.LONGEST_VISIT)
    stale.update(until_at=now)
    try:
        with transaction.atomic():
            WindowVisit.objects.create(
                case=case, clerk=actor.code, person=person.code, queue_number=number,
                shown_as=person.id_number_masked, consented_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise ServedElsewhere from error
    record(case, act="window", actor=actor, now=now, facts={"to": person.code})
    return code


@transaction.atomic
def end_visit(*, code: str, actor: Actor, now: datetime) -> None:
    """End the visit: from now on the clerk has a clerk's rights alone. Raises NotAllowed."""
    actor.require_any({CLERK_ROLE})
    WindowVisit.objects.filter(case__code=code, clerk=actor.code, until_at__isnull=True).update(
        until_at=now
    )


def _person(told: AtWindow, *, actor: Actor, now: datetime) -> PartyCard:
    card = windows.read_card(told.card, typed_name=told.name)
    person = parties.ensure_person(
        person=NewPerson(name=card.name, id_number=card.number), actor=actor, now=now
    )
    if person.code == actor.code:
        raise ServesThemselves
    return person


def _company(uscc: str) -> str:
    text = "".join(uscc.split()).upper()
    if not text:
        return ""
    company = party_queries.company_by_uscc(text)
    if company is None:
        raise CompanyUnknown(uscc=text[:20])
    return company.code
