"""The seal's file: made once at set-up, its owner's alone, replaceable by a setting."""

from pathlib import Path

import pytest

from matou.project import secrets
from matou.spine.documents.services import seal


def test_the_seal_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = secrets.seal_file(tmp_path / "new")
    made = first.read_bytes()

    again = secrets.seal_file(tmp_path / "new")

    assert first.stat().st_mode & 0o777 == 0o600
    assert (again, again.read_bytes()) == (first, made)


def test_another_file_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATOU_SEAL_FILE", str(tmp_path / "accredited.pem"))

    assert secrets.seal_file(tmp_path) == tmp_path / "accredited.pem"
    assert not (tmp_path / "seal.pem").exists()


def test_another_installations_seal_is_another(tmp_path: Path) -> None:
    made = secrets.seal_file(tmp_path).read_bytes()
    foreign = made[made.index(b"-----BEGIN CERTIFICATE") :]

    own = seal.sign(content=b"sums")

    assert not seal.is_signed(content=b"sums", signature=own, certificate=foreign)
    assert seal.fingerprint(certificate=foreign) != seal.fingerprint(
        certificate=seal.certificate_pem()
    )
