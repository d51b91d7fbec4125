"""The paper of an e-licence: A4 by Typst, sealed, and kept once by the documents' room.

Credentials lie below documents and codes, so here the three meet: an issued version gets its code
registered and its PDF sealed. Whoever asks for the PDF before the journal has delivered makes it;
what is kept first is what everybody reads from then on, to the byte.
"""

import io
import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.clock import CHINA
from matou.kit.codes import shown_code
from matou.spine.codes import services as codes
from matou.spine.codes.queries import code_url
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import LicenceCard, LicenceIssued
from matou.spine.credentials.rules.licence_terms import last_day
from matou.spine.documents import services as documents
from matou.spine.documents.services import seal
from matou.web.typesetting import compiler, qr_svg

PAPERS = Path(__file__).resolve().parent / "papers"
REASON = "签发电子证照 E-licence issued"
_PDF = "application/pdf"
_MASK = 3


def follow_issued(event: LicenceIssued) -> None:
    """Register the code of a licence and make the paper of its version; safe to repeat."""
    card = queries.card_of_version(
        code=event.aggregate, version=event.version, at=event.occurred_at
    )
    codes.ensure_code(
        kind=queries.LICENCE, subject=card.code, title_zh=card.title_zh, title_en=card.title_en,
        now=event.occurred_at,
    )  # fmt: skip
    ensure_paper(code=card.code, version=card.version, now=event.occurred_at)


@transaction.atomic
def ensure_paper(*, code: str, version: int, now: datetime) -> str:
    """Return the document that keeps a version's sealed PDF, made now where there is none."""
    if services.lock_version_for_paper(code=code, version=version):
        _make(queries.card_of_version(code=code, version=version, at=now), now=now)
    return queries.card_of_version(code=code, version=version, at=now).document


def licence_pdf(card: LicenceCard) -> bytes:
    """Return the page as Typst sets it, not yet sealed."""
    pdf = compiler(PAPERS).compile(
        input=str(PAPERS / "licence.typ"),
        format="pdf",
        sys_inputs={"licence": json.dumps(_facts(card), ensure_ascii=False)},
        timestamp=card.issued_at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf


def check_url() -> str:
    """Return the address of the check page."""
    return f"{settings.BASE_URL.rstrip('/')}/credentials/check/"


def compact_url(text: str) -> str:
    """Return the address that a signed QR carries: a browser never sends what follows the #."""
    return f"{check_url()}#{text}"


def _make(card: LicenceCard, *, now: datetime) -> None:
    sealed = seal.seal_pdf(pdf=licence_pdf(card), reason=REASON)
    kept = documents.store(
        owner=card.recipient, about=card.code, file=io.BytesIO(sealed),
        declared_name=f"{card.title_zh} {card.code}-{card.version}.pdf", declared_type=_PDF,
        readers=card.officers | queries.READERS, actor=SYSTEM, now=now,
    )  # fmt: skip
    services.note_paper(
        code=card.code, version=card.version, document=kept.code,
        sha256=sha256(sealed).hexdigest(), now=now,
    )  # fmt: skip


def _facts(card: LicenceCard) -> dict[str, Any]:
    until = last_day(card.valid)
    first = card.valid.from_at.astimezone(CHINA).date().isoformat()
    term = f"{first} – {until.isoformat() if until else '长期 no end'}"
    url = code_url(card.code, base_url=settings.BASE_URL)
    own = [
        _row("持证人", "Holder", card.holder_name),
        _row("统一社会信用代码", "Credit code", card.holder_number),
        _row("发证机关", "Issued by", _joined(card.issuer_name, card.issuer_name_en)),
        _row("有效期", "Valid", term),
        _row("发证日期", "Issued on", card.issued_at.astimezone(CHINA).date().isoformat()),
        _row("证照编号", "Number", card.number),
        _row("电子证照标识", "Identifier", card.identifier),
    ]
    lines = [_row(one.zh, one.en, one.value) for one in card.fields]
    lines += [
        _row("发证机关代码", "Issuer's credit code", card.issuer),
        _row("办件编号", "Case", shown_code(card.case)),
        _row("事项编号", "Service", shown_code(card.item)),
    ]
    return {
        "title_zh": card.title_zh,
        "title_en": card.title_en,
        "issuer_zh": card.issuer_name,
        "version": card.version,
        "identifier": card.identifier,
        "shown": shown_code(card.code),
        "url": url,
        "check_url": check_url(),
        "qr": qr_svg(url),
        "compact_qr": _compact_svg(queries.compact_of(code=card.code, version=card.version)),
        "facts": [row for row in own if row["value"]],
        "lines": [row for row in lines if row["value"]],
    }


@lru_cache(maxsize=64)
def _compact_svg(text: str) -> str:
    """Return the signed QR; error correction L, for it is printed large and never on a label.

    The mask is fixed: a signature is as good as random, so no mask is better than another, and to
    weigh all eight takes 33 of 43 ms.
    """
    out = io.BytesIO()
    symbol = segno.make(compact_url(text), error="l", boost_error=False, micro=False, mask=_MASK)
    symbol.save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode("utf-8")


def _row(zh: str, en: str, value: str) -> dict[str, str]:
    return {"zh": zh, "en": en, "value": value}


def _joined(zh: str, en: str) -> str:
    return f"{zh} {en}".strip()
