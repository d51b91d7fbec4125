"""What finance registers at start-up: its codes, its letters, its pieces of shared pages."""

from matou.kit.clock import utc_now
from matou.modules.finance.contracts import STATEMENT_CODE
from matou.modules.finance.queries import statements
from matou.modules.finance.rules.access import BINDING, READS_ALL
from matou.modules.finance.rules.telling import ANSWERED, FILE_READY, ISSUED, REMINDED, SIGNED
from matou.modules.finance.services.demo import issue_demo_statements
from matou.modules.finance.views.journal_words import JOURNAL_WORDS
from matou.modules.freight.contracts import LOT_LOOKUP, LotClosed
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.web.slots import CONSOLE_MENU, MENU, MenuItem
from matou.web.vocabulary import VOCABULARIES

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


def _show_closed_cargo(event: LotClosed) -> None:
    """Let a demo cargo be followed by its parties' statements; real ones wait for the month."""
    ask = LOT_LOOKUP.get()
    card = ask(event.aggregate) if ask is not None else None
    if card is not None:
        issue_demo_statements(of=(card.shipper, card.carrier), now=utc_now())


journal.subscribe(name="finance.demo-statements", event=LotClosed, handle=_show_closed_cargo)
VOCABULARIES.fill(JOURNAL_WORDS)
MENU.fill(
    MenuItem(
        name="finance.statements",
        title_zh="对账单",
        title_en="Statements",
        url="/finance/",
        icon="receipt",
        order=14,
        roles=BINDING,
    )
)
notices.register_template(
    name=FILE_READY,
    zh_subject="对账单文件已生成",
    zh_body="{period} 对账单 {statement} 的 XLSX 文件已生成，可以下载。",
    en_subject="Your file is ready",
    en_body="The XLSX file of statement {statement} for {period} is ready to download.",
    url="/finance/statements/{statement}/xlsx",
)
for _place, (_menu, _menu_zh, _menu_en, _url, _icon) in enumerate(
    (
        ("desk", "对账单", "Statements", "/finance/console/", "receipt"),
        ("reports", "涉税报送", "Tax reports", "/finance/console/income/", "file-invoice"),
        ("withheld", "代扣税款", "Tax withheld", "/finance/console/withheld/", "scale"),
    )
):
    CONSOLE_MENU.fill(
        MenuItem(
            name=f"finance.{_menu}",
            title_zh=_menu_zh,
            title_en=_menu_en,
            url=_url,
            icon=_icon,
            order=30 + _place,
            roles=READS_ALL,
        )
    )
