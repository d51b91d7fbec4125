"""Kills what the house runs on, at random and without warning: SIGKILL, nothing politer."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from random import Random

import psycopg

from matou.project.db import connect
from matou.project.db.cluster import OWNER
from matou.project.processes import Site
from matou.project.torture.fleet import Fleet


class Victim(StrEnum):
    """What is killed."""

    CLIENT = "client"
    BACKEND = "backend"
    SERVER = "server"
    WEB = "web"
    WORKER = "worker"


DATABASE_DIED = frozenset({Victim.BACKEND, Victim.SERVER})
"""After these PostgreSQL recovers from its log, so all is checked again. A killed backend is
enough: the others may have seen half-written memory, so the server ends them and starts anew."""
_DECK = (*(Victim.CLIENT,) * 6, Victim.BACKEND, Victim.SERVER, Victim.WEB, Victim.WORKER)
"""Dealt in random order and dealt again when used up, so that a short run meets every kind."""


class Killer:
    """Draws victims and counts them; one that was not there is not counted."""

    def __init__(self, *, dice: Random, fleet: Fleet, site: Site) -> None:
        """Name what there is to kill."""
        self.dice, self.fleet, self.site = dice, fleet, site
        self.killed: Counter[Victim] = Counter()
        self._deck: list[Victim] = []
        self._ways: Mapping[Victim, Callable[[], bool]] = {
            Victim.CLIENT: self._kill_client,
            Victim.BACKEND: self._kill_backend,
            Victim.SERVER: kill_server,
            Victim.WEB: lambda: self._kill_child("web"),
            Victim.WORKER: lambda: self._kill_child("worker"),
        }

    @property
    def kills(self) -> int:
        """How many were killed so far."""
        return self.killed.total()

    def strike(self) -> Victim | None:
        """Kill one; returns what it was, None where it had just died by itself."""
        self._deck = self._deck or self.dice.sample(_DECK, len(_DECK))
        victim = self._deck.pop()
        if not self._ways[victim]():
            return None
        self.killed[victim] += 1
        return victim

    def _kill_client(self) -> bool:
        return self.fleet.kill_one(self.dice)

    def _kill_backend(self) -> bool:
        address = connect.own_cluster().ensure_running()
        with suppress(psycopg.OperationalError):
            with psycopg.connect(**address.parameters(OWNER, "postgres")) as server:
                found = server.execute(
                    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                    "AND pid <> pg_backend_pid()"
                ).fetchall()
            return bool(found) and _kill(self.dice.choice(found)[0])
        return False

    def _kill_child(self, name: str) -> bool:
        pids = [child.process.pid for child in self.site.children if child.name == name]
        return any(_kill(pid) for pid in pids)


def kill_server() -> bool:
    """Kill the whole PostgreSQL; its children die with it."""
    return _kill(connect.own_cluster().postmaster_pid())


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
