"""What the registers are asked for and what they answer, with an example of each."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from ninja import Path, Schema
from pydantic import ConfigDict, Field, create_model

from matou.modules.registry.rules.fields import FIELD_BY_NAME, FIELDS, Kind
from matou.web.api import CursorQuery


def _example(**values: object) -> ConfigDict:
    """Return what stands in the document as the example of a schema."""
    return ConfigDict(json_schema_extra={"example": cast("Any", values)})


Code = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z_\-]{1,20}$", description="Code of the thing 编号", example="P_CHI"),
]
Word = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Kilograms = Annotated[int | None, Field(ge=0, le=100_000_000)]


class ListQuery(Schema):
    """What every list takes."""

    q: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = Field(
        default="", description="Search text 搜索"
    )
    cursor: CursorQuery = ""
    limit: int = Field(default=50, ge=1, le=100, description="Rows a page 每页行数", examples=[20])


class VesselQuery(ListQuery):
    """Filters of the vessel list."""

    vessel_type: Word = Field(default="", description="Key of the vessel type, such as 8010-BULK")
    status: Literal["", "in_service", "laid_up", "deregistered"] = ""
    home_port: Word = ""
    party: Word = Field(default="", description="Code of the owning or operating company")
    deadweight_from_kg: Kilograms = None
    deadweight_until_kg: Kilograms = None
    draught_until_cm: int | None = Field(default=None, ge=0, le=3000)
    sort: Literal["name", "deadweight", "length", "updated"] = "name"
    format: Literal["", "json", "csv", "geojson"] = Field(
        default="", description="Without it the Accept header decides"
    )


class CompanyQuery(ListQuery):
    """Filters of the company list."""

    format: Literal["", "json", "csv"] = Field(
        default="", description="Without it the Accept header decides"
    )


class TerminalQuery(ListQuery):
    """Filters of the list of ports and terminals."""

    city: Word = Field(default="", description="City in Chinese, such as 梧州")
    format: Literal["", "json", "csv", "geojson"] = Field(
        default="", description="Without it the Accept header decides"
    )


class HistoryQuery(Schema):
    """Filters of a history."""

    field: Word = Field(default="", description="One field alone")
    cursor: CursorQuery = ""
    limit: int = Field(default=50, ge=1, le=100)


class PartyOut(Schema):
    """An owner or operator; private persons without code and with a masked name."""

    model_config = _example(code="B74DDE3GN", name="演示西江航运有限公司", kind="company")

    code: str
    name: str
    kind: str


class DraughtRowOut(Schema):
    """One line of a draught table."""

    model_config = _example(draught_cm=430, displacement_kg=4_038_000)

    draught_cm: int
    displacement_kg: int


_TYPES: dict[Kind, Any] = {
    Kind.INTEGER: int | None,
    Kind.DAY: date | None,
    Kind.PARTY: PartyOut,
    Kind.TABLE: list[DraughtRowOut],
}

_VALUES: dict[str, object] = {
    "name_zh": "演示船01", "name_en": "MATOU DEMO 01", "vessel_type": "8010-BULK",
    "status": "in_service", "mmsi": "413800013", "home_port": "南宁", "trade_type": "bulk",
    "deadweight_kg": 3_270_000, "length_overall_cm": 7000, "full_draught_cm": 430,
}  # fmt: skip


def _shown_example(name: str) -> dict[str, Any]:
    """Return a value for the document; most fields of a vessel may be empty, and are here."""
    field = FIELD_BY_NAME[name]
    if field.kind in {Kind.PARTY, Kind.TABLE}:
        return {}
    empty = None if field.kind in {Kind.INTEGER, Kind.DAY} else ""
    return {"examples": [_VALUES.get(name, empty)]}


_DEFINITIONS: dict[str, Any] = {
    field.name: (
        _TYPES.get(field.kind, str),
        Field(title=field.en, description=field.zh, **_shown_example(field.name)),
    )
    for field in FIELDS
}
Particulars = create_model(
    "Particulars",
    __base__=Schema,
    __doc__="All fields of the register; None and empty mean not recorded.",
    **_DEFINITIONS,
)


class VesselOut(Schema):
    """A vessel of the register."""

    code: str = Field(examples=["KT97VSBFQ"])
    updated_at: datetime
    url: str = Field(description="The vessel's page", examples=["/registry/vessels/KT97VSBFQ/"])
    particulars: Particulars


class HistoryOut(Schema):
    """One value that a field had: from which day, from which source, how sure."""

    model_config = _example(
        id=624, field="home_port", value="南宁", valid_from="2026-01-01",
        source="船舶国籍证书", confidence="A", recorded_at="2026-01-02T09:00:00+08:00",
        is_present=True,
    )  # fmt: skip

    id: int
    field: str
    value: Any
    valid_from: date
    source: str
    confidence: str
    recorded_at: datetime
    is_present: bool


class CompanyOut(Schema):
    """A company of the register."""

    model_config = _example(
        code="B74DDE3GN", name="演示西江航运有限公司", name_en="Demo Xijiang Shipping Ltd",
        uscc="91450400DEM000022J", vessels=14, url="/registry/companies/B74DDE3GN/",
    )  # fmt: skip

    code: str
    name: str
    name_en: str
    uscc: str
    vessels: int
    url: str


class TerminalOut(Schema):
    """A port or terminal of the register; position in WGS-84."""

    model_config = _example(
        code="P_CHI", kind="terminal", name_zh="梧州港赤水圩作业区", name_en="Wuzhou Chishuixu",
        city="梧州", latitude=23.42, longitude=111.08, locode="", cargo=["bulk", "container"],
        berth_dwt_max=3000, takes_containers=True, takes_dangerous_goods=False,
        opening_hours="00:00-24:00/7", confidence_position="C", confidence_attributes="A",
        source="estimate", url="/registry/terminals/P_CHI/",
    )  # fmt: skip

    code: str
    kind: str
    name_zh: str
    name_en: str
    city: str
    latitude: float
    longitude: float
    locode: str
    cargo: list[str]
    berth_dwt_max: int | None
    takes_containers: bool | None
    takes_dangerous_goods: bool | None
    opening_hours: str
    confidence_position: str
    confidence_attributes: str
    source: str
    url: str
