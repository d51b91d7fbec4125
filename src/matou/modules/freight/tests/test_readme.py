"""The README prints the table that the house runs by."""

from pathlib import Path

from matou.modules.freight.tests.table_text import table_text


def test_the_readme_shows_the_state_table_as_it_is() -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text("utf-8")

    assert table_text() in text
