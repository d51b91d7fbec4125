"""Where the house keeps what it makes on this machine."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]

if _named := os.environ.get("MATOU_HOME"):
    # Children start in folders of their own, where a relative name would mean another home.
    os.environ["MATOU_HOME"] = str(Path(_named).expanduser().resolve())


def home() -> Path:
    """Return the folder for database, keys, uploads: ``MATOU_HOME``, else the project's ``.run``.

    Installed without a checkout around it, the house keeps its things in ``~/.matou``.
    """
    named = os.environ.get("MATOU_HOME")
    if named:
        return Path(named).expanduser().resolve()
    return ROOT / ".run" if (ROOT / "pyproject.toml").exists() else Path.home() / ".matou"


def has_static_files() -> bool:
    """Tell whether the pages' files were collected into this home."""
    return (home() / "static" / "staticfiles.json").exists()


def private_folder(path: Path) -> Path:
    """Make the folder, or an older one, its owner's alone: letters printed into logs hold codes."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path
