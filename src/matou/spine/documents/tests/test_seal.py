"""The platform's seal: what it signs is known again, and what was changed is not."""

import typst

from matou.spine.documents.services import seal


def _paper() -> bytes:
    pdf = typst.compile(b"= Evidence\nEvidence of a dispute.")
    assert isinstance(pdf, bytes)
    return pdf


def test_a_sealed_pdf_is_known_by_its_certificate() -> None:
    sealed = seal.seal_pdf(pdf=_paper(), reason="evidence")

    check = seal.check_pdf(pdf=sealed, certificate=seal.certificate_pem())

    assert check.is_intact, check.reason


def test_a_changed_pdf_bears_no_seal() -> None:
    sealed = bytearray(seal.seal_pdf(pdf=_paper(), reason="evidence"))
    sealed[len(_paper()) // 2] ^= 0x01

    assert not seal.check_pdf(pdf=bytes(sealed), certificate=seal.certificate_pem()).is_intact


def test_a_pdf_with_something_hung_on_behind_its_seal_is_not_whole() -> None:
    grown = seal.seal_pdf(pdf=_paper(), reason="evidence") + b"\n% more"

    assert not seal.check_pdf(pdf=grown, certificate=seal.certificate_pem()).is_intact


def test_an_unsealed_pdf_and_no_pdf_are_refused() -> None:
    certificate = seal.certificate_pem()

    assert not seal.check_pdf(pdf=_paper(), certificate=certificate).is_intact
    assert not seal.check_pdf(pdf=b"nonsense", certificate=certificate).is_intact


def test_a_detached_signature_covers_every_byte() -> None:
    signature, certificate = seal.sign(content=b"sums"), seal.certificate_pem()

    assert seal.is_signed(content=b"sums", signature=signature, certificate=certificate)
    assert not seal.is_signed(content=b"sumz", signature=signature, certificate=certificate)
    assert not seal.is_signed(content=b"sums", signature=b"", certificate=certificate)
    assert not seal.is_signed(content=b"sums", signature=signature, certificate=b"")
