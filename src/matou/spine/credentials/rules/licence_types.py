"""Kinds of e-licence that the house issues, and the code of each kind inside an identifier."""

from dataclasses import dataclass

from matou.kit.errors import DomainError
from matou.spine.credentials.rules.kinds import KINDS, Kind

_DEFINER = "11100000DEM0090006"
"""Who defines the kinds: a well-formed credit code that is nobody's. The national catalogue's own
codes (18 of the defining body and three digits; from memory) go here once they are confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceType:
    """A kind of e-licence (电子证照种类): its code of 21 characters."""

    kind: Kind
    code: str


class NotIssuedHere(DomainError):
    """The house issues no e-licence of this kind."""

    code = "licence-kind-not-issued"
    status = 422
    zh = "本平台不签发这种电子证照（{kind}）。请核对事项的审批结果名称。"
    en = "No e-licence of this kind ({kind}) is issued here. Check the item's result."


_ISSUED = (
    "port_operation",
    "port_dangerous_goods",
    "carrier_permit",
    "ship_management",
    "vessel_operation",
    "vessel_nationality",
    "minimum_safe_manning",
    "crew_competence",
)
"""In the order of their codes; a new kind is added at the end."""
TYPES = {
    kind: LicenceType(kind=KINDS[kind], code=f"{_DEFINER}{number:03}")
    for number, kind in enumerate(_ISSUED, start=1)
}
_BY_CODE = {one.code: one for one in TYPES.values()}
_BY_TITLE = {one.kind.zh: one for one in TYPES.values()}


def type_of(kind: str) -> LicenceType:
    """Return the type of a kind of credential; raises NotIssuedHere."""
    found = TYPES.get(kind)
    if found is None:
        raise NotIssuedHere(kind=kind[:40])
    return found


def type_coded(code: str) -> LicenceType | None:
    """Return the type with the code of 21 characters, None where there is none."""
    return _BY_CODE.get(code)


def type_titled(zh: str) -> LicenceType | None:
    """Return the type that bears a Chinese title, None where there is none."""
    return _BY_TITLE.get(zh)
