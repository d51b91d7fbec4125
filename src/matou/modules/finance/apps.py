"""Finance as a room of the house."""

from matou.web.module import ModuleConfig


class FinanceConfig(ModuleConfig):
    """Finance (财务): period statements, their confirmation, and the tax income reports."""

    name = "matou.modules.finance"
    label = "finance"
    title_zh = "财务"
    title_en = "Finance"
    icon = "receipt"
    order = 30
    roles = {"accountant": ("财务", "Accountant")}
    append_only = (
        "finance_periodstatement",
        "finance_statementaccount",
        "finance_statementline",
        "finance_statementsignature",
        "finance_authorityanswer",
    )
