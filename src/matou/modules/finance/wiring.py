"""What finance registers at start-up: its codes, its letters, its pieces of shared pages."""

from matou.modules.finance.contracts import STATEMENT_CODE
from matou.modules.finance.queries import statements
from matou.modules.finance.rules.telling import ANSWERED, ISSUED, REMINDED, SIGNED
from matou.spine.codes import services as codes
from matou.spine.notices import services as notices

codes.register_kind(
    kind=STATEMENT_CODE,
    page_url=lambda subject: f"/finance/statements/{subject}/",
    facts=statements.code_facts,
)
for _name, _zh, _zh_body, _en, _en_body in (
    (
        ISSUED,
        "对账单待核对",
        "{period} 对账单 {statement} 已出具，请于 {until} 前逐行核对并确认，有异议请写明理由。",
        "Statement to be checked",
        "Statement {statement} for {period} is issued. Check its lines and confirm by {until}.",
    ),
    (
        REMINDED,
        "对账单即将到期",
        "{period} 对账单 {statement} 还未确认，请于 {until} 前完成核对。",
        "Statement not confirmed yet",
        "Statement {statement} for {period} is not confirmed yet. Please answer by {until}.",
    ),
    (
        ANSWERED,
        "异议已答复",
        "您对 {period} 对账单 {statement} 的异议已全部答复，请查看后确认。",
        "Your objections are answered",
        "All objections to statement {statement} for {period} are answered. Read and confirm.",
    ),
    (
        SIGNED,
        "对账单双方已签章",
        "{period} 对账单 {statement} 双方已签章，可下载存档。",
        "Statement signed by both sides",
        "Both sides signed statement {statement} for {period}. You can download it.",
    ),
):
    notices.register_template(
        name=_name,
        zh_subject=_zh,
        zh_body=_zh_body,
        en_subject=_en,
        en_body=_en_body,
        url="/finance/statements/{statement}/",
    )
