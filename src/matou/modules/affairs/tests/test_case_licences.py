"""Licences of cases: a delivered grant issues one, in the same transaction, once."""

from typing import Any

import pytest
from django.db import transaction

from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.affairs.contracts import DECIDER_ROLE
from matou.modules.affairs.models import Case
from matou.modules.affairs.rules import case_states, case_steps, samples
from matou.modules.affairs.rules.case_decisions import REFUSED, Decision
from matou.modules.affairs.services import case_deciding, case_handling, case_licences
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import HOUR, MONDAY, kept, someone
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.spine.codes import services as codes
from matou.spine.credentials import queries as licences
from matou.spine.credentials import services as issuing
from matou.spine.credentials.models import ELicence, LicenceSerial

__all__ = ["as_person"]
NO = Decision(outcome=REFUSED, reason="不符合条件。", remedy="可申请行政复议。")
LATER = MONDAY + 30 * HOUR


def carrier_item() -> str:
    """Return the basic code of the carrier permit's item."""
    rows = [one for one in samples.port_items() if one["result_name"].startswith("国内水路")]
    return str(rows[0]["catalog_code"])


def deliver(code: str, *, vessel: str = "", at: Any = MONDAY + 3 * HOUR) -> None:
    case_handling.move_case(
        code=code, key="deliver", reason="", vessel=vessel, actor=someone("case-clerk"), now=at
    )


def granted(basic: str = "") -> str:
    """Lead a case of the carrier permit, or of another item, to its signed grant."""
    code = world.accepted(basic or carrier_item())
    clerk = someone("case-clerk")
    while True:
        try:
            case_handling.finish_step(code=code, actor=clerk, now=MONDAY + HOUR)
        except case_steps.NoMoreSteps:
            break
    case_deciding.propose_decision(code=code, decision=world.YES, actor=clerk, now=MONDAY + HOUR)
    case_deciding.sign_decision(code=code, actor=someone("case-signer"), now=MONDAY + 2 * HOUR)
    return code


def vessel() -> str:
    """Return the code of a vessel, whether or not the register of vessels is on."""
    codes.register_kind(kind="vessel")
    return codes.ensure_code(
        kind="vessel",
        subject="01890000-0000-7000-8000-000000000168",
        title_zh="桂江 168",
        title_en="Guijiang 168",
        now=MONDAY,
    )


def test_a_delivered_grant_issues_its_licence(stock: int) -> None:
    code = granted()
    deliver(code)

    card = licences.licence_of_case(code, at=MONDAY + 4 * HOUR)
    assert card is not None
    assert (card.kind, card.state, card.case) == ("carrier_permit", "valid", code)
    assert card.holder == someone("shipper").acts_for
    assert (card.signed_by, card.officers) == (
        someone("case-signer").code,
        frozenset({DECIDER_ROLE}),
    )
    assert kept(code).acts.get(act="deliver").facts == {"licence": card.code}
    assert licences.valid_for(holder=card.holder, kind="carrier_permit", period=card.valid)


def test_nothing_is_issued_before_the_delivery(stock: int) -> None:
    granted()

    assert not ELicence.objects.exists()


def test_a_delivery_that_is_repeated_issues_once(stock: int) -> None:
    code = granted()
    deliver(code)

    with pytest.raises(case_states.CaseMoveNotPossible):
        deliver(code)

    assert ELicence.objects.count() == 1


