"""Between columns and values: how one value of the catalogue sits in a vessel's row."""

from collections.abc import Iterable

from matou.modules.registry.models.vessel import Vessel
from matou.modules.registry.rules import names
from matou.modules.registry.rules.fields import FIELD_BY_NAME, FIELDS, Kind
from matou.modules.registry.rules.values import PartyRef, Value, from_json, to_json

_SEARCHED = (
    "name_zh",
    "name_en",
    "former_name",
    "mmsi",
    "call_sign",
    "identification_number",
    "registration_number",
    "imo_number",
)


def value_in(vessel: Vessel, name: str) -> Value:
    """Return the value of one field as the row holds it."""
    field = FIELD_BY_NAME[name]
    if field.kind is Kind.PARTY:
        return PartyRef(
            code=getattr(vessel, f"{name}_code"),
            name=getattr(vessel, f"{name}_name"),
            kind=getattr(vessel, f"{name}_kind"),
        )
    if field.kind is Kind.TABLE:
        return from_json(field, getattr(vessel, name))
    value: Value = getattr(vessel, name)
    return value


def particulars_of(vessel: Vessel) -> dict[str, Value]:
    """Return all values of the row by field name."""
    return {field.name: value_in(vessel, field.name) for field in FIELDS}


def put_values(vessel: Vessel, values: Iterable[tuple[str, Value]]) -> None:
    """Set values on the row and refresh what is derived from them; the caller saves."""
    for name, value in values:
        field = FIELD_BY_NAME[name]
        if isinstance(value, PartyRef):
            setattr(vessel, f"{name}_code", value.code)
            setattr(vessel, f"{name}_name", value.name)
            setattr(vessel, f"{name}_kind", value.kind)
        else:
            setattr(vessel, name, to_json(value) if field.kind is Kind.TABLE else value)
    vessel.search_text = names.search_text(*(getattr(vessel, name) for name in _SEARCHED))
    vessel.search_bigrams = list(names.bigrams(vessel.search_text))
    vessel.sort_key = names.sort_key(vessel.name_zh)
