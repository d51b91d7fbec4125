"""What a signed, granted and logged call costs over the same question asked bare.

Both go over HTTP on the loop-back to one server in this process and run the same handler on the
same PostgreSQL (fsync on), in turn. The signed call does all that a real one does: the caller
signs, the door proves member, key, signature, window and nonce, finds the grant, stores the
answer, extends the chain, commits and signs, the caller proves the answer. The bare one reads
JSON, runs the handler and answers.

    python bench/exchange.py [--check] [--calls 500]

``--check`` fails where the signed call adds more than 15 ms at the 95th percentile.
"""

import argparse
import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
os.environ.setdefault("MATOU_HOME", str(ROOT / ".run" / "bench"))
os.environ.setdefault("MATOU_DB_ROLE", "owner")

import django  # noqa: E402  # the environment above must stand first

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

from matou.kit.actor import EXCHANGE, SYSTEM, Actor  # noqa: E402
from matou.kit.clock import utc_now  # noqa: E402
from matou.project import operations  # noqa: E402
from matou.spine.exchange import queries, services  # noqa: E402
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember  # noqa: E402
from matou.spine.exchange.rules import envelope, keys, messages, signing  # noqa: E402
from matou.spine.parties import queries as parties  # noqa: E402
from matou.spine.parties import services as registering  # noqa: E402
from matou.spine.parties.contracts import NewCompany, NewPerson  # noqa: E402

MOST_MS = 15.0
BASIS = "行政许可法 第三十四条"
USCC = "91110000600037341L"
PLAIN = "/plain"
OFFICERS = [
    Actor(code=code, name=code, acts_for=code, roles=frozenset({EXCHANGE}))
    for code in ("BENCH1", "BENCH2")
]


def main() -> int:
    """Measure, print, and compare with the limit where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--calls", type=int, default=500)
    asked = parser.parse_args()
    operations.migrate()
    member, signer = _prepare()
    server = make_server("127.0.0.1", 0, _application(), WSGIServer, _Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    try:
        acts = {"bare": lambda: _bare(place), "signed": lambda: _signed(place, member, signer)}
        spans = _measured(acts, calls=asked.calls)
    finally:
        server.shutdown()
    return _report(spans, check=asked.check)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _application() -> Callable[..., Any]:
    """Return the house, and beside it the same question asked bare."""
    house = WSGIHandler()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] != PLAIN:
            return house(environ, start)
        asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        card = parties.company_by_uscc(asked["arguments"]["uscc"])
        body = json.dumps({"name": card.name if card else ""}).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return application


def _prepare() -> tuple[str, keys.Ed25519Signer]:
    now = utc_now()
    if parties.company_by_uscc(USCC) is None:
        person = registering.register_person(person=NewPerson(name="测速"), actor=SYSTEM, now=now)
        registering.register_company(
            company=NewCompany(name="测速企业", uscc=USCC),
            manager=person.code,
            member_roles=[],
            actor=SYSTEM,
            now=now,
        )
    signer, member = keys.signer_of(keys.new_pem()), f"bench-{secrets.token_hex(6)}"
    until = now + timedelta(days=1)
    services.propose_member(
        new=NewMember(
            code=member,
            name_zh="测速",
            name_en="Bench",
            region="450400",
            base_url="https://bench.example",
        ),
        key=NewKey(public=signer.public, from_at=now, until_at=until),
        actor=OFFICERS[0],
        now=now,
    )
    services.confirm_member(code=member, fingerprint=signer.key_id, actor=OFFICERS[1], now=now)
    number = services.request_grant(
        new=NewGrant(
            consumer=member,
            service="parties.company",
            fields=("name",),
            purpose="case",
            basis=BASIS,
            from_at=now,
            until_at=until,
            max_per_day=1_000_000,
        ),
        actor=OFFICERS[0],
        now=now,
    )
    services.approve_grant(number=number, note="测速", actor=OFFICERS[1], now=now)
    return member, signer


def _bare(place: str) -> None:
    body = envelope.write_asked(arguments={"uscc": USCC}, fields=("name",))
    status, _headers, answer = _posted(place, PLAIN, body, {})
    assert status == 200, answer


def _signed(place: str, member: str, signer: keys.Ed25519Signer) -> None:
    path = f"{messages.PATH}parties.company"
    request = messages.Request(
        method="POST",
        url=f"{queries.base_url()}{path}",
        headers={
            "content-type": messages.JSON_TYPE,
            messages.CLIENT: member,
            messages.SERVICE: "parties.company",
            messages.REQUEST_ID: str(uuid4()),
            messages.PURPOSE: "case",
            messages.BASIS: messages.encoded(BASIS),
            messages.CASE: "",
        },
        body=envelope.write_asked(arguments={"uscc": USCC}, fields=("name",)),
    )
    signing.sign_request(
        request, signers=[signer], created_at=utc_now(), nonce=secrets.token_hex(16)
    )
    status, headers, answer = _posted(place, path, request.body, request.headers)
    assert status == 200, answer
    response = messages.Response(
        status_code=status,
        headers={name: headers[name] for name in messages.RESPONSE_HEADERS},
        body=answer,
        request=request,
    )
    own = queries.own_keys()[0]
    verifier = keys.Ed25519Verifier(own.public)
    signing.verify_response(response, verifier=verifier, key_id=own.key_id)


def _posted(
    place: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    line = HTTPConnection(place, timeout=30)
    line.request("POST", path, body=body, headers=headers)
    got = line.getresponse()
    answer = got.read()
    line.close()
    return got.status, {name.lower(): value for name, value in got.getheaders()}, answer


@dataclass(slots=True)
class Span:
    """What one kind of call took: by the wall clock, and of this process's processor time."""

    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def _measured(acts: dict[str, Callable[[], None]], *, calls: int) -> dict[str, Span]:
    """Time each call, the two kinds in turn, after twenty of each to warm."""
    spans = {name: Span() for name in acts}
    for turn in range(calls + 20):
        for name, act in acts.items():
            begun, worked = time.perf_counter(), time.process_time()
            act()
            if turn >= 20:
                spans[name].wall_ms.append((time.perf_counter() - begun) * 1000)
                spans[name].cpu_ms.append((time.process_time() - worked) * 1000)
    return spans


def _report(spans: dict[str, Span], *, check: bool) -> int:
    middle = {name: statistics.median(span.wall_ms) for name, span in spans.items()}
    late = {name: statistics.quantiles(span.wall_ms, n=20)[-1] for name, span in spans.items()}
    work = {name: statistics.median(span.cpu_ms) for name, span in spans.items()}
    for name, span in spans.items():
        print(
            f"{name:7} {len(span.wall_ms)} calls: p50 {middle[name]:6.1f} ms · "
            f"p95 {late[name]:6.1f} ms · caller and server work {work[name]:5.1f} ms"
        )
    added = late["signed"] - late["bare"]
    print(
        f"signed adds p50 {middle['signed'] - middle['bare']:.1f} ms · p95 {added:.1f} ms "
        f"(limit {MOST_MS:.0f}) · work {work['signed'] - work['bare']:.1f} ms"
    )
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > cores:
        print(f"load {busy:.1f} on {cores} cores: waiting for the processor is in these figures")
    return 1 if check and added > MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main())