def test_a_delivery_that_breaks_off_leaves_neither_licence_nor_serial(
    stock: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = granted()

    def broken(*_args: object, **_facts: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(case_handling, "finish", broken)
        with pytest.raises(ConnectionError), transaction.atomic():
            deliver(code)

    assert (kept(code).state, ELicence.objects.count()) == ("decided", 0)
    assert not LicenceSerial.objects.exists()


def test_a_refusal_and_an_item_without_licence_issue_nothing(stock: int) -> None:
    refused = world.proposed(world.CERTIFICATE, NO)
    case_deciding.sign_decision(code=refused, actor=someone("case-signer"), now=MONDAY + 2 * HOUR)
    deliver(refused)

    assert not ELicence.objects.exists()
    assert kept(refused).state == "delivered"


def test_a_vessels_licence_is_held_by_the_vessel_that_was_named(stock: int) -> None:
    code, named = world.decided(), vessel()
    deliver(code, vessel=f"{named[:4]}-{named[4:8]}-{named[8:]}".lower())

    card = licences.licence_of_case(code, at=MONDAY + 4 * HOUR)
    assert card is not None
    assert (card.kind, card.holder, card.holder_name) == ("vessel_operation", named, "桂江 168")
    assert licences.own_licence(code=card.code, actor=someone("shipper"), at=LATER) is not None


def test_a_code_that_is_no_vessel_is_refused_and_nothing_is_delivered(stock: int) -> None:
    code = world.decided()

    with pytest.raises(InvalidInput), transaction.atomic():
        deliver(code, vessel=code)

    assert kept(code).state == "decided"


def test_a_vessel_may_be_named_later_once(stock: int) -> None:
    code = world.decided()
    deliver(code)
    named = vessel()

    def late(key: str) -> str:
        return case_licences.issue_late(code=code, vessel=named, actor=someone(key), now=LATER)

    with pytest.raises(NotAllowed):
        late("case-signer")
    licence = late("case-clerk")
    with pytest.raises(case_licences.NoLicenceToIssue):
        late("case-clerk")

    assert licence
    assert kept(code).acts.get(act="licence").facts == {"licence": licence}


def again(code: str, decision: Decision) -> None:
    """Reopen a delivered case, decide it anew and deliver it."""
    clerk, signer = someone("case-clerk"), someone("case-signer")
    case_handling.reopen_case(
        code=code, reason="复议决定", actor=someone("case-supervisor"), now=LATER
    )
    Case.objects.filter(code=code).update(steps_done=99)
    case_deciding.propose_decision(code=code, decision=decision, actor=clerk, now=LATER + HOUR)
    case_deciding.sign_decision(code=code, actor=signer, now=LATER + 2 * HOUR)
    deliver(code, at=LATER + 3 * HOUR)


def test_a_case_granted_anew_replaces_its_licence(stock: int) -> None:
    code = granted()
    deliver(code)
    again(code, world.YES)

    card = licences.licence_of_case(code, at=LATER + 4 * HOUR)
    assert card is not None
    assert (card.version, card.state, ELicence.objects.count()) == (2, "valid", 1)


def test_a_case_refused_anew_loses_its_licence(stock: int) -> None:
    code = granted()
    deliver(code)
    again(code, NO)

    card = licences.licence_of_case(code, at=LATER + 4 * HOUR)
    assert card is not None
    assert card.state == "revoked"


def test_a_new_grant_after_a_revoked_licence_issues_another(stock: int) -> None:
    code = granted()
    deliver(code)
    first = licences.licence_of_case(code, at=LATER)
    assert first is not None
    issuing.revoke_licence(
        code=first.code, reason="x", actor=someone("case-signer"), now=MONDAY + 4 * HOUR
    )
    again(code, world.YES)

    card = licences.licence_of_case(code, at=LATER + 4 * HOUR)
    assert card is not None
    assert (card.state, card.case, ELicence.objects.count()) == ("valid", code, 2)


def test_the_case_page_leads_to_the_licence(stock: int, as_person: Any) -> None:
    code = granted()
    deliver(code)
    card = licences.licence_of_case(code, at=MONDAY + 4 * HOUR)
    assert card is not None

    assert f"/credentials/{card.code}/" in text(as_person("shipper").get(f"/affairs/cases/{code}/"))


def test_a_clerk_names_the_vessel_on_the_page(stock: int, as_person: Any) -> None:
    code, clerk = world.decided(), as_person("case-clerk")

    asked = text(clerk.get(f"/affairs/cases/{code}/deliver"))
    refused = clerk.post(f"/affairs/cases/{code}/deliver", {"vessel": "nonsense"})
    clerk.post(f"/affairs/cases/{code}/deliver", {"vessel": ""})
    page = text(clerk.get(f"/affairs/cases/{code}/"))
    clerk.post(f"/affairs/cases/{code}/licence", {"vessel": vessel()})

    assert 'name="vessel"' in asked
    assert (refused.status_code, "没有这个编码的船舶" in text(refused)) == (422, True)
    assert "补发电子证照" in page
    assert ELicence.objects.count() == 1
