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
    "created": _("待发送"),
    "sent": _("已发送"),
    "confirmed": _("已确认"),
    "failed": _("失败"),
}
ORDER_TONE: dict[str, str] = {
    "created": "neutral",
    "sent": "info",
    "confirmed": "good",
    "failed": "bad",
}
BREAK_KIND: dict[str, Promise] = {
    "unknown_at_home": _("对方有，我方无此单"),
    "missing_at_provider": _("我方已确认，对方无"),
    "amount_differs": _("金额不符"),
    "state_differs": _("状态不符"),
    "doubled": _("对方重复"),
    "bad_line": _("对账行无法读取"),
}
BREACH_KIND: dict[str, Promise] = {
    "entry-altered": _("内容被改"),
    "entry-missing": _("记录缺失"),
    "entry-foreign": _("多出的记录"),
    "block-altered": _("封存块被改"),
    "chain-broken": _("封存链断开"),
    "versions-broken": _("版本不连续"),
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
}


def said(words: dict[str, Promise], value: object) -> str:
    """Return the word for a value, the value itself where there is none."""
    return str(words.get(str(value), value))
