"""The sealed PDF: what stands on it, that it is made once, and that an altered one is found."""

from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from matou.kit.errors import NotFound
from matou.spine.codes import queries as codes
from matou.spine.credentials import queries
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.tests import licences as world
from matou.spine.credentials.tests.licences import NOW, someone
from matou.spine.documents import services as documents
from matou.spine.documents.services import seal
from matou.spine.journal import services as journal
from matou.spine.notices import queries as notices
from matou.web.licences import papers
from matou.web.licences.checking import check_paper


def pdf_of(card: LicenceCard) -> bytes:
    kept = papers.ensure_paper(code=card.code, version=card.version, now=NOW)
    return documents.open_document(code=kept, actor=someone("shipper"), now=NOW).file.read()


def test_the_paper_is_sealed_and_says_what_the_licence_says(card: LicenceCard) -> None:
    pdf = pdf_of(card)
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]

    assert seal.check_pdf(pdf=pdf, certificate=seal.certificate_pem()).is_intact
    assert len(pages) == 2
    assert "港口经营许可证" in pages[0]
    assert "演示梧州砂石有限公司" in pages[0]
    assert "散货装卸" in pages[1]


def test_the_paper_is_the_same_to_the_byte_ever_after(card: LicenceCard) -> None:
    assert pdf_of(card) == pdf_of(card)


def test_the_journal_registers_the_code_makes_the_paper_and_tells_the_holder(
    card: LicenceCard,
) -> None:
    journal.deliver_due(now=NOW)
    journal.deliver_due(now=NOW)

    named = codes.resolve(card.code)
    assert named is not None
    assert (named.kind, named.page_url) == ("licence", f"/credentials/check/{card.code}")
    assert queries.newest_card(card.code, at=NOW).document
    assert "港口经营许可证" in notices.inbox(party=card.holder)[0].zh_subject


def test_a_stranger_does_not_open_the_paper(card: LicenceCard) -> None:
    kept = papers.ensure_paper(code=card.code, version=1, now=NOW)

    with pytest.raises(NotFound):
        documents.open_document(code=kept, actor=someone("skipper"), now=NOW)


def test_the_kept_bytes_are_found_good_and_follow_the_state(card: LicenceCard) -> None:
    pdf = pdf_of(card)

    before = check_paper(pdf, at=NOW)
    world.act("revoke", card.code)

    assert (before.verdict, check_paper(pdf, at=NOW).verdict) == ("valid", "revoked")
    assert queries.card_of_paper(sha256(pdf).hexdigest(), at=NOW) is not None


def test_an_altered_paper_is_told_as_forged(card: LicenceCard) -> None:
    pdf = pdf_of(card)
    at = pdf.index(b"stream") + 20

    changed = check_paper(pdf[:at] + b"\x00" + pdf[at + 1 :], at=NOW)
    grown = check_paper(pdf + b"\n%more", at=NOW)

    assert (changed.verdict, grown.verdict) == ("forged", "forged")
    assert changed.refusal is not None
    assert changed.refusal.code == "licence-paper-altered"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"\x00" * 99])
def test_what_is_no_licence_paper_is_refused_with_a_reason(card: LicenceCard, data: bytes) -> None:
    answer = check_paper(data, at=NOW)

    assert not answer.counts
    assert answer.refusal is not None


def test_a_paper_that_was_only_sealed_here_is_no_licence(card: LicenceCard) -> None:
    other = seal.seal_pdf(pdf=papers.licence_pdf(card), reason="x")

    assert check_paper(other, at=NOW).verdict == "unknown"
