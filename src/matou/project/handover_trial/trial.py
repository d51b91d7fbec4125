"""Run two instances, kill what they run on, wait for rest, and count what is lost or doubled."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psutil

from matou.project.handover_trial.line import Line
from matou.project.processes import die_with_parent
from matou.spine.exchange.rules.keys import new_pem, signer_of

WINDOW, OWNER = "trial-window", "trial-owner"
_KEY_FILE = "00000000T000000Z.pem"
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "MATOU_DATABASE", "MATOU_DB_ROLE")
_TELL_EVERY_S = 20.0
_DRAIN_S = 600.0
_DRAIN = "handovers-drain"
_VICTIMS = ("granian", "jobs work", "handovers-driver", "postgres")
_NOT_IN_FLIGHT = frozenset({"handed_out", "delivery heard"})


class InstanceFailed(RuntimeError):
    """A step of one of the instances did not come through; its output says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much a run does; the minutes end it in any case."""

    runs: int
    kills: int
    seed: int
    minutes: float


@dataclass(slots=True)
class Report:
    """What was done and what was found."""

    runs: int
    begun: int = 0
    ended: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    struck_states: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    disagreeing: tuple[str, ...] = ()
    corrected: int = 0
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether every hand-over that was wanted ended, once."""
        return self.ended == self.begun == self.runs and not (
            self.lost or self.doubled or self.disagreeing
        )

    def lines(self) -> Iterator[str]:
        """Tell it, the summary last."""
        yield f"kills: {_told(self.kills)}"
        yield f"hand-overs in flight at the kills: {_told(self.struck_states)}"
        yield f"messages: {_told(self.troubles)}"
        for name, found in (("lost", self.lost), ("doubled", self.doubled),
                            ("disagreeing", self.disagreeing)):  # fmt: skip
            yield from (f"{name}: {one}" for one in found[:10])
        yield (
            f"handovers: {self.runs} wanted · {self.begun} begun · {self.ended} ended · "
            f"{self.kills.total()} kills · "
            f"corrected {self.corrected} · lost {len(self.lost)} · doubled {len(self.doubled)} · "
            f"disagreeing {len(self.disagreeing)} · {self.seconds:.0f} s"
        )


@dataclass(slots=True)
class Instance:
    """One instance as the trial holds it."""

    name: str
    home: Path
    port: int
    public: str
    line: Line
    process: "subprocess.Popen[bytes] | None" = None

    def environment(self) -> dict[str, str]:
        """Return what its processes are told."""
        kept = {name: value for name, value in os.environ.items() if name not in _OURS}
        told = {"member": self.name, "name_zh": f"校验 {self.name}", "base_url": self.address}
        return {**kept, "MATOU_HOME": str(self.home), "MATOU_EXCHANGE": json.dumps(told)}

    @property
    def address(self) -> str:
        """Where the other one reaches it: over the line."""
        return f"http://127.0.0.1:{self.line.port}"

    def progress(self) -> Counter[str]:
        """Return what its driver last wrote."""
        with suppress(OSError, ValueError):
            path = self.home / "handovers-progress.json"
            return Counter(json.loads(path.read_text(encoding="utf-8")))
        return Counter()

    def asked(self, command: str, *options: str) -> "subprocess.Popen[bytes]":
        """Start one of the hidden commands in its home; ``heard`` has what it says."""
        # A file, not a pipe: the database server that it starts would hold a pipe open.
        with (self.home / f"{command}.out").open("wb") as output:
            return subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", "matou.project.cli", "dev", command, *options],
                env=self.environment(), stdout=output,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # only a system call between fork and exec
            )  # fmt: skip

    def heard(self, command: str, process: "subprocess.Popen[bytes]") -> Any:
        """Wait for a hidden command, and return what its last line says."""
        code = process.wait(timeout=900)
        output = (self.home / f"{command}.out").read_text(encoding="utf-8")
        if code:
            raise InstanceFailed(output[-2000:])
        return json.loads(output.splitlines()[-1])

    def start(self, driver: list[str]) -> None:
        """Start its site with web, worker, driver and database."""
        options = [f"--port={self.port}", f"--driver={json.dumps(driver)}"]
        with (self.home / "site.log").open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", "matou.project.cli", "dev", "handovers-site", *options],
                env=self.environment(), stdout=output, stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # as above
            )  # fmt: skip

    def stop(self) -> None:
        """End it, politely first."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=60)
        self.process.kill()
        self.process.wait()

    def strike(self, word: str) -> bool:
        """Kill -9 one of its processes; tells whether there was one."""
        if word == "postgres":
            return _killed(_postmaster(self.home))
        assert self.process is not None  # noqa: S101
        with suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    if word in " ".join(child.cmdline()):
                        return _killed(child.pid)
        return False


def trial(wanted: Wanted, *, say: Callable[[str], object]) -> Report:
    """Prepare both instances, let them work under kills until all have ended, and judge."""
    folder = Path(tempfile.mkdtemp(prefix="matou-handovers-"))
    folder.chmod(0o755)  # the servers' own account passes through
    dice = Random(wanted.seed)  # noqa: S311  # a repeatable plan of kills and troubles
    window, owner = (_instance(folder, name, dice) for name in (WINDOW, OWNER))
    report = Report(runs=wanted.runs)
    began_s = time.monotonic()
    try:
        told = _prepared(window, owner)
        for one in (window, owner):
            one.line.start()
        plan = [f"--runs={wanted.runs}", f"--seed={wanted.seed}", f"--owner={OWNER}",
                f"--item={told['item']}"]  # fmt: skip
        window.start(["--role=window", *plan])
        owner.start(["--role=owner", *plan])
        say(f"{time.monotonic() - began_s:.0f} s: two instances, {wanted.runs} hand-overs to come")
        _work(window, owner, wanted, report, dice=dice, say=say)
        _judge(window, owner, report)
    finally:
        for one in (window, owner):
            one.stop()
            one.line.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report.troubles = window.line.troubles + owner.line.troubles
    report.seconds = time.monotonic() - began_s
    return report


def _instance(folder: Path, name: str, dice: Random) -> Instance:
    home = folder / name
    keys = home / "exchange-keys"
    home.mkdir()
    home.chmod(0o755)
    keys.mkdir(mode=0o700)
    pem = new_pem()
    (keys / _KEY_FILE).write_bytes(pem)
    (keys / _KEY_FILE).chmod(0o600)
    port = _free_port()
    line = Line(target_port=port, dice=Random(dice.random()))  # noqa: S311  # as above
    return Instance(name=name, home=home, port=port, public=signer_of(pem).public, line=line)


def _prepared(window: Instance, owner: Instance) -> dict[str, str]:
    """Make both instances' tables, side by side; returns what the owner told."""
    command = "handovers-prepare"
    running = [
        (one, one.asked(command, f"--other={other.name}", f"--public={other.public}",
                        f"--address={other.address}"))
        for one, other in ((window, owner), (owner, window))
    ]  # fmt: skip
    told = [one.heard(command, process) for one, process in running]
    return dict(told[1])


