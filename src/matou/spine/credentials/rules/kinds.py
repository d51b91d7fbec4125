"""The kinds of credential, as data: a new kind is one line."""

from dataclasses import dataclass

from matou.kit.errors import InvalidInput
from matou.spine.credentials.contracts import HolderKind

_PERSON = frozenset({HolderKind.PERSON})
_COMPANY = frozenset({HolderKind.COMPANY})
_OWNER = _PERSON | _COMPANY
_VESSEL = frozenset({HolderKind.VESSEL})
_VEHICLE = frozenset({HolderKind.VEHICLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of licence or certificate: its titles, who can hold it, how long it is issued for.

    ``longest_years`` None means that the issuer sets no end in advance.
    """

    code: str
    zh: str
    en: str
    holders: frozenset[HolderKind]
    longest_years: int | None

    @property
    def is_personal(self) -> bool:
        """Whether the number may be the holder's identity number, as on driving licences."""
        return self.holders == _PERSON


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            code="business_licence",
            zh="营业执照",
            en="Business licence",
            holders=_COMPANY,
            longest_years=None,
        ),
        # 国内水路运输管理规定 (交通运输部), art. 14: five years.
        Kind(
            code="carrier_permit",
            zh="国内水路运输经营许可证",
            en="Domestic waterway carrier permit",
            holders=_OWNER,
            longest_years=5,
        ),
        Kind(
            code="water_freight_agency",
            zh="水路货运代理备案",
            en="Waterway freight agency filing",
            holders=_COMPANY,
            longest_years=None,
        ),
        # Not later than the carrier's own permit, so at most as long.
        Kind(
            code="vessel_operation",
            zh="船舶营业运输证",
            en="Vessel operation certificate",
            holders=_VESSEL,
            longest_years=5,
        ),
        Kind(
            code="vessel_nationality",
            zh="船舶国籍证书",
            en="Certificate of vessel's nationality",
            holders=_VESSEL,
            longest_years=5,
        ),
        Kind(
            code="vessel_survey",
            zh="船舶检验证书",
            en="Vessel survey certificate",
            holders=_VESSEL,
            longest_years=5,
        ),
        Kind(
            code="minimum_safe_manning",
            zh="船舶最低安全配员证书",
            en="Minimum safe manning certificate",
            holders=_VESSEL,
            longest_years=5,
        ),
        Kind(
            code="vessel_insurance",
            zh="船舶保险",
            en="Vessel insurance",
            holders=_VESSEL,
            longest_years=2,
        ),
        Kind(
            code="crew_competence",
            zh="船员适任证书",
            en="Crew certificate of competency",
            holders=_PERSON,
            longest_years=5,
        ),
        Kind(
            code="port_operation",
            zh="港口经营许可证",
            en="Port operation licence",
            holders=_COMPANY,
            longest_years=3,
        ),
        # An annex to the port licence, and never longer than it.
        Kind(
            code="port_dangerous_goods",
            zh="港口危险货物作业附证",
            en="Port dangerous goods annex",
            holders=_COMPANY,
            longest_years=3,
        ),
        Kind(
            code="ship_management",
            zh="国内船舶管理业务经营许可证",
            en="Domestic ship management licence",
            holders=_COMPANY,
            longest_years=5,
        ),
        Kind(
            code="dangerous_goods_water",
            zh="危险货物水路运输资格",
            en="Dangerous goods by water qualification",
            holders=_OWNER | _VESSEL,
            longest_years=5,
        ),
        # 道路运输条例: the permit of an operator runs four years.
        Kind(
            code="road_transport_permit",
            zh="道路运输经营许可证",
            en="Road transport operation licence",
            holders=_OWNER,
            longest_years=4,
        ),
        Kind(
            code="road_vehicle_permit",
            zh="道路运输证",
            en="Road vehicle operation certificate",
            holders=_VEHICLE,
            longest_years=4,
        ),
        Kind(
            code="vehicle_insurance",
            zh="机动车保险",
            en="Vehicle insurance",
            holders=_VEHICLE,
            longest_years=1,
        ),
        Kind(
            code="driver_qualification",
            zh="道路货物运输从业资格证",
            en="Road freight driver qualification",
            holders=_PERSON,
            longest_years=6,
        ),
        Kind(
            code="driving_licence",
            zh="机动车驾驶证",
            en="Driving licence",
            holders=_PERSON,
            longest_years=None,
        ),
    )
}


def kind_named(code: str) -> Kind:
    """Return the kind; raises InvalidInput for an unknown one."""
    kind = KINDS.get(code)
    if kind is None:
        raise InvalidInput(
            field="证照种类 kind",
            reason_zh="没有这种证照。",
            reason_en="There is no such kind of credential.",
        )
    return kind
