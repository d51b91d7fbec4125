"""Statements and their lines as templates print them: words for states, links to proof."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.modules.finance.queries.statements import (
    KindSum,
    LineRow,
    SignatureRow,
    StatementRow,
    VerdictRow,
)
from matou.modules.finance.rules.periods import SPAN_NAMES, period_name
from matou.modules.finance.rules.states import (
    OUTCOME_NAMES,
    SIDE_NAMES,
    STATE_NAMES,
    Outcome,
    StatementState,
    Verdict,
)
from matou.modules.finance.rules.words import ACCOUNT_NAMES, POSTING_NAMES, account_name
from matou.modules.freight.contracts import LOT_PROOF, LotProof
from matou.web import texts
from matou.web.language import in_language
from matou.web.vocabulary import purpose_words

TONES = {
    StatementState.ISSUED: texts.INFO,
    StatementState.OBJECTED: texts.WARN,
    StatementState.ANSWERED: texts.INFO,
    StatementState.CONFIRMED: texts.GOOD,
    StatementState.PARTY_SIGNED: texts.WARN,
    StatementState.SIGNED: texts.DONE,
    StatementState.SUPERSEDED: texts.NEUTRAL,
}
_OUTCOME_TONES = {
    Outcome.OPEN: texts.WARN,
    Outcome.EXPLAINED: texts.INFO,
    Outcome.CORRECTED: texts.GOOD,
}
_MOST_DOCUMENTS = 6
"""Documents named on a line; the lot's page has the rest."""


def words(pair: tuple[str, str]) -> str:
    """Return the reader's half of a pair of Chinese and English."""
    return in_language(zh=pair[0], en=pair[1])


def asked_code(text: str) -> str:
    """Return the code of an address in its normal form; raises NotFound for what is none."""
    code = normal_code(text)
    if code is None:
        raise NotFound(what="".join(sign for sign in text[:20] if sign.isprintable()))
    return code


def asked_number(request: HttpRequest, name: str) -> int:
    """Return a line's number in the address, zero where there is none."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004


def statement_lines(rows: Iterable[StatementRow]) -> list[dict[str, Any]]:
    """Return statements as lines of a list."""
    return [statement_line(row) for row in rows]


def statement_line(row: StatementRow) -> dict[str, Any]:
    """Return a statement in the reader's words."""
    return {
        "row": row,
        "code": row.code,
        "url": reverse("finance:statement", args=[row.code]),
        "name": period_name(row.span, row.period),
        "span": words(SPAN_NAMES[row.span]),
        "state": row.state.value,
        "state_label": words(STATE_NAMES[row.state]),
        "tone": TONES[row.state],
    }


def sum_lines(sums: Sequence[KindSum]) -> list[dict[str, Any]]:
    """Return the accounts of each kind, added up."""
    return [{"row": one, "name": words(ACCOUNT_NAMES[one.kind])} for one in sums]


def line_rows(rows: Sequence[LineRow]) -> list[dict[str, Any]]:
    """Return lines with where each leads: lot, statement, documents."""
    proofs = _proofs({row.group for row in rows})
    return [_line(row, proofs.get(row.group)) for row in rows]


def _proofs(groups: set[str]) -> dict[str, LotProof]:
    """Ask freight for the lots among the groups; where it is off, lines stand without proof."""
    ask = LOT_PROOF.get()
    wanted = {group for group in groups if normal_code(group) == group}
    return dict(ask(wanted)) if ask is not None and wanted else {}


def _line(row: LineRow, proof: LotProof | None) -> dict[str, Any]:
    is_hold = row.posting in {"pending", "void", "expire"}
    return {
        "row": row,
        "purpose": purpose_words(row.purpose),
        "posting": words(POSTING_NAMES[row.posting]) if is_hold else "",
        "account": words(account_name(row.account)),
        "counterpart": words(account_name(row.counterpart)),
        "proof": _proof(proof) if proof else None,
        "statement_url": (
            reverse("finance:statement", args=[row.group])
            if row.purpose.startswith("finance.")
            else ""
        ),
        "verdict": verdict_line(row.verdict) if row.verdict else None,
    }


def _proof(proof: LotProof) -> dict[str, Any]:
    shown = proof.evidence[:_MOST_DOCUMENTS]
    return {
        "code": proof.code,
        "url": proof.page_url,
        "origin": in_language(zh=proof.origin_zh, en=proof.origin_en),
        "destination": in_language(zh=proof.destination_zh, en=proof.destination_en),
        "cargo": in_language(zh=proof.cargo_zh, en=proof.cargo_en),
        "documents": [
            {
                "title": in_language(zh=one.title_zh, en=one.title_en),
                "url": reverse("resolver:document", args=[one.document]),
            }
            for one in shown
        ],
        "more": len(proof.evidence) - len(shown),
    }


def verdict_line(one: VerdictRow) -> dict[str, Any]:
    """Return what was said of a line in the reader's words."""
    return {
        "row": one,
        "is_objection": one.verdict is Verdict.OBJECTED,
        "outcome": words(OUTCOME_NAMES[one.outcome]) if one.outcome else "",
        "tone": _OUTCOME_TONES[one.outcome] if one.outcome else texts.GOOD,
        "is_open": one.outcome is Outcome.OPEN,
    }


def signature_lines(rows: Sequence[SignatureRow]) -> list[dict[str, Any]]:
    """Return who signed, and when."""
    return [{"side": words(SIDE_NAMES[one.side]), "row": one} for one in rows]


def both_purposes(purpose: str) -> tuple[str, str]:
    """Return the words of a purpose in Chinese and English, for papers in both."""
    with override("zh-hans"):
        zh = purpose_words(purpose)
    with override("en"):
        en = purpose_words(purpose)
    return zh, en
