"""From a scan to a readable guide: requests, bytes and time, against a bare one-view Django app.

    .venv/bin/python bench/affairs.py [--check]

A phone that knows nothing yet opens ``/c/<code>``, follows the redirect and loads what the guide
names in its head. Bytes are those of the bodies, once as they are and once as a browser asks for
them (gzip). Time is the median of both requests that need the server's work, the scan and the
guide, against the median of one page of the bare app (``/read/1``: one row by its key), asked in
turn in the same run. Both sites run on granian with one worker and the same PostgreSQL.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import quote

from web import free_port, run, serve, serve_bare

MOST_BYTES = 60_000
CEILING_TIME = 25.0
WARM, ROUNDS = 30, 200
ASKED = "港口经营许可"
_NUMBERS = count(2)
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src)="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What one first visit cost."""

    requests: int
    plain_bytes: int
    gzip_bytes: int


def main() -> int:
    """Measure and print; with ``--check`` fail above the ceilings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="matou-bench-affairs-"))
    home.chmod(0o755)  # the database's own account passes through
    os.environ |= {"MATOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "matou.project.settings"}
    sites: list[subprocess.Popen[bytes]] = []
    try:
        for step in (("db", "start"), ("prepare",), ("migrate",), ("seed",)):
            run(*step)
        house, bare = free_port(), free_port()
        sites = [serve("matou.project.wsgi:application", house), serve_bare(bare)]
        code = code_of(house)
        trip = first_visit(house, code)
        ours_s, theirs_s = compare(house, bare, code)
    finally:
        for site in sites:
            os.killpg(site.pid, signal.SIGTERM)  # the bare app is a child of its programme
            site.wait()
        run("db", "stop")
        shutil.rmtree(home, ignore_errors=True)
    ratio = ours_s / theirs_s
    print(f"scan to guide: {trip.requests} requests, {trip.plain_bytes:,} bytes as they are, "
          f"{trip.gzip_bytes:,} gzipped (ceiling {MOST_BYTES:,} as they are)")  # fmt: skip
    print(f"scan and guide / bare page: p50 {ours_s * 1000:.1f} ms / {theirs_s * 1000:.1f} ms "
          f"= {ratio:.2f} (ceiling {CEILING_TIME:g})")  # fmt: skip
    return int(arguments.check and (trip.plain_bytes > MOST_BYTES or ratio > CEILING_TIME))


def code_of(port: int) -> str:
    """Return the code of a port item, as a citizen finds it."""
    _status, _to, body = ask(port, f"/affairs/?q={quote(ASKED)}&region=450400")
    found = re.search(rb"/affairs/guide/([0-9A-Z]{9})/", body)
    if found is None:
        sys.exit("the list shows no item")
    return found[1].decode()


def first_visit(port: int, code: str) -> Trip:
    """Return what a phone loads that has nothing yet."""
    addresses = [f"/c/{code}"]
    status, to, _body = ask(port, addresses[0])
    if status == 302:
        addresses.append(to)
    page = ask(port, addresses[-1])[2]
    addresses += LOADED.findall(page.decode())
    plain = sum(len(ask(port, address)[2]) for address in addresses)
    packed = sum(len(ask(port, address, gzip=True)[2]) for address in addresses)
    return Trip(requests=len(addresses), plain_bytes=plain, gzip_bytes=packed)


def compare(house: int, bare: int, code: str) -> tuple[float, float]:
    """Ask for scan and guide, and for the bare page, in turn; returns the medians."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(WARM + ROUNDS):
        began = time.perf_counter()
        _status, to, _body = ask(house, f"/c/{code}")
        ask(house, to)
        between = time.perf_counter()
        ask(bare, "/read/1")
        if number >= WARM:
            ours.append(between - began)
            theirs.append(time.perf_counter() - between)
    return median(ours), median(theirs)


def ask(port: int, path: str, *, gzip: bool = False) -> tuple[int, str, bytes]:
    """Return status, where it leads, and body; any refusal ends the bench.

    Each request comes from a loopback address of its own: the house counts a guest's look-ups of
    codes by address, 120 a minute.
    """
    number = next(_NUMBERS)
    source = f"127.{number >> 16 & 127}.{number >> 8 & 255}.{number & 255}"
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(source, 0)
    )
    headers = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip" if gzip else "identity"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status >= 400:
        sys.exit(f"{path} {answer.status} {body[:300]!r}")
    return answer.status, answer.getheader("Location") or "", body


if __name__ == "__main__":
    sys.exit(main())
