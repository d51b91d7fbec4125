"""The statement as PDF: A4, both languages, with the QR of its code and its seal on every page.

Set by Typst with the Noto Sans SC type (SIL Open Font License) that a package brings; no font of
the machine is used, so a paper looks the same everywhere. The same facts give the same bytes.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.kit.codes import shown_code
from matou.kit.money import FEN_PER_YUAN, Money
from matou.modules.finance.queries import statements as queries
from matou.modules.finance.queries.statements import LineRow, StatementPage
from matou.modules.finance.rules.periods import SPAN_NAMES, period_name
from matou.modules.finance.rules.states import SIDE_NAMES, STATE_NAMES, Side
from matou.modules.finance.rules.words import ACCOUNT_NAMES, account_name
from matou.web.typesetting import compiler, qr_svg

TEMPLATES = Path(__file__).resolve().parent.parent / "papers"
MOST_LINES = 1_000
"""Forty pages; what is longer is read in a file, under the same seal."""

PurposeWords = Callable[[str], tuple[str, str]]


def statement_pdf(*, code: str, actor: Actor, base_url: str, said: PurposeWords) -> bytes:
    """Return a statement as PDF; ``said`` names purposes. Raises NotFound for strangers."""
    page = queries.statement_page(code=code, actor=actor, limit=MOST_LINES)
    url = f"{base_url.rstrip('/')}/c/{code}"
    pdf = compiler(TEMPLATES).compile(
        input=str(TEMPLATES / "statement.typ"),
        format="pdf",
        sys_inputs={
            "paper": json.dumps(_facts(page, url=url, said=said), ensure_ascii=False),
            "qr": qr_svg(url),
        },
        timestamp=page.row.issued_at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf


def _facts(page: StatementPage, *, url: str, said: PurposeWords) -> dict[str, Any]:
    row = page.row
    signed = {one.side: one for one in page.signatures}
    return {
        "code": row.code,
        "shown": shown_code(row.code),
        "url": url,
        "sha256": row.sha256,
        "facts": [
            _fact("编号", "code", shown_code(row.code)),
            _fact("户名", "holder", f"{row.party_name} ({row.party})"),
            _fact("期间", "period", f"{period_name(row.span, row.period)} · "
                  f"{SPAN_NAMES[row.span][0]} {SPAN_NAMES[row.span][1]}"),
            _fact("出具", "issued", f"{row.issued_at.astimezone(CHINA):%Y-%m-%d %H:%M} (UTC+8)"),
            _fact("版次", "version", str(row.version)),
            _fact("状态", "state", " ".join(STATE_NAMES[row.state])),
        ],
        "sums": [
            {
                "name": _both(ACCOUNT_NAMES[one.kind]),
                "opening": _amount(one.opening),
                "credits": _amount(one.credits),
                "debits": _amount(one.debits),
                "closing": _amount(one.closing),
                "lines": str(one.lines),
            }
            for one in page.sums
        ],
        "lines": [_line(line, said) for line in page.lines],
        "more": row.lines - len(page.lines),
        "signatures": [
            {
                "side": _both(SIDE_NAMES[side]),
                "name": signed[side].name if side in signed else "",
                "at": (
                    f"{signed[side].signed_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
                    if side in signed
                    else "未签 not signed"
                ),
            }
            for side in Side
        ],
    }  # fmt: skip


def _line(line: LineRow, said: PurposeWords) -> dict[str, Any]:
    return {
        "number": str(line.number),
        "at": f"{line.recorded_at.astimezone(CHINA):%m-%d %H:%M}",
        "purpose": _both(said(line.purpose)),
        "account": " ".join(account_name(line.account)),
        "group": line.group,
        "transfer": str(line.transfer_id),
        "change": _amount(line.change),
        "balance": _amount(line.balance),
    }


def _fact(zh: str, en: str, value: str) -> dict[str, Any]:
    return {"label": {"zh": zh, "en": en}, "value": value}


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def _amount(amount: Money) -> str:
    sign = "−" if amount.fen < 0 else ""
    yuan, fen = divmod(abs(amount.fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{fen:02d}"
