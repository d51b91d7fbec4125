"""Finance's tables: statements with their lines and answers, and the income reports."""

from matou.modules.finance.models.correction import CorrectionProposal
from matou.modules.finance.models.files import StatementFile
from matou.modules.finance.models.income import AuthorityAnswer, IncomeReport, IncomeRow
from matou.modules.finance.models.statement import (
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementLine,
    StatementProgress,
    StatementSignature,
)

__all__ = [
    "AuthorityAnswer",
    "CorrectionProposal",
    "IncomeReport",
    "IncomeRow",
    "LineVerdict",
    "PeriodStatement",
    "StatementAccount",
    "StatementFile",
    "StatementLine",
    "StatementProgress",
    "StatementSignature",
]
