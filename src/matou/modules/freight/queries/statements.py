"""The statement of a lot (结算单) as its sides see it, read from the lot at hand."""

from dataclasses import dataclass
from datetime import datetime

from matou.modules.freight.models import Lot
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.statement import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """The statement of a lot as issued, and who has accepted it."""

    lot: str
    settlement: Settlement
    issued_at: datetime
    shipper_accepted_at: datetime | None
    carrier_accepted_at: datetime | None
    document_code: str


def statement_page(lot: Lot) -> StatementPage | None:
    """Return the statement of a lot, None before it is issued."""
    statement = getattr(lot, "statement", None)
    if statement is None:
        return None
    return StatementPage(
        lot=lot.code,
        settlement=typed(Settlement, statement.lines),
        issued_at=statement.issued_at,
        shipper_accepted_at=statement.shipper_accepted_at,
        carrier_accepted_at=statement.carrier_accepted_at,
        document_code=statement.document_code,
    )
