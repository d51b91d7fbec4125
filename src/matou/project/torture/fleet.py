"""The client processes of a run: started, started again when killed, ended together."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from matou.project.processes import die_with_parent
from matou.project.torture.client import HURRY, STOP, log_path
from matou.project.torture.log import Follower, Memory

_END_WITHIN_S = 120


class ClientsDoNotEnd(RuntimeError):
    """Clients that were told to stop still wait for an answer; see their logs."""


@dataclass(slots=True)
class Fleet:
    """Ledger clients numbered from 0, then freight clients; each has a log of its own."""

    folder: Path
    seed: int
    ledger_clients: int
    freight_clients: int = 0
    pause_s: float = 0.0
    """What a ledger client rests between batches, so that the kills are spread over the work."""
    fault: str = ""
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    followers: dict[int, Follower] = field(default_factory=dict)

    def keep_running(self) -> None:
        """Start the clients that do not run; one that ended by itself after a stop stays away."""
        for client in range(self.ledger_clients + self.freight_clients):
            process = self.processes.get(client)
            if process is None or process.poll() not in {None, 0}:
                self.processes[client] = self._launch(client)

    def kill_one(self, dice: Random) -> bool:
        """Kill a random client; tells whether one was alive."""
        alive = [process for process in self.processes.values() if process.poll() is None]
        if not alive:
            return False
        dice.choice(alive).kill()
        return True

    def hurry(self) -> None:
        """Let the ledger clients rest no more."""
        (self.folder / HURRY).touch()

    def calm(self) -> None:
        """Let the ledger clients rest again, so that freight's get their turn."""
        (self.folder / HURRY).unlink(missing_ok=True)

    def stop(self) -> None:
        """Let all clients finish what they sent; raises ClientsDoNotEnd."""
        (self.folder / STOP).touch()
        deadline = time.monotonic() + _END_WITHIN_S
        while any(process.poll() != 0 for process in self.processes.values()):
            if time.monotonic() > deadline:
                raise ClientsDoNotEnd(str(self.folder))
            self.keep_running()
            time.sleep(0.1)

    def end(self) -> None:
        """Kill what is left, so that nothing outlives the run."""
        for process in self.processes.values():
            process.kill()
            process.wait()

    def ledger_memories(self) -> dict[int, Memory]:
        """Return what the ledger clients' logs say now."""
        return {client: self._read(client) for client in range(self.ledger_clients)}

    def freight_memories(self) -> dict[int, Memory]:
        """Return what the freight clients' logs say now."""
        numbers = range(self.ledger_clients, self.ledger_clients + self.freight_clients)
        return {client: self._read(client) for client in numbers}

    def _read(self, client: int) -> Memory:
        follower = self.followers.setdefault(client, Follower(log_path(self.folder, client)))
        return follower.read()

    def _launch(self, client: int) -> subprocess.Popen[bytes]:
        is_ledger = client < self.ledger_clients
        module = f"matou.project.torture.{'client' if is_ledger else 'freight'}"
        facts = [str(self.folder), str(client), str(self.seed)]
        plan = [str(self.ledger_clients), str(self.pause_s)] if is_ledger else []
        with (self.folder / f"client-{client}.err").open("ab") as errors:
            return subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", module, *facts, *plan, self.fault],
                env=os.environ,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # only a system call between fork and exec
            )
