"""Warming up in the background: every room's, and no end of a process is held up."""

import subprocess
import sys
from functools import partial

import pytest

from matou.project import warming
from matou.web.slots import WARM_UPS, WarmUp


def test_each_is_run_once_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(WARM_UPS, "_fillers", {})
    WARM_UPS.fill(WarmUp(name="test.a", run=partial(done.append, "a")))
    WARM_UPS.fill(WarmUp(name="test.b", run=partial(done.append, "b")))

    for thread in warming.begin(after_s=0):
        thread.join(10)

    assert sorted(done) == ["a", "b"]


def test_what_stays_is_set_aside_when_all_are_done() -> None:
    code = (
        "import gc\n"
        "from matou.web.slots import WARM_UPS, WarmUp\n"
        "kept = []\n"
        "fill = lambda: kept.extend([] for _ in range(9999))\n"
        "WARM_UPS.fill(WarmUp(name='test.kept', run=fill))\n"
        "from matou.project import warming\n"
        "for thread in warming.begin(after_s=0):\n"
        "    thread.join(10)\n"
        "assert len(kept) == 9999\n"
        "assert gc.get_freeze_count() > 9999, gc.get_freeze_count()\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=30, check=False
    )

    assert ended.returncode == 0, ended.stderr


def test_a_process_ends_before_its_warm_up_began() -> None:
    code = (
        "from matou.web.slots import WARM_UPS, WarmUp\n"
        "WARM_UPS.fill(WarmUp(name='test.late', run=print))\n"
        "from matou.project import warming\n"
        "assert warming.begin(after_s=60)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=30, check=False
    )

    assert ended.returncode == 0, ended.stderr
