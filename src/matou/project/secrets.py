"""Keys of this installation: from the environment, else made once and kept in a 0600 file."""

import base64
import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return Django's signing key (``MATOU_SECRET_KEY``)."""
    return os.environ.get("MATOU_SECRET_KEY") or _kept(folder / "secret.key")


def field_keys(folder: Path) -> list[str]:
    """Return the keys that encrypt personal fields, newest first (``MATOU_FIELD_KEYS``, commas)."""
    named = os.environ.get("MATOU_FIELD_KEYS")
    return named.split(",") if named else [_kept(folder / "field.key")]


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, base64.urlsafe_b64encode(secrets.token_bytes(32)))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, content: bytes) -> None:
    """Write a whole file or none: two first starts at once must agree on one key."""
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
