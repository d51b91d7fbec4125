"""The README prints the table that the house runs by, and every screen."""

import re
from pathlib import Path

from matou.modules.freight import urls
from matou.modules.freight.tests.table_text import table_text

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_the_readme_shows_the_state_table_as_it_is() -> None:
    assert table_text() in README


def test_the_readme_lists_every_screen() -> None:
    addresses = {re.sub(r"<\w+:", "<", str(one.pattern)) for one in urls.urlpatterns} - {""}

    assert {one for one in addresses if f"`{one}`" not in README} == set()
