"""What decides schema, rights and demo data, as one hash; needs neither Django nor a database."""

import hashlib
import os
from importlib.metadata import version

from matou.project import paths, rooms

_DECIDING = (
    *("migrations/*.py", "*.sql", "seeds.py", "seeds/*.py", "basin/*.csv"),
    *("apps.py", "project/settings.py", "project/operations.py"),
)
"""``apps.py`` names the tables that only grow, ``operations.py`` grants the rights."""


def schema_hash() -> str:
    """Hash what decides schema, rights and demo data: migrations, SQL, rooms and libraries."""
    files = sorted(path for pattern in _DECIDING for path in paths.PACKAGE.rglob(pattern))
    modules = rooms.installed_modules(os.environ.get("MATOU_MODULES_OFF", ""))
    digest = hashlib.sha256(" ".join((*rooms.SPINE, *modules)).encode())
    digest.update(version("django").encode() + version("procrastinate").encode())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def is_marked() -> bool:
    """Tell whether this very schema was prepared on this machine before.

    Only a hint that costs nothing to read: the database itself has the last word.
    """
    mark = paths.home() / "prepared"
    return mark.exists() and mark.read_text(encoding="utf-8") == _mark()


def mark() -> None:
    """Remember that the database of this home has this schema."""
    (paths.home() / "prepared").write_text(_mark(), encoding="utf-8")


def _mark() -> str:
    where = (os.environ.get("DATABASE_URL", ""), os.environ.get("MATOU_DATABASE", ""))
    return hashlib.sha256(repr((schema_hash(), where)).encode()).hexdigest()
