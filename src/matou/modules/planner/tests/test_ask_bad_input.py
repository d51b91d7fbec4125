"""Bad questions on the page: the cause beside its field, in both languages, at once."""

import time
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from matou.kit.clock import CHINA, utc_now
from matou.modules.planner.services.importing import ImportReport
from matou.web import limits
from matou.web.tests.pages import no_inline, no_untranslated

MOST_SECONDS = 1.0
GRAVEL = {"origin": "P_WUL", "destination": "P_NSA", "amount": "2000", "draught": "3.2"}
NO_FIELD = "__all__"


def in_days(days: float) -> str:
    return (utc_now() + timedelta(days=days)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


TABLE = [
    ("same place", {"destination": "P_WUL"}, "destination", "起点与终点相同", "same place"),
    ("same place by name", {"destination": "平南武林港"}, "destination", "相同", "same place"),
    ("unknown place", {"origin": "P_XXX"}, "origin", "没有找到", "Nothing was found"),
    ("no place", {"origin": ""}, "origin", "必填", "required"),
    ("a zero byte", {"origin": "\x00"}, "origin", "", ""),
    ("a long name", {"origin": "x" * 61}, "origin", "60", "60"),
    ("a lock as a door", {"destination": "长洲船闸"}, NO_FIELD, "船闸", "lock"),
    ("nothing to carry", {"amount": ""}, "amount", "必填", "required"),
    ("0 t", {"amount": "0"}, "amount", "大于 0", "more than 0"),
    ("a billion t", {"amount": "1000000000"}, "amount", "100 万吨", "1,000,000 t"),
    ("more than a number holds", {"amount": "1e400"}, "amount", "", ""),
    ("no number", {"amount": "NaN"}, "amount", "", ""),
    ("words", {"amount": "2000 吨"}, "amount", "", ""),
    ("less than nothing", {"amount": "-1"}, "amount", "大于 0", "more than 0"),
    ("0 TEU", {"load": "container", "amount": "0"}, "amount", "TEU", "TEU"),
    ("half a box", {"load": "container", "amount": "1.5"}, "amount", "整数", "whole TEU"),
    ("an unknown load", {"load": "pigeon"}, "load", "", ""),
    ("draught 0", {"draught": "0"}, "draught", "20 米", "20 m"),
    ("draught 50", {"draught": "50"}, "draught", "20 米", "20 m"),
    ("past date", {"ready": in_days(-1)}, "ready", "已经过去", "in the past"),
    ("beyond the timetable", {"ready": in_days(400)}, "ready", "时刻表", "timetable"),
    ("no date", {"ready": "soon"}, "ready", "北京时间", "Beijing time"),
    ("class 17", {"dg": "17"}, "dg", "1 至 9", "from 1 to 9"),
    ("no mode", {"no_modes": ["road", "water", "rail"]}, NO_FIELD, "排除", "ruled out"),
    ("an unknown mode", {"no_modes": ["camel"]}, "no_modes", "", ""),
    ("an end avoided", {"without": "平南武林港"}, NO_FIELD, "避开", "avoided"),
    ("an unknown must", {"must": "月球"}, "must", "没有找到", "Nothing was found"),
    ("a must that may be many", {"must": "平南"}, "must", "有几处相符", "Several fit"),
    ("a must that is avoided", {"must_modes": ["water"], "no_modes": ["water"]}, NO_FIELD,
     "既要求使用", "must be used"),
    ("a link over an avoided lock", {"must": "W003", "without": "L_JJT"}, NO_FIELD,
     "金鸡滩船闸", "Jinjitan lock"),
    ("flights for gravel", {"must_modes": ["air"]}, NO_FIELD, "航空", "no cargo"),
    ("four musts", {"must": "P_CHI、P_ZJC、L_CHZ、P_LIJ"}, "must", "至多 3", "At most 3"),
    ("water without transfers", {"must_modes": ["water"], "transfers": "1"}, NO_FIELD,
     "超过所限次数", "more than allowed"),
    ("nine transfers", {"transfers": "9"}, "transfers", "", ""),
    ("late departure", {"depart": in_days(400)}, "depart", "一年", "within a year"),
    ("back before it leaves", {"by": in_days(-2)}, NO_FIELD, "最晚到达", "before it may leave"),
    ("rising water", {"lower": "-1"}, "lower", "1000 厘米", "1000 cm"),
    ("a river run dry", {"lower": "100000"}, "lower", "1000 厘米", "1000 cm"),
    ("a closure of no lock", {"closed": "P_NSA"}, "closed", "不是船闸", "not a lock"),
    ("a closure of nothing", {"closed": "L_XXX"}, NO_FIELD, "L_XXX", "L_XXX"),
    ("a closure of no days", {"closed": "L_CHZ", "closed_days": "0"}, "closed_days", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "zh", "en"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_a_bad_question_is_told_beside_its_field(
    client: Client, present: ImportReport, changes: dict[str, Any], field: str, zh: str, en: str
) -> None:
    address = f"/planner/ask/?{urlencode({**GRAVEL, **changes}, doseq=True)}"
    client.get("/planner/")
    began = time.process_time()

    chinese = client.get(address)
    seconds = time.process_time() - began
    client.cookies["matou_language"] = "en"
    english = client.get(address)

    assert seconds < MOST_SECONDS
    assert (chinese.status_code, english.status_code) == (422, 422)
    assert zh in str(chinese.context["form"].errors[field])
    assert field in english.context["form"].errors
    assert en in unescape(english.content.decode())
    no_inline(chinese.content)
    no_untranslated(english.content, allowed=[str(one) for one in changes.values()])


def test_a_past_plan_offers_the_next_hour(client: Client, present: ImportReport) -> None:
    address = f"/planner/ask/?{urlencode({**GRAVEL, 'ready': in_days(-1)})}"

    offered = client.get(address).context["choices"]

    (_label, ((url, _name, _city),)) = offered[-1]
    assert client.get(f"/planner/ask/{url}").context["lines"]


@pytest.mark.parametrize("page", ["chain/", "chain.geojson"])
def test_a_bad_question_for_one_chain_leads_to_the_form(
    client: Client, present: ImportReport, page: str
) -> None:
    query = urlencode({**GRAVEL, "amount": "0"})

    answer = client.get(f"/planner/ask/{page}?{query}&chain=1")

    assert answer["Location"] == f"/planner/ask/?{query}"


def test_guests_are_counted(
    client: Client, present: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUESTS_PER_MINUTE", 3)
    address = f"/planner/ask/?{urlencode({**GRAVEL, 'amount': '0'})}"

    answers = [client.get(address).status_code for _ in range(4)]

    assert answers == [422, 422, 422, 429]
