"""Where the house lives: the same folder for every process, however it was named."""

import os
import subprocess
import sys
from pathlib import Path

_TELL = "from matou.project import paths; print(paths.home(), flush=True)"
_TELL_AND_ASK_A_CHILD = f"""
import os, subprocess, sys
{_TELL}
os.chdir("/")
{_TELL}
subprocess.run([sys.executable, "-c", {_TELL!r}], check=True)
"""


def test_a_relative_home_is_the_same_for_children_in_other_folders(tmp_path: Path) -> None:
    environment = {**os.environ, "MATOU_HOME": "near/by"}

    told = subprocess.run(
        [sys.executable, "-c", _TELL_AND_ASK_A_CHILD],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(told.stdout.split()) == {str(tmp_path / "near" / "by")}
