"""Words of the exchange: states, purposes, reasons, whose and how sensitive a field is."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matou.spine.exchange.contracts import GrantCard, GrantState, KeyCard, KeyState, shared
from matou.spine.exchange.rules.purposes import PURPOSES
from matou.web.console.words import said
from matou.web.language import in_language

MEMBER_STATE: dict[str, Promise] = {
    "proposed": _("待确认"),
    "active": _("有效"),
    "suspended": _("已暂停"),
    "ended": _("已终止"),
    "refused": _("未予登记"),
}
MEMBER_TONE = {
    "proposed": "warn",
    "active": "good",
    "suspended": "bad",
    "ended": "done",
    "refused": "neutral",
}
KEY_STATE: dict[str, Promise] = {
    "proposed": _("待核对指纹"),
    "confirmed": _("已核对"),
    "refused": _("未通过"),
    "revoked": _("已撤销"),
    "over": _("已过期"),
    "coming": _("未到启用时间"),
}
KEY_TONE = {
    "proposed": "warn",
    "confirmed": "good",
    "refused": "neutral",
    "revoked": "bad",
    "over": "done",
    "coming": "info",
}
GRANT_STATE: dict[str, Promise] = {
    "requested": _("待批准"),
    "approved": _("有效"),
    "refused": _("未予批准"),
    "ended": _("已终止"),
    "over": _("已到期"),
    "coming": _("未到生效时间"),
}
GRANT_TONE = {
    "requested": "warn",
    "approved": "good",
    "refused": "neutral",
    "ended": "done",
    "over": "done",
    "coming": "info",
}
GRANT_STEP: dict[str, Promise] = {
    "requested": _("申请"),
    "approved": _("批准"),
    "refused": _("不予批准"),
    "ended": _("终止"),
}
OUTCOME: dict[str, Promise] = {
    "answered": _("已答复"),
    "repeated": _("重发原答复"),
    "denied": _("已拒绝"),
    "failed": _("未成功"),
}
OUTCOME_TONE = {"answered": "good", "repeated": "info", "denied": "bad", "failed": "warn"}
DIRECTION: dict[str, Promise] = {"in": _("对方调用我方"), "out": _("我方调用对方")}
SENSITIVITY: dict[str, Promise] = {
    "public": _("公开"),
    "internal": _("内部"),
    "personal": _("个人信息"),
    "sensitive": _("敏感个人信息"),
}
SENSITIVITY_TONE = {"public": "neutral", "internal": "info", "personal": "warn", "sensitive": "bad"}
REASON: dict[str, Promise] = {
    "exchange-signature-missing": _("没有签名"),
    "exchange-signature-wrong": _("签名不符：内容被改动"),
    "exchange-member-unknown": _("不是有效成员"),
    "exchange-key-not-in-force": _("密钥无效"),
    "exchange-outside-window": _("签名时间超出允许范围"),
    "exchange-replayed": _("重放的旧报文"),
    "exchange-request-id-reused": _("请求编号已用于别的内容"),
    "exchange-answer-forgotten": _("早已答复，答复不再保存"),
    "exchange-service-unknown": _("没有这项服务"),
    "exchange-not-granted": _("没有授权"),
    "exchange-grant-not-in-force": _("授权不在有效期"),
    "exchange-purpose-not-granted": _("用途、依据或办件号不在授权内"),
    "exchange-field-not-granted": _("字段不在授权内"),
    "exchange-daily-limit": _("超过每日上限"),
    "exchange-too-large": _("报文过大"),
    "exchange-body-unreadable": _("请求内容不符合格式"),
    "exchange-internal-error": _("内部错误"),
    "exchange-answer-unfitting": _("答复与请求对不上"),
    "exchange-keys-unreadable": _("本机密钥读不出"),
    "not-found": _("没有这个对象"),
}
_NO_ANSWER = "no-answer"


def reason_words(reason: str) -> str:
    """Return why a call was refused or failed, as people say it."""
    if reason.startswith(_NO_ANSWER):
        return str(_("对方没有答复"))
    return said(REASON, reason)


def purpose_words(purpose: str) -> str:
    """Return a purpose in the reader's language, its code where there is none."""
    zh, en = PURPOSES.get(purpose, (purpose, purpose))
    return in_language(zh=zh, en=en)


def service_words(name: str) -> str:
    """Return a service's title in the reader's language, its name where nobody shares it now."""
    found = shared(name)
    return in_language(zh=found.zh, en=found.en) if found else name


def field_words(service: str, names: tuple[str, ...]) -> list[str]:
    """Return fields in the reader's language, in the order in which the service has them."""
    found = shared(service)
    if found is None:
        return list(names)
    titles = {one.name: in_language(zh=one.zh, en=one.en) for one in found.fields}
    return [titles[name] for name in titles if name in names]


def grant_state(card: GrantCard, now: datetime) -> str:
    """Return a grant's state with its dates taken in."""
    return _dated(card.state is GrantState.APPROVED, card.state.value, card, now)


def key_state(card: KeyCard, now: datetime) -> str:
    """Return a key's state with its dates taken in."""
    return _dated(card.state is KeyState.CONFIRMED, card.state.value, card, now)


def _dated(stands: bool, state: str, card: GrantCard | KeyCard, now: datetime) -> str:  # noqa: FBT001  # private
    if stands and now >= card.until_at:
        return "over"
    return "coming" if stands and now < card.from_at else state
