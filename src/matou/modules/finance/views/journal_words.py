"""Finance's words for its events, movements of money and tasks."""

from matou.web.vocabulary import Vocabulary

JOURNAL_WORDS = Vocabulary(
    name="finance",
    order=30,
    events={
        "PeriodStatementIssued": ("出具对账单", "Statement issued"),
        "PeriodStatementAnswered": ("账户方答复对账单", "Statement answered"),
        "ObjectionDecided": ("答复异议", "Objection answered"),
        "CounterLineProposed": ("提出对账更正", "Correction proposed"),
        "CounterLineDropped": ("对账更正未通过", "Correction dropped"),
        "PeriodStatementSigned": ("签署对账单", "Statement signed"),
        "IncomeReportReleased": ("放行收入报表", "Income report released"),
        "IncomeReportAnswered": ("收到税务回执", "Tax authority answered"),
    },
    purposes={"correction": ("对账更正", "Statement correction")},
    tasks={
        "issue_statements": ("出具月对账单", "Issue monthly statements"),
        "remind_parties": ("提醒核对对账单", "Remind of statements"),
        "make_file": ("生成对账单文件", "Make a statement's file"),
        "hear_authority": ("接收税务回执", "Hear the tax authority"),
    },
)