def _work(
    window: Instance, owner: Instance, wanted: Wanted, report: Report, *, dice: Random,
    say: Callable[[str], object],
) -> None:  # fmt: skip
    """Kill one process after another while cases are in flight, until everything has ended."""
    deadline, told_s = time.monotonic() + wanted.minutes * 60, 0.0
    every = max(1.0, wanted.runs / max(1, wanted.kills))
    while time.monotonic() < deadline + _DRAIN_S:
        counts = window.progress()
        report.ended = counts["handed_out"]
        is_over = time.monotonic() > deadline
        if is_over:
            # Out of time: begin no more, let what was begun come to its end, and judge that.
            (window.home / _DRAIN).touch()
        target = _begun(counts) if is_over else wanted.runs
        if min(counts["delivery heard"], owner.progress()["all told"]) >= target:
            break
        # Spread over the work: so many kills for so many hand-overs that have moved on.
        is_due = _moved_on(counts, wanted.runs) >= report.kills.total() * every
        if counts and is_due and report.kills.total() < wanted.kills:
            _strike(dice.choice((window, owner)), dice.choice(_VICTIMS), counts, report)
        if time.monotonic() - told_s > _TELL_EVERY_S:
            told_s = time.monotonic()
            say(f"{report.ended} of {wanted.runs} ended · {report.kills.total()} kills · "
                f"{_told(counts)}")  # fmt: skip
        time.sleep(dice.uniform(0.1, 0.6))


def _begun(counts: Counter[str]) -> int:
    return sum(count for state, count in counts.items() if state != "delivery heard")


def _moved_on(counts: Counter[str], runs: int) -> float:
    return min(float(runs), (_begun(counts) + counts["handed_out"]) / 2 + 1)


def _strike(one: Instance, word: str, counts: Counter[str], report: Report) -> None:
    if one.strike(word):
        report.kills[f"{one.name.removeprefix('trial-')} {word}"] += 1
        for state, count in counts.items():
            if state not in _NOT_IN_FLIGHT:
                report.struck_states[state] += count


def _judge(window: Instance, owner: Instance, report: Report) -> None:
    """Compare both sides' tables: each hand-over ended, and is one case with each act once."""
    command = "handovers-judge"
    here, there = (one.heard(command, one.asked(command)) for one in (window, owner))
    cases: dict[str, list[str]] = {}
    for name, case, _state in there["arrivals"]:
        cases.setdefault(name, []).append(case)
    states = {name: state for name, _case, state in there["arrivals"]}
    ours = {name: (state, case, seq) for name, state, case, seq in here["handovers"]}
    report.begun = len(ours)
    report.ended = sum(state == "handed_out" for state, _case, _seq in ours.values())
    report.lost = tuple(
        name for name, (state, _case, _seq) in ours.items()
        if state != "handed_out" or states.get(name) != "delivered"
    )  # fmt: skip
    once = ("begin", "submit", "accept", "propose", "sign", "deliver")
    report.doubled = (
        *(name for name, found in cases.items() if len(found) != 1 or name not in ours),
        *(f"{case} {act} {acts.get(act, 0)}" for case, acts in there["acts"].items()
          for act in once if acts.get(act, 0) > 1),
        *(("more cases than hand-overs",) if there["cases"] > len(ours) else ()),
    )  # fmt: skip
    report.disagreeing = tuple(
        name for name, (_state, case, seq) in ours.items()
        if cases.get(name) != [case] or there["told"].get(case) != seq
    )  # fmt: skip
    report.corrected = sum(acts.get("correct", 0) for acts in there["acts"].values())


def _postmaster(home: Path) -> int:
    with suppress(OSError, ValueError, IndexError):
        text = (home / "postgres/data/postmaster.pid").read_text(encoding="utf-8")
        return int(text.split()[0])
    return 0


def _killed(pid: int) -> bool:
    if pid <= 1:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _told(counts: Counter[str]) -> str:
    return " · ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
