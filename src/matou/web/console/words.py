"""Words of the spine's states and kinds, as the console shows them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JOB_STATUS: dict[str, Promise] = {
    "todo": _("排队"),
    "doing": _("执行中"),
    "succeeded": _("完成"),
    "failed": _("失败"),
    "cancelled": _("取消"),
    "aborted": _("中止"),
}
ACCOUNT_KIND: dict[str, Promise] = {
    "wallet": _("钱包"),
    "escrow": _("运单存管"),
    "deposit": _("保证金"),
    "disputed": _("争议冻结"),
    "custody": _("待对账"),
    "bank": _("存管银行"),
    "fee": _("平台收入"),
    "receivable": _("应收"),
    "tax": _("代扣税款"),
    "guarantee": _("平台保证金"),
    "claims": _("应收对应账户"),
    "line": _("额度"),
}
POSTING_KIND: dict[str, Promise] = {
    "posted": _("入账"),
    "pending": _("冻结"),
    "post": _("冻结转入账"),
    "void": _("解冻"),
    "expire": _("到期解冻"),
}
ORDER_KIND: dict[str, Promise] = {
    "deposit": _("入金"),
    "payout": _("出金"),
    "split": _("分账"),
    "unfreeze": _("解冻"),
}
ORDER_STATE: dict[str, Promise] = {
    "waiting": _("待审核"),
    "created": _("待发送"),
    "sent": _("已发送"),
    "confirmed": _("已确认"),
    "failed": _("失败"),
}
ORDER_TONE: dict[str, str] = {
    "waiting": "warn",
    "created": "neutral",
    "sent": "info",
    "confirmed": "good",
    "failed": "bad",
}
WAIT_REASON: dict[str, Promise] = {
    "amount": _("金额超过复核线"),
    "signal": _("有风险信号"),
    "hold": _("主体已暂停出金"),
}
APPROVAL_STATE: dict[str, Promise] = {
    "waiting": _("待审"),
    "proposed": _("待复核"),
    "approved": _("已放行"),
    "refused": _("未予放行"),
    "withdrawn": _("已撤回"),
}
APPROVAL_TONE: dict[str, str] = {
    "waiting": "warn",
    "proposed": "info",
    "approved": "good",
    "refused": "bad",
    "withdrawn": "neutral",
}
SIGNAL_KIND: dict[str, Promise] = {
    "same_phone": _("多个主体共用一个手机号"),
    "same_account": _("多个主体共用一个收款账户"),
    "same_device": _("多个主体共用一台设备"),
    "circular_flow": _("资金在少数主体间循环"),
    "vessel_to_and_fro": _("船舶在两方之间来回易手"),
}
SIGNAL_STATE: dict[str, Promise] = {
    "open": _("待核查"),
    "hold_proposed": _("提议暂停，待确认"),
    "held": _("已暂停出金"),
    "dismissed": _("已排除"),
}
SIGNAL_TONE: dict[str, str] = {
    "open": "warn",
    "hold_proposed": "warn",
    "held": "bad",
    "dismissed": "done",
}
BREAK_KIND: dict[str, Promise] = {
    "unknown_at_home": _("对方有，我方无此单"),
    "missing_at_provider": _("我方已确认，对方无"),
    "amount_differs": _("金额不符"),
    "state_differs": _("状态不符"),
    "doubled": _("对方重复"),
    "bad_line": _("对账行无法读取"),
    "ambiguous": _("单号缺失，对应不唯一"),
    "wrong_day": _("对账行日期不符"),
    "bad_file": _("对账文件被拒收"),
}
BREAK_NEXT_STEP: dict[str, Promise] = {
    "unknown_at_home": _("向存管机构核实这笔款项；确属户主的，提出更正入到其钱包。"),
    "missing_at_provider": _("请存管机构补列；确未办理的，提出更正冲回我方的入账。"),
    "amount_differs": _("以对账单为准核对凭证；确有差额的，提出更正并说明由谁承担。"),
    "state_differs": _("核对双方状态；存管机构确已办理的，提出更正入账。"),
    "doubled": _("重复的一行没有入账；核实没有真的办理两次后，记录原因。"),
    "bad_line": _("请存管机构更正这一行并重新提供对账文件。"),
    "ambiguous": _("请存管机构补上指令编号；不凭猜测入账。"),
    "wrong_day": _("等这一行所属日期的对账单；之后记录原因。"),
    "bad_file": _("请存管机构重新提供文件；再次对账后，这一差错自行消失。"),
}
BREAKS_TO_CORRECT = frozenset(
    {"unknown_at_home", "missing_at_provider", "amount_differs", "state_differs"}
)
CORRECTION_STATE: dict[str, Promise] = {
    "proposed": _("等待第二人"),
    "executed": _("已入账"),
    "rejected": _("已退回"),
    "withdrawn": _("已撤回"),
}
CORRECTION_TONE: dict[str, str] = {
    "proposed": "warn",
    "executed": "good",
    "rejected": "bad",
    "withdrawn": "neutral",
}
CALLBACK_REFUSAL: dict[str, Promise] = {
    "not_genuine": _("签名不符"),
    "malformed": _("报文格式不符"),
    "replayed": _("同一事件，内容不同"),
    "too_large": _("报文过大"),
}
BEARER: dict[str, Promise] = {"party": _("户主承担"), "house": _("平台承担")}
BREACH_KIND: dict[str, Promise] = {
    "entry-altered": _("内容被改"),
    "entry-missing": _("记录缺失"),
    "entry-foreign": _("多出的记录"),
    "block-altered": _("封存块被改"),
    "chain-broken": _("封存链断开"),
    "versions-broken": _("版本不连续"),
}
SEAL_FAULT: dict[str, Promise] = {
    "block-missing": _("缺少封存块"),
    "block-altered": _("封存块被改"),
    "transfer-missing-or-added": _("缺少或多出账目"),
    "altered": _("账目被改"),
}
PERSONAL_FIELDS: dict[str, Promise] = {
    "phone": _("手机号"),
    "id_number": _("身份证号码"),
}
PLATFORM_ROLES: dict[str, Promise] = {
    "platform.operator": _("平台运营"),
    "platform.registrar": _("平台登记员"),
    "platform.auditor": _("平台审计员"),
    "platform.admin": _("平台管理员"),
    "platform.exchange": _("数据共享专员"),
}


def said(words: dict[str, Promise], value: object) -> str:
    """Return the word for a value, the value itself where there is none."""
    return str(words.get(str(value), value))
