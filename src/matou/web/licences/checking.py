"""Checking the PDF of a licence: the bytes that were kept, or what is wrong with these."""

from datetime import datetime
from hashlib import sha256

from matou.kit.errors import DomainError
from matou.spine.credentials import queries
from matou.spine.credentials.queries import Checked, Shown, Unfit
from matou.spine.documents.services import seal


class NotALicencePaper(DomainError):
    """The file is no PDF that the house sealed."""

    code = "not-a-licence-paper"
    status = 422
    zh = "这份文件不是本平台签发的证照 PDF，或者没有平台章。请向持证人索取原文件。"
    en = "This file is no licence PDF issued here, or has no platform seal. Ask for the original."


class PaperAltered(DomainError):
    """The PDF was changed after it was sealed."""

    code = "licence-paper-altered"
    status = 422
    zh = "这份 PDF 在签发之后被改动过，平台章已失效。请勿采信。"
    en = "This PDF was changed after it was sealed; the seal no longer holds. Do not rely on it."


def check_paper(data: bytes, *, at: datetime) -> Checked:
    """Check a PDF: true to the byte, else altered, else none of ours."""
    card = queries.card_of_paper(sha256(data).hexdigest(), at=at)
    if card is not None:
        return Checked(
            verdict=card.state, shown=Shown.PAPER, card=card, claims=queries.claims_of(card)
        )
    if data.startswith(b"%PDF-") and b"/ByteRange" in data:
        held = seal.check_pdf(pdf=data, certificate=seal.certificate_pem())
        if not held.is_intact:
            return Checked(verdict=Unfit.FORGED, shown=Shown.PAPER, refusal=PaperAltered())
    return Checked(verdict=Unfit.UNKNOWN, shown=Shown.PAPER, refusal=NotALicencePaper())
