import re
from pathlib import Path

import pytest

from matou.web import assets

ROOT = assets.WEB.parents[2]
TEMPLATES = assets.WEB / "templates"


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert "resolved" not in lock
    assert '"integrity": "sha512-' in lock


def test_missing_packages_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(assets.FrontEndFileMissing, match="npm ci"):
        assets.copy_all(modules=tmp_path)


def test_every_icon_that_a_page_names_is_in_the_list() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }

    assert named <= set(assets.icon_names())
