"""Finance's rows in Django's admin: read-only, for superusers who look into a case."""

from django.contrib import admin

from matou.modules.finance.models import (
    AuthorityAnswer,
    CorrectionProposal,
    IncomeReport,
    IncomeRow,
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementFile,
    StatementLine,
    StatementProgress,
    StatementSignature,
)
from matou.web.admin import ReadOnlyAdmin

for _model in (
    AuthorityAnswer,
    CorrectionProposal,
    IncomeReport,
    IncomeRow,
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementFile,
    StatementLine,
    StatementProgress,
    StatementSignature,
):
    admin.site.register(_model, ReadOnlyAdmin)
