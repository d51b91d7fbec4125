"""Freight's papers as PDF: the contract and the statement, A4, in both languages.

Set by Typst with the Noto Sans SC type (SIL Open Font License) that a package brings; no font of
the machine is used, so a paper looks the same everywhere. The same facts give the same bytes.
"""

import json
from pathlib import Path
from typing import Any

from matou.kit.actor import Actor
from matou.kit.codes import shown_code
from matou.kit.money import FEN_PER_YUAN, Money
from matou.modules.freight.queries import papers as queries
from matou.modules.freight.rules.papers import (
    Both,
    ContractPaper,
    PaperHead,
    PaperParty,
    PaperRow,
    StatementPaper,
    clauses,
    paper_instant,
)
from matou.web.typesetting import compiler, qr_svg

TEMPLATES = Path(__file__).resolve().parent.parent / "papers"


def lot_contract(*, lot_code: str, actor: Actor, base_url: str) -> bytes:
    """Return a lot's contract as PDF; raises NotFound for those whom its money does not concern."""
    return contract_pdf(paper=queries.contract_paper(code=lot_code, actor=actor, base_url=base_url))


def lot_statement(*, lot_code: str, actor: Actor, base_url: str) -> bytes:
    """Return a lot's statement as PDF; raises NotFound also before it is issued."""
    return statement_pdf(
        paper=queries.statement_paper(code=lot_code, actor=actor, base_url=base_url)
    )


def contract_pdf(*, paper: ContractPaper) -> bytes:
    """Set the carriage contract; unsigned parties get an empty line to sign on."""
    return set_paper(
        template="contract.typ",
        head=paper.head,
        facts={
            "parties": [_party(party) for party in paper.parties],
            "facts": [_row(row) for row in paper.facts],
            "clauses": [_both(clause) for clause in clauses(paper.terms)],
            "signers": [_party(party) for party in paper.parties],
        },
    )


def statement_pdf(*, paper: StatementPaper) -> bytes:
    """Set the statement with every line's reckoning and until when it may be objected to."""
    return set_paper(
        template="statement.typ",
        head=paper.head,
        facts={
            "parties": [_party(party) for party in paper.parties],
            "facts": [_row(row) for row in paper.facts],
            "lines": [
                {"label": _both(line.label), "basis": line.basis, "amount": _amount(line.amount)}
                for line in paper.lines
            ],
            "payable": _amount(paper.payable),
            "objection": _objection(paper),
        },
    )


def set_paper(*, template: str, head: PaperHead, facts: dict[str, Any]) -> bytes:
    """Set one of the house's papers: a template of the folder, its head, and its facts."""
    shown = {
        "code": head.code,
        "shown": shown_code(head.code),
        "url": head.url,
        "issued": paper_instant(head.issued_at),
        "sha256": head.text_sha256,
    }
    pdf = compiler(TEMPLATES).compile(
        input=str(TEMPLATES / template),
        format="pdf",
        sys_inputs={
            "paper": json.dumps({"head": shown, **facts}, ensure_ascii=False),
            "qr": qr_svg(head.url),
        },
        timestamp=head.issued_at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf


def _both(text: Both) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _row(row: PaperRow) -> dict[str, Any]:
    return {"label": _both(row.label), "value": row.value}


def _party(party: PaperParty) -> dict[str, Any]:
    signed = "" if party.signed_at is None else f"已签 signed {paper_instant(party.signed_at)}"
    return {"role": _both(party.role), "name": party.name, "code": party.code, "signed": signed}


def _amount(amount: Money) -> str:
    sign = "−" if amount.fen < 0 else ""
    yuan, fen = divmod(abs(amount.fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{fen:02d}"


def _objection(paper: StatementPaper) -> dict[str, str] | None:
    if paper.object_until is None:
        return None
    until = paper_instant(paper.object_until)
    return {
        "zh": f"可在 {until} 前提出异议；逾期视为同意。",
        "en": f"Objections are taken until {until}; after that the statement stands.",
    }
