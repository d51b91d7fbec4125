"""The platform's seal (平台章): signs PDFs and files with the installation's own key.

Not a legally accredited electronic seal (可靠电子签名, Electronic Signature Law Art. 13, 16): the
certificate is the installation's own and proves no more than that this installation issued the
bytes and that none was changed since. A city puts an accredited key in its place by
``MATOU_SEAL_FILE``, one PEM file with private key and certificate.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "MatouSeal"
_SHA256 = hashes.SHA256()


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What a look at a PDF's seal finds; ``is_intact`` covers every byte of the file."""

    is_intact: bool
    reason: str


def seal_pdf(*, pdf: bytes, reason: str) -> bytes:
    """Return the PDF with the platform's signature over all of it (PAdES baseline B)."""
    # A second to import, which only those pay who seal.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    sealed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=_signer(settings.SEAL_FILE),
    )
    return bytes(sealed.getbuffer())


def sign(*, content: bytes) -> bytes:
    """Return the platform's detached signature of some bytes, as ``openssl dgst`` checks it."""
    key = _key(settings.SEAL_FILE)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(content, ec.ECDSA(_SHA256))
    return key.sign(content, PKCS1v15(), _SHA256)


def certificate_pem() -> bytes:
    """Return the certificate that belongs to the seal, without the key."""
    return _certificate(settings.SEAL_FILE).public_bytes(serialization.Encoding.PEM)


def public_key_pem() -> bytes:
    """Return the public key that belongs to the seal, as ``openssl dgst -verify`` takes it."""
    return (
        _certificate(settings.SEAL_FILE)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def fingerprint(*, certificate: bytes) -> str:
    """Return the SHA-256 of a PEM certificate, as one reads it out on the telephone."""
    return x509.load_pem_x509_certificate(certificate).fingerprint(_SHA256).hex()


def is_signed(*, content: bytes, signature: bytes, certificate: bytes) -> bool:
    """Tell whether a detached signature is that of the certificate's key over the content."""
    try:
        key = x509.load_pem_x509_certificate(certificate).public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(_SHA256))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, PKCS1v15(), _SHA256)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def check_pdf(*, pdf: bytes, certificate: bytes) -> SealCheck:
    """Say whether a PDF bears exactly one signature by the certificate over the whole file."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        (trusted,) = load_certs_from_pemder_data(certificate)
        (found,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
        context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
        status = validate_pdf_signature(found, signer_validation_context=context)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError) as error:
        return SealCheck(is_intact=False, reason=f"{type(error).__name__}: {error}"[:200])
    is_ours = status.signing_cert.sha256 == trusted.sha256
    # The library trusts a revision; bytes hung on behind it would pass unless asked for.
    is_whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return SealCheck(is_intact=status.bottom_line and is_ours and is_whole, reason=status.summary())


@cache
def _key(path: Path) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey), "RSA or EC"  # noqa: S101
    return key


@cache
def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(path.read_bytes())[0]


@cache
def _signer(path: Path) -> "SimpleSigner":
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator import ValidationContext

    key = _key(path).private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    certificate = _certificate(path).public_bytes(serialization.Encoding.DER)
    (own,) = load_certs_from_pemder_data(certificate)
    context = ValidationContext(trust_roots=[own], allow_fetching=False)
    return SimpleSigner(
        signing_cert=own,
        signing_key=load_private_key_from_pemder_data(key, passphrase=None),
        cert_registry=context.certificate_registry,
    )
