"""Keys of this installation: from the environment, else made once and kept in a 0600 file."""

import base64
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

SEAL_NAME = "matou platform seal, not an accredited e-seal"
_OTHER_USES = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def secret_key(folder: Path) -> str:
    """Return Django's signing key (``MATOU_SECRET_KEY``)."""
    return os.environ.get("MATOU_SECRET_KEY") or _kept(folder / "secret.key")


def field_keys(folder: Path) -> list[str]:
    """Return the keys that encrypt personal fields, newest first (``MATOU_FIELD_KEYS``, commas)."""
    named = os.environ.get("MATOU_FIELD_KEYS")
    return named.split(",") if named else [_kept(folder / "field.key")]


def seal_file(folder: Path) -> Path:
    """Return the file with key and certificate of the platform's seal (``MATOU_SEAL_FILE``)."""
    named = os.environ.get("MATOU_SEAL_FILE")
    if named:
        return Path(named)
    path = folder / "seal.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, _new_seal())
    return path


def exchange_keys(folder: Path) -> Path:
    """Return the folder with the keys that sign calls of the exchange (``MATOU_EXCHANGE_KEYS``).

    Each file is named after the instant from which it signs; the first one signs from ever.
    """
    keys = Path(os.environ.get("MATOU_EXCHANGE_KEYS") or folder / "exchange-keys")
    first = keys / "00000000T000000Z.pem"
    if not keys.exists() or not any(keys.glob("*.pem")):
        # Only the first start of an installation pays for this import.
        from matou.spine.exchange.rules.keys import new_pem

        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(first, new_pem())
    return keys


def licence_key_file(folder: Path) -> Path:
    """Return the file of the keys that sign e-licences (``MATOU_LICENCE_KEY_FILE``), P-256 alone.

    Apart from the seal's, which a city may replace by an accredited one of another kind.
    """
    named = os.environ.get("MATOU_LICENCE_KEY_FILE")
    if named:
        return Path(named)
    path = folder / "licence-key.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, _new_key())
    return path


def _new_key() -> bytes:
    """Make a private key on P-256; PEM."""
    # Only the first start of an installation pays for these imports.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _new_seal() -> bytes:
    """Make a key and its own certificate, good for ten years; PEM, one after the other."""
    # Only the first start of an installation pays for these imports.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SEAL_NAME)])
    since = datetime.now(tz=UTC)
    usage = dict.fromkeys(_OTHER_USES, False) | {
        "digital_signature": True,
        "content_commitment": True,
    }
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since - timedelta(minutes=5))
        .not_valid_after(since + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret + certificate.public_bytes(serialization.Encoding.PEM)


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
