"""Which e-licence an item's version orders, for how long, and what it says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.clock import CHINA
from matou.modules.affairs.rules import case_licences, samples
from matou.modules.affairs.rules.case_licences import LicenceWanted
from matou.spine.credentials.rules.licence_terms import NO_END_AT, checked_fields, last_day
from matou.spine.credentials.rules.licence_types import type_of

AT = datetime(2028, 2, 29, 3, 0, tzinfo=UTC)


def wanted(kind: str = "port_operation") -> LicenceWanted:
    return LicenceWanted(type=type_of(kind))


@pytest.mark.parametrize(
    ("result", "name", "kind"),
    [
        ("10", "港口经营许可证", "port_operation"),
        ("10", "港口危险货物作业附证(每个作业场所一证)", "port_dangerous_goods"),
        ("10", "船舶营业运输证（新）", "vessel_operation"),
        ("20", "港口经营许可证", None),
        ("10", "从业资格证书", None),
        ("10", "", None),
    ],
)
def test_the_result_names_the_licence(result: str, name: str, kind: str | None) -> None:
    found = case_licences.licence_wanted({"result_type": result, "result_name": name})

    assert (found.type.kind.code if found else None) == kind


def test_of_the_stock_seven_items_lead_to_an_e_licence() -> None:
    found = [case_licences.licence_wanted(one) for one in samples.port_items()]

    assert sum(1 for one in found if one) == 7


@pytest.mark.parametrize(
    ("said", "kind", "last"),
    [
        ("3年，期满前30日申请延续", "port_operation", "2031-02-28"),
        ("不超过3年；至少每3年一次安全评价", "port_dangerous_goods", "2031-02-28"),
        ("5年(省际危险品/客)，普货按规定", "carrier_permit", "2033-02-28"),
        ("9年", "port_operation", "2031-02-28"),
        ("不超过经营许可证与船舶证书有效期", "vessel_operation", "2033-02-28"),
        ("", "port_operation", "2031-02-28"),
        ("4年", "crew_competence", "2032-02-28"),
    ],
)
def test_validity_is_read_from_the_item_and_bounded_by_the_kind(
    said: str, kind: str, last: str
) -> None:
    period = case_licences.licence_period({"result_validity": said}, wanted=wanted(kind), at=AT)

    assert str(last_day(period)) == last
    assert period.from_at.astimezone(CHINA).isoformat() == "2028-02-29T00:00:00+08:00"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_licence_is_never_longer_than_its_kind(at: datetime) -> None:
    period = case_licences.licence_period({"result_validity": "99年"}, wanted=wanted(), at=at)

    assert period.from_at <= at < period.until_at < NO_END_AT
    assert period.length.days <= 3 * 366


@given(st.text(max_size=400).filter(str.isprintable))
def test_what_an_item_says_always_fits_on_a_licence(text: str) -> None:
    content = {"task_name": text, "by_law": [{"law": text, "article": ""}], "result_validity": text}

    assert len(checked_fields(case_licences.licence_lines(content, conditions=text))) <= 4
