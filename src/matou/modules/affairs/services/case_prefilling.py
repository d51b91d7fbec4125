"""What a new draft knows already (免填): the party, the guide's answers, earlier cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.modules.affairs.models import Case, CaseForm, CaseSubmission
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.case_form import (
    COMPANY,
    PERSON,
    FormDefinition,
    FormField,
    compose,
)
from matou.modules.affairs.rules.form_answers import is_valid, typed_of
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyKind

FROM_PARTY, FROM_CASE, FROM_GUIDE = "party", "case", "guide"
_LOOKED_AT = 20
"""Earlier submissions that are read; older answers are rarely still right."""

Prefilled = Mapping[str, tuple[str, Mapping[str, str]]]
"""The text typed for somebody, and where it came from, by field key."""


def begin_form(case: Case, *, told: Mapping[str, str], actor: Actor, now: datetime) -> CaseForm:
    """Keep the form of a new draft with all that is known; each answer says where it came from."""
    definition = compose({**fields.empty_content(), **case.version.content})
    found: dict[str, tuple[str, Mapping[str, str]]] = {
        **_earlier(case, definition),
        **_from_party(case, actor),
        **{key: (text, {"from": FROM_GUIDE}) for key, text in told.items()},
    }
    good = {
        one.key: found[one.key]
        for one in definition.fields()
        if one.key in found and is_valid(one, found[one.key][0])
    }
    return CaseForm.objects.create(
        case=case,
        typed={key: text for key, (text, _source) in good.items()},
        sources={key: dict(source) for key, (_text, source) in good.items()},
        saved_at=now,
    )


def _from_party(case: Case, actor: Actor) -> dict[str, tuple[str, Mapping[str, str]]]:
    card = parties.party_card(case.applicant)
    known = {"contact_name": actor.name}
    if card.kind is PartyKind.PERSON:
        known |= {"applicant_kind": PERSON, "person_name": card.name}
    else:
        known |= {"applicant_kind": COMPANY, "company_name": card.name, "credit_code": card.uscc}
    return {key: (text, {"from": FROM_PARTY}) for key, text in known.items() if text}


def _earlier(
    case: Case, definition: FormDefinition
) -> dict[str, tuple[str, Mapping[str, str]]]:  # fmt: skip
    """Return the newest answer to each question that an earlier case of the applicant gave."""
    rows = CaseSubmission.objects.filter(case__applicant=case.applicant).exclude(case=case)
    listed = rows.order_by("-id").values_list("case__code", "content")[:_LOOKED_AT]
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for code, content in listed:
        for row in content["answers"]:
            one = definition.field(row["key"])
            if one is not None and one.key not in found and _is_same(one, row):
                found[one.key] = (typed_of(row["value"]), {"from": FROM_CASE, "case": code})
    return found


def _is_same(one: FormField, row: Mapping[str, Any]) -> bool:
    """Tell whether an earlier answer was to this question, and is one that stays true."""
    return one.is_remembered and bool(row["zh"] == one.zh)
