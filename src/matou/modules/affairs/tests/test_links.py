"""Links are tried by the clock through a port; publication never touches the network."""

from collections.abc import Iterator

import pytest

from matou.modules.affairs.models import LinkState
from matou.modules.affairs.queries.desk import version_detail
from matou.modules.affairs.services import links
from matou.modules.affairs.services.links import LINK_PROBE, Answer
from matou.modules.affairs.tests.world import EDITOR, LATER, code_of, new_draft

ADDRESS = "https://www.gov.cn/form.pdf"


@pytest.fixture
def dead_web() -> Iterator[list[str]]:
    asked: list[str] = []

    def probe(address: str) -> Answer:
        asked.append(address)
        return Answer(is_alive=False, note="404")

    kept = LINK_PROBE.get()
    LINK_PROBE.fill(probe)
    yield asked
    assert kept is not None
    LINK_PROBE.fill(kept)


def test_a_link_that_died_is_marked_in_the_findings(stock: int, dead_web: list[str]) -> None:
    code = code_of()
    new_draft(code, online_handle_url=ADDRESS)

    dead = links.try_links(now=LATER)

    found = version_detail(code=code, number=2, actor=EDITOR, now=LATER).findings
    assert (dead, dead_web) == (1, [ADDRESS])
    assert [(one.rule, one.stops) for one in found] == [("link", False)]


def test_addresses_that_no_item_names_are_forgotten(stock: int, dead_web: list[str]) -> None:
    LinkState.objects.create(address="https://old.example.cn/", is_alive=True, tried_at=LATER)

    links.try_links(now=LATER)

    assert not LinkState.objects.exists()
    assert dead_web == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/"],
)
def test_the_probe_never_reaches_inside(address: str) -> None:
    answer = links.probe_by_http(address)

    assert not answer.is_alive
    assert "not public" in answer.note
