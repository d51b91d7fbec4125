"""The field catalogue (登记项目): each particular of a vessel, told once for every surface.

Model, form, CSV, page, history and API all follow this table; the sources of the fields are
vessel registers in use in China (船舶国籍证书, 船舶检验证书, 营业运输证).
"""

from dataclasses import dataclass
from enum import StrEnum

from matou.modules.registry.rules.vessel_types import VESSEL_TYPES


class Kind(StrEnum):
    """What sort of value a field holds."""

    TEXT = "text"
    NUMBER_CODE = "code"
    INTEGER = "integer"
    DAY = "day"
    CHOICE = "choice"
    PARTY = "party"
    TABLE = "table"


class Group(StrEnum):
    """The blocks in which a vessel page and its form are read, in this order."""

    IDENTITY = "identity"
    OWNERSHIP = "ownership"
    CERTIFICATES = "certificates"
    TONNAGE = "tonnage"
    DIMENSIONS = "dimensions"
    DRAUGHT = "draught"
    BUILD = "build"


GROUP_LABELS: dict[Group, tuple[str, str]] = {
    Group.IDENTITY: ("船名与识别", "Name and identity"),
    Group.OWNERSHIP: ("所有与经营", "Ownership and operation"),
    Group.CERTIFICATES: ("证书与检验", "Certificates and surveys"),
    Group.TONNAGE: ("吨位与载货量", "Tonnage and capacity"),
    Group.DIMENSIONS: ("主尺度", "Main dimensions"),
    Group.DRAUGHT: ("吃水与排水", "Draught and displacement"),
    Group.BUILD: ("主机与建造", "Engine and build"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """How a whole number is shown: ``factor`` stored units make one shown unit."""

    symbol: str
    factor: int
    decimals: int


METRES = Unit("m", 100, 2)
TONNES = Unit("t", 1000, 3)
KILOWATTS = Unit("kW", 1, 0)
GROSS = Unit("GT", 1, 0)
NET = Unit("NT", 1, 0)
PERSONS = Unit("人", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One particular: column name (unit last), group, labels, kind and bounds."""

    name: str
    group: Group
    zh: str
    en: str
    kind: Kind
    unit: Unit | None = None
    minimum: int = 0
    maximum: int = 0
    max_length: int = 0
    choices: tuple[tuple[str, str, str], ...] = ()
    required: bool = False

    def label(self, language: str) -> str:
        """Return the label in Chinese for ``zh…``, else in English."""
        return self.zh if language.startswith("zh") else self.en

    def choice_label(self, key: str, language: str) -> str:
        """Return the label of a choice, the key itself where it is unknown."""
        for choice, zh, en in self.choices:
            if choice == key:
                return zh if language.startswith("zh") else en
        return key


IN_SERVICE = "in_service"
LAID_UP = "laid_up"
DEREGISTERED = "deregistered"
STATUSES = (
    (IN_SERVICE, "在营", "In service"),
    (LAID_UP, "停航", "Laid up"),
    (DEREGISTERED, "已注销", "Deregistered"),
)
OPERATION_MODES = (
    ("owned", "自有", "Owned"),
    ("affiliated", "挂靠", "Affiliated"),
    ("chartered", "租赁", "Chartered"),
)
INSPECTION_KINDS = (
    ("initial", "建造检验", "Construction survey"),
    ("annual", "年度检验", "Annual survey"),
    ("intermediate", "中间检验", "Intermediate survey"),
    ("renewal", "换证检验", "Renewal survey"),
    ("docking", "船底外部检查", "Bottom survey"),
    ("occasional", "临时检验", "Occasional survey"),
)
HULL_MATERIALS = (
    ("steel", "钢质", "Steel"),
    ("aluminium", "铝合金", "Aluminium"),
    ("plastic", "玻璃钢", "Glass-reinforced plastic"),
    ("concrete", "钢丝网水泥", "Ferro-cement"),
    ("wood", "木质", "Wood"),
)
TRADE_TYPES = (
    ("bulk", "散货", "Bulk cargo"),
    ("sand", "砂石", "Sand and gravel"),
    ("container", "集装箱", "Containers"),
    ("combined", "集散两用", "Containers and bulk"),
    ("general", "普通货物", "General cargo"),
    ("liquid", "液货", "Liquid cargo"),
    ("dangerous", "危险品", "Dangerous goods"),
    ("passenger", "客运", "Passengers"),
    ("other", "其他", "Other"),
)

MAX_LENGTH_CM = 40_000
MAX_MASS_KG = 100_000_000


def _text(name: str, group: Group, zh: str, en: str, max_length: int) -> Field:
    return Field(name=name, group=group, zh=zh, en=en, kind=Kind.TEXT, max_length=max_length)


def _code(name: str, group: Group, zh: str, en: str, max_length: int) -> Field:
    return Field(name=name, group=group, zh=zh, en=en, kind=Kind.NUMBER_CODE, max_length=max_length)


def _day(name: str, group: Group, zh: str, en: str) -> Field:
    return Field(name=name, group=group, zh=zh, en=en, kind=Kind.DAY)


def _metres(name: str, group: Group, zh: str, en: str, maximum: int) -> Field:
    return _whole(name, group, zh, en, METRES, maximum)


def _mass(name: str, group: Group, zh: str, en: str) -> Field:
    return _whole(name, group, zh, en, TONNES, MAX_MASS_KG)


def _whole(name: str, group: Group, zh: str, en: str, unit: Unit, maximum: int) -> Field:
    return Field(
        name=name,
        group=group,
        zh=zh,
        en=en,
        kind=Kind.INTEGER,
        unit=unit,
        minimum=1,
        maximum=maximum,
    )


def _choice(
    name: str, group: Group, zh: str, en: str, choices: tuple[tuple[str, str, str], ...]
) -> Field:
    return Field(name=name, group=group, zh=zh, en=en, kind=Kind.CHOICE, choices=choices)


_I, _O, _C, _T = Group.IDENTITY, Group.OWNERSHIP, Group.CERTIFICATES, Group.TONNAGE
_D, _W, _B = Group.DIMENSIONS, Group.DRAUGHT, Group.BUILD

FIELDS: tuple[Field, ...] = (
    Field(
        name="name_zh",
        group=_I,
        zh="船名",
        en="Name (Chinese)",
        kind=Kind.TEXT,
        max_length=40,
        required=True,
    ),
    _text("name_en", _I, "英文船名", "Name (English)", 60),
    _text("former_name", _I, "原船名", "Former name", 60),
    Field(
        name="vessel_type",
        group=_I,
        zh="船舶类型",
        en="Vessel type",
        kind=Kind.CHOICE,
        choices=tuple((kind.key, kind.zh, kind.en) for kind in VESSEL_TYPES),
        required=True,
    ),
    Field(
        name="status",
        group=_I,
        zh="状态",
        en="Status",
        kind=Kind.CHOICE,
        choices=STATUSES,
        required=True,
    ),
    _code("mmsi", _I, "MMSI", "MMSI", 9),
    _code("call_sign", _I, "呼号", "Call sign", 9),
    _code("identification_number", _I, "船舶识别号", "Ship identification number", 13),
    _code("registration_number", _I, "船舶登记号", "Registration number", 20),
    _code("first_registration_number", _I, "初次登记号", "First registration number", 20),
    _code("inspection_registration_number", _I, "船检登记号", "Survey registration number", 20),
    _code("imo_number", _I, "IMO 编号", "IMO number", 7),
    _text("home_port", _I, "船籍港", "Home port", 40),
    Field(name="owner", group=_O, zh="所有人", en="Owner", kind=Kind.PARTY, max_length=80),
    Field(name="operator", group=_O, zh="经营人", en="Operator", kind=Kind.PARTY, max_length=80),
    _code("operator_licence_number", _O, "经营许可证号", "Operator's licence number", 40),
    _choice("operation_mode", _O, "经营方式", "Mode of operation", OPERATION_MODES),
    _choice("trade_type", _O, "营运类型", "Trade", TRADE_TYPES),
    _code("operation_certificate_number", _C, "营业运输证号", "Operating certificate number", 40),
    _day("operation_certificate_until_on", _C, "营业运输证有效期至", "Operating certificate until"),
    _choice("inspection_kind", _C, "最近检验类型", "Last survey", INSPECTION_KINDS),
    _day("next_inspection_on", _C, "下次检验日期", "Next survey on"),
    _day("inspection_until_on", _C, "检验证书有效期至", "Survey certificate until"),
    _code("safety_certificate_number", _C, "安检证书号", "Safety certificate number", 40),
    _day("safety_certificate_until_on", _C, "安检证书有效期至", "Safety certificate until"),
    _whole("minimum_crew", _C, "最低安全配员", "Minimum safe manning", PERSONS, 200),
    _day("insurance_until_on", _C, "保险期至", "Insured until"),
    _whole("gross_tonnage", _T, "总吨", "Gross tonnage", GROSS, 500_000),
    _whole("net_tonnage", _T, "净吨", "Net tonnage", NET, 500_000),
    _mass("deadweight_kg", _T, "载重吨", "Deadweight"),
    _mass("reference_load_a_kg", _T, "参考载货量（A 级航区）", "Reference load, area A"),
    _mass("reference_load_b_kg", _T, "参考载货量（B 级航区）", "Reference load, area B"),
    _mass("reference_load_c_kg", _T, "参考载货量（C 级航区）", "Reference load, area C"),
    _metres("length_overall_cm", _D, "总长", "Length overall", MAX_LENGTH_CM),
    _metres("length_cm", _D, "船长", "Length", MAX_LENGTH_CM),
    _metres("moulded_breadth_cm", _D, "型宽", "Moulded breadth", 7_000),
    _metres("breadth_cm", _D, "最大船宽", "Greatest breadth", 7_000),
    _metres("depth_cm", _D, "型深", "Moulded depth", 4_000),
    _metres("height_cm", _D, "最大船高（自龙骨）", "Greatest height above keel", 8_000),
    _metres("hatch_length_cm", _D, "舱口长", "Hatch length", MAX_LENGTH_CM),
    _metres("hatch_width_cm", _D, "舱口宽", "Hatch width", 7_000),
    _metres("hold_depth_cm", _D, "舱深", "Hold depth", 4_000),
    _metres("light_draught_cm", _W, "空载吃水", "Light draught", 3_000),
    _metres("full_draught_cm", _W, "满载吃水", "Full draught", 3_000),
    _mass("light_displacement_kg", _W, "空载排水量", "Light displacement"),
    _mass("full_displacement_kg", _W, "满载排水量", "Full displacement"),
    Field(name="draught_table", group=_W, zh="载重线表", en="Draught table", kind=Kind.TABLE),
    _whole("engine_power_kw", _B, "主机功率", "Engine power", KILOWATTS, 100_000),
    _choice("hull_material", _B, "船体材料", "Hull material", HULL_MATERIALS),
    _day("built_on", _B, "建成日期", "Built on"),
    _day("rebuilt_on", _B, "改建日期", "Rebuilt on"),
)

FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}

TRANSFER_FIELDS = frozenset({"owner", "operator"})
"""Fields that change by ``transfer_ownership`` alone, because neighbours are told of it."""
