"""What is kept and what is refused, each refusal on a file made for it."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from matou.spine.documents import contracts as refusals
from matou.spine.documents.rules import check
from matou.spine.documents.rules.checking import safe_name
from matou.spine.documents.tests import makers

PDF_TYPE = "application/pdf"


@pytest.mark.parametrize(
    ("data", "name", "declared", "real"),
    [
        (makers.picture("JPEG"), "a.jpg", "image/jpeg", "image/jpeg"),
        (makers.picture("JPEG"), "A.JPEG", "", "image/jpeg"),
        (makers.picture("JPEG", mode="CMYK"), "a.jpg", "image/pjpeg", "image/jpeg"),
        (makers.picture("PNG", mode="LA"), "a.png", "image/png", "image/png"),
        (makers.picture("WEBP"), "a.webp", "application/octet-stream", "image/webp"),
        (makers.pdf(pages=3), "合同.pdf", PDF_TYPE, PDF_TYPE),
        (makers.xlsx(), "a.xlsx", makers.XLSX_TYPE, makers.XLSX_TYPE),
        (makers.docx(), "a.docx", makers.DOCX_TYPE, makers.DOCX_TYPE),
        ("船名,吨位\n桂平号,3000\n".encode(), "a.csv", "application/vnd.ms-excel", "text/csv"),
        ("船名,吨位\n".encode("gb18030"), "a.csv", "text/csv; charset=gbk", "text/csv"),
        (b"plain", "a.txt", "text/plain", "text/plain"),
    ],
)
def test_good_files_are_kept_as_what_they_are(
    data: bytes, name: str, declared: str, real: str
) -> None:
    assert check(data=data, name=name, declared_type=declared).media_type == real


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.jpg", refusals.DocumentEmpty),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024), "a.jpg", refusals.DocumentTooLarge),
        (b"a" * (5 * 1024 * 1024 + 1), "a.txt", refusals.DocumentTooLarge),
        # renamed programs and other types
        (b"\x7fELF" + b"\0" * 60, "a.jpg", refusals.DocumentRenamed),
        (b"MZ" + b"\0" * 60, "a.pdf", refusals.DocumentRenamed),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", refusals.DocumentRenamed),
        (b"<html><script>1</script>", "a.txt", refusals.DocumentRenamed),
        (b"\xef\xbb\xbf  <script>1</script>", "a.csv", refusals.DocumentRenamed),
        (makers.picture("PNG"), "a.jpg", refusals.DocumentRenamed),
        (makers.zipped({"a": b"b"}), "a.docx", refusals.DocumentRenamed),
        (makers.docx(), "a.xlsx", refusals.DocumentRenamed),
        (b"plain words", "a.pdf", refusals.DocumentRenamed),
        (b"plain words", "a.exe", refusals.DocumentRenamed),
        # types nobody keeps
        (b"MZ" + b"\0" * 60, "setup.exe", refusals.DocumentTypeRefused),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", refusals.DocumentTypeRefused),
        (b'<?xml version="1.0"?><svg/>', "a.svg", refusals.DocumentTypeRefused),
        (makers.zipped({"a": b"b"}), "a.zip", refusals.DocumentTypeRefused),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", refusals.DocumentTypeRefused),
        (b"\0\1\2\3" * 100, "a.bin", refusals.DocumentTypeRefused),
        (b"GIF89a" + b"\0" * 60, "a.gif", refusals.DocumentTypeRefused),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "a.heic", refusals.DocumentTypeRefused),
    ],
)
def test_bad_sizes_and_types_are_refused(
    data: bytes, name: str, refusal: type[refusals.DocumentRefused]
) -> None:
    with pytest.raises(refusal):
        check(data=data, name=name, declared_type="")


def test_a_false_declaration_is_refused() -> None:
    with pytest.raises(refusals.DocumentRenamed) as refused:
        check(data=makers.picture("JPEG"), name="a.jpg", declared_type="text/html")

    assert "text/html" in refused.value.message("zh")


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        # image bombs and broken images
        (makers.png_bomb(), "a.png", refusals.DocumentIsBomb),
        (makers.png_bomb(width=8, height=20_001), "a.png", refusals.DocumentIsBomb),
        (makers.png_bomb(width=8_000, height=8_000), "a.png", refusals.DocumentIsBomb),
        (makers.picture("JPEG")[:900], "a.jpg", refusals.DocumentDamaged),
        (makers.picture("PNG")[:200], "a.png", refusals.DocumentDamaged),
        # office files
        (makers.docx("word/vbaProject.bin"), "a.docx", refusals.DocumentHasMacro),
        (makers.docx("word/embeddings/oleObject1.bin"), "a.docx", refusals.DocumentHasMacro),
        (makers.docx("word/activeX/activeX1.xml"), "a.docx", refusals.DocumentHasMacro),
        (makers.docx_with_outside_template(), "a.docx", refusals.DocumentHasMacro),
        (makers.docx_with_running_field(), "a.docx", refusals.DocumentHasMacro),
        (makers.docx_with_entity(), "a.docx", refusals.DocumentDamaged),
        (makers.docx("word/a.xml", b"\0" * 30_000_000), "a.docx", refusals.DocumentIsBomb),
        (makers.docx("/evil.txt"), "a.docx", refusals.DocumentDamaged),
        (makers.docx("../evil.txt"), "a.docx", refusals.DocumentDamaged),
        (makers.docx()[:-30], "a.docx", refusals.DocumentDamaged),
        (makers.office_of_many_parts(), "a.docx", refusals.DocumentIsBomb),
        # PDF
        (makers.pdf_with_script(), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_with_attachment(), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_with_action("/Launch"), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_with_action("/SubmitForm"), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_with_action("/GoToR"), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_with_hidden_script(), "a.pdf", refusals.DocumentHasScript),
        (makers.pdf_locked(), "a.pdf", refusals.DocumentLocked),
        (makers.pdf()[:-40], "a.pdf", refusals.DocumentDamaged),
        (b"%PDF-1.7\nnothing\n%%EOF", "a.pdf", refusals.DocumentDamaged),
        # two formats in one file
        (makers.picture("PNG") + makers.zipped({"a": b"b"}), "a.png", refusals.DocumentDamaged),
        (makers.pdf() + makers.zipped({"a": b"b"}), "a.pdf", refusals.DocumentDamaged),
        (makers.picture("JPEG") + b"<script>alert(1)</script>", "a.jpg", refusals.DocumentDamaged),
        (b"notes\n" + makers.pdf(), "a.txt", refusals.DocumentRefused),
    ],
)
def test_bad_insides_are_refused(
    data: bytes, name: str, refusal: type[refusals.DocumentRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        check(data=data, name=name, declared_type="")

    assert name in refused.value.message("zh")
    assert name in refused.value.message("en")


def test_a_photo_tells_where_and_when_and_its_copies_do_not() -> None:
    checked = check(data=makers.photo_with_position(), name="a.jpg", declared_type="image/jpeg")

    assert checked.facts["taken_at"] == "2026-03-01T09:30:15+08:00"
    assert (checked.facts["latitude"], checked.facts["longitude"]) == (23.42, 111.08)
    assert b"SecretCamera" not in checked.shown + checked.thumbnail
    assert b"Exif" not in checked.shown + checked.thumbnail


def test_a_thumbnail_is_small() -> None:
    checked = check(data=makers.picture("PNG", size=(2000, 1000)), name="a.png", declared_type="")

    assert Image.open(BytesIO(checked.thumbnail)).size == (320, 160)


def test_the_pages_of_a_pdf_are_counted() -> None:
    assert check(data=makers.pdf(pages=3), name="a.pdf", declared_type="").facts == {"pages": 3}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\磅单.jpg", "磅单.jpg"),
        ('a"\r\nSet-Cookie: x.pdf', "aSet-Cookie x.pdf"),
        ("", "file"),
        ("...", "file"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_names_are_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_endless_names_are_shortened_and_keep_their_ending() -> None:
    assert len(safe_name("x" * 500 + ".pdf")) == 120
    assert safe_name("x" * 500 + ".pdf").endswith(".pdf")


_GOOD = (
    (makers.picture("JPEG", size=(40, 30)), "a.jpg"),
    (makers.picture("PNG", size=(40, 30)), "a.png"),
    (makers.picture("WEBP", size=(40, 30)), "a.webp"),
    (makers.pdf(), "a.pdf"),
    (makers.docx(), "a.docx"),
    (makers.xlsx(), "a.xlsx"),
)


@settings(max_examples=300, deadline=None)
@given(
    good=st.sampled_from(_GOOD),
    at=st.floats(0, 1, exclude_max=True),
    new=st.binary(min_size=1, max_size=8),
    until=st.floats(0.2, 1),
)
def test_any_damage_is_either_harmless_or_refused(
    good: tuple[bytes, str], at: float, new: bytes, until: float
) -> None:
    data, name = good
    place = int(at * len(data))
    altered = (data[:place] + new + data[place + len(new) :])[: max(1, int(until * len(data)))]

    assert outcome_of(altered, name) in {"kept", "refused"}


def outcome_of(data: bytes, name: str) -> str:
    try:
        check(data=data, name=name, declared_type="")
    except refusals.DocumentRefused:
        return "refused"
    return "kept"
