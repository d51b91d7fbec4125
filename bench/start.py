"""Seconds from a clone to the first page, and from a second start to the first page.

    .venv/bin/python bench/start.py [--check]

The reference of the second start, measured in the same run: a bare one-view Django app on the same
server, from start to first page. Packages come from the machine's cache where it has one, so the
first figure is of this machine and its network; the ratio is what carries over.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WITHIN_S = 300
FLOOR_SECOND_START_S = 10


def main() -> int:
    """Measure, print, and with ``--check`` fail when a second start takes over ten seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matou-bench-") as folder:
        Path(folder).chmod(0o755)  # the database's own account passes through
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        setup_s = timed(lambda: subprocess.run(["make", "-s", "setup"], cwd=clone, check=True))
        first_s = until_first_page(clone, ["make", "-s", "demo"])
        second_s = until_first_page(clone, ["make", "-s", "demo"])
        bare_s = until_first_page(
            ROOT / "bench", [str(clone / ".venv/bin/python"), "bare_app.py"], path="/read/1"
        )
        shutil.rmtree(clone)
    print(f"set-up {setup_s:.1f} s · first start to first page {first_s:.1f} s")
    print(f"second start to first page {second_s:.1f} s · bare Django app {bare_s:.1f} s")
    print(f"ratio second start / bare app: {second_s / bare_s:.1f}")
    return int(arguments.check and second_s > FLOOR_SECOND_START_S)


def timed(action: object) -> float:
    """Return the seconds an action takes."""
    began = time.monotonic()
    assert callable(action)
    action()
    return time.monotonic() - began


def until_first_page(folder: Path, command: list[str], path: str = "/") -> float:
    """Start a site, wait for its first page, end it; returns the seconds to that page."""
    port = free_port()
    environment = {**os.environ, "MATOU_PORT": str(port)}
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}{path}"):
            if process.poll() is not None or time.monotonic() - began > WITHIN_S:
                sys.exit(f"{command} did not serve a page")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        # Not Ctrl-C: what a shell starts in the background inherits that it ignores that.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def answers(url: str) -> bool:
    """Tell whether a page comes."""
    try:
        urllib.request.urlopen(url, timeout=10).close()  # noqa: S310  # our own address
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
