"""Asking on the pages: names in, alternatives out, each with its course and calculation."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from matou.kit.clock import CHINA, utc_now
from matou.modules.planner.services.importing import ImportReport
from matou.web.tests.pages import no_inline

GRAVEL = {"origin": "P_WUL", "destination": "P_NSA", "amount": "2000", "draught": "3.2"}
LINKED = re.compile(r'href="(/planner/ask/chain/\?[^"]+)"')


def in_days(days: float) -> str:
    return (utc_now() + timedelta(days=days)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def asked(client: Client, **changes: Any) -> Any:
    query = {key: value for key, value in {**GRAVEL, **changes}.items() if value is not None}
    return client.get(f"/planner/ask/?{urlencode(query, doseq=True)}")


def chain_links(answer: Any) -> list[str]:
    return [found.replace("&amp;", "&") for found in LINKED.findall(answer.content.decode())]


def test_a_guest_finds_an_empty_form(client: Client, present: ImportReport) -> None:
    answer = client.get("/planner/ask/")

    assert answer.status_code == 200
    no_inline(answer.content)
    assert "平南武林港" in answer.content.decode()


def test_gravel_is_compared_with_its_marks(client: Client, present: ImportReport) -> None:
    answer = asked(client)

    page = answer.content.decode()
    assert answer.status_code == 200, answer.context["form"].errors
    no_inline(answer.content)
    marks = [mark for line in answer.context["lines"] for mark in line.marks]
    assert sorted(marks) == sorted(["最快", "最省", "最低碳", "最可靠"])
    assert 3 <= len(answer.context["lines"]) <= 8
    assert "个方案没有列出" in page
    assert page.count('class="dot-number') == len(answer.context["lines"])
