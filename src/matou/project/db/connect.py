"""Which server this process talks to, and as which role."""

import atexit
import fcntl
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict

from matou.project import paths
from matou.project.db.cluster import APPLICATION, OWNER, Cluster
from matou.project.db.errors import DatabaseUnavailable

_SETTING = "DATABASE_URL"
_OWNER_SETTING = "DATABASE_OWNER_URL"


def server_parameters(database: str) -> dict[str, Any]:
    """Return the connection parameters of this process; starts our own server when it must.

    A set ``DATABASE_URL`` wins. ``MATOU_DB_ROLE=owner`` asks for the role that owns the tables:
    migrations and tests need it, web and worker never do.
    """
    as_owner = os.environ.get("MATOU_DB_ROLE") == "owner"
    url = os.environ.get(_SETTING)
    if url:
        owner_url = os.environ.get(_OWNER_SETTING, url)
        return _from_url(owner_url if as_owner else url, database)
    address = own_cluster().ensure_running()
    return address.parameters(OWNER if as_owner else APPLICATION, database)


def uses_own_cluster() -> bool:
    """Tell whether the project's own server is in charge."""
    return not os.environ.get(_SETTING)


@cache
def own_cluster() -> Cluster:
    """Return the project's cluster, held in use until this process ends."""
    cluster = Cluster(paths.home() / "postgres")
    _hold(cluster)
    return cluster


def database_name() -> str:
    """Return the name of the database: ``MATOU_DATABASE``, else the URL's, else our own."""
    named = os.environ.get("MATOU_DATABASE")
    if named:
        return named
    url = os.environ.get(_SETTING)
    return str(_from_url(url, "").get("dbname") or "matou") if url else "matou"


def _from_url(url: str, database: str) -> dict[str, Any]:
    try:
        parameters: dict[str, Any] = dict(conninfo_to_dict(url))
    except Exception as error:
        # psycopg raises several kinds for a malformed address; all mean the same to its writer.
        raise DatabaseUnavailable.because(
            f"{_SETTING} 格式有误，应为 postgresql://用户:密码@主机:端口/库名",
            f"{_SETTING} must read postgresql://user:password@host:port/name",
        ) from error
    if database:
        parameters["dbname"] = database
    return parameters


def _hold(cluster: Cluster) -> None:
    """Share a lock on the cluster; the last process to leave stops the server.

    The kernel releases the lock of a killed process, so nobody has to clean up after one.
    """
    cluster.folder.mkdir(parents=True, exist_ok=True)
    users = (cluster.folder / "users").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    atexit.register(_leave, cluster, users, os.getpid())


def _leave(cluster: Cluster, users: IO[str], holder: int) -> None:
    if os.getpid() != holder:  # a forked child inherits the lock and must not act on it
        return
    with suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not Path(cluster.folder / "keep").exists():
            cluster.stop()
    users.close()
