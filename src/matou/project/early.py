"""Opens the doors while the house still wakes: what a second ``make demo`` can begin at once.

Importing the house takes each process some two seconds of processor. The command imports it to
look after the demo, the web server to answer; done one after the other, the first page waits for
both. So where nothing is to be migrated, server and PostgreSQL start before Django is set up here.
"""

import os
import threading
from contextlib import suppress

from matou.project import paths, processes, schema
from matou.project.db import connect
from matou.project.db.cluster import Cluster
from matou.project.db.errors import DatabaseUnavailable

_PORT = 8000


def begin(arguments: list[str]) -> processes.Site | None:
    """Start PostgreSQL and, where its tables stand ready, the web server of ``matou demo``.

    Only the bare command is so hasty; returns the site for the demo to take over. Raises PortBusy.
    """
    if arguments != ["demo"] or not (paths.has_static_files() and schema.is_marked()):
        return None
    port = os.environ.get("MATOU_PORT", str(_PORT))
    if not port.isdecimal():
        return None  # the command itself explains what is wrong with it
    processes.let_signals_interrupt()
    site = processes.Site(port=int(port), say=print, web_workers=processes.WEB_WORKERS)
    processes.require_free_port(site.port)
    try:
        site.start()
        if connect.uses_own_cluster():
            # No daemon: an interrupted command must not end while its database half stands.
            threading.Thread(target=_start, args=(connect.own_cluster(),)).start()
    except KeyboardInterrupt:
        site.stop()
        raise
    return site


def _start(cluster: Cluster) -> None:
    with suppress(DatabaseUnavailable, OSError):  # told to whoever asks for a connection next
        cluster.ensure_running()
