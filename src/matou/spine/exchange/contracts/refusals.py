"""Refusals of the exchange: of calls at the door, and of what officers do."""

from matou.kit.errors import DomainError


class CallDenied(DomainError):
    """The base of what a member is told; the code stands in both sides' logs."""

    status = 403


class SignatureMissing(CallDenied):
    """Nobody signed the request, or it lacks a header that must be signed."""

    code = "exchange-signature-missing"
    zh = "请求没有签名，或缺少必须签名的头“{what}”。请按 RFC 9421 签名后重发。"
    en = "The request is not signed, or lacks “{what}”. Sign it by RFC 9421 and send again."


class SignatureWrong(CallDenied):
    """The signature does not belong to what arrived."""

    code = "exchange-signature-wrong"
    zh = "签名与收到的内容不符：内容被改动，或签给了别的地址。未执行任何操作，请重新签名后重发。"
    en = (
        "The signature does not fit what arrived: it was altered, or signed for another address. "
        "Nothing was done. Sign again and resend."
    )


class MemberUnknown(CallDenied):
    """The client id belongs to no active member."""

    code = "exchange-member-unknown"
    zh = "“{member}”不是有效成员。请联系对方的数据共享专员登记或恢复。"
    en = "“{member}” is no active member. Ask the other side's exchange officer to register it."


class KeyNotInForce(CallDenied):
    """The key is unknown, not confirmed, not yet valid, over or revoked."""

    code = "exchange-key-not-in-force"
    zh = "签名密钥未登记、已过期或已撤销。请改用在有效期内的密钥，或先登记新密钥。"
    en = "The key is unknown, over or revoked. Use one in force, or have a new one registered."


class OutsideWindow(CallDenied):
    """The request was signed too long ago, or in the future."""

    code = "exchange-outside-window"
    zh = "签名时间与本机相差 {off_s} 秒，超过 {window_s} 秒。请校准时钟，重新签名后重发。"
    en = (
        "Signed {off_s} s away from this clock; {window_s} s are allowed. "
        "Set the clock, sign again and resend."
    )


class Replayed(CallDenied):
    """This very signature was used before."""

    code = "exchange-replayed"
    status = 409
    zh = "这条签名已用过。重试请保留请求编号，换新的随机数重新签名。"
    en = "This signature was used before. To retry keep the request id and sign anew."


class RequestIdReused(CallDenied):
    """The request id stands for another content."""

    code = "exchange-request-id-reused"
    status = 409
    zh = "该请求编号已用于另一内容。请为新内容换新的请求编号。"
    en = "This request id stands for another content. Take a new id for a new content."


class AnswerForgotten(CallDenied):
    """The request was answered so long ago that the answer is no longer kept."""

    code = "exchange-answer-forgotten"
    status = 410
    zh = "该请求早已答复，答复不再保存，也不会再次执行。请换新的请求编号再问。"
    en = (
        "This request was answered long ago; the answer is no longer kept and nothing runs again. "
        "Ask anew with a new request id."
    )


class ServiceUnknown(CallDenied):
    """No room that is on shares such a service."""

    code = "exchange-service-unknown"
    status = 404
    zh = "没有名为“{service}”的共享服务。请用 listMethods 查看。"
    en = "No service is named “{service}”. Call listMethods to see them."


class NotGranted(CallDenied):
    """Nothing was ever granted to this member for this service."""

    code = "exchange-not-granted"
    zh = "没有调用“{service}”的授权。请先申请授权。"
    en = "No grant for “{service}”. Ask for one first."


class GrantNotInForce(CallDenied):
    """There is a grant, but not at this instant."""

    code = "exchange-grant-not-in-force"
    zh = "“{service}”的授权尚未生效、已到期或已终止。请申请新的授权。"
    en = "The grant for “{service}” has not begun or is over. Ask for a new one."


class PurposeNotGranted(CallDenied):
    """Granted, but for another purpose, basis or case."""

    code = "exchange-purpose-not-granted"
    zh = "授权不含这一用途、依据或办件号。请用 allowedMethods 查看授权的用途与依据。"
    en = "Not granted for this purpose, basis or case. Call allowedMethods to see which are."


class FieldNotGranted(CallDenied):
    """A field is asked for that the grant does not have."""

    code = "exchange-field-not-granted"
    zh = "授权不含字段：{fields}。请去掉后重发，或申请增加字段。"
    en = "Fields that are not granted: {fields}. Leave them out, or ask for a wider grant."


class DailyLimitReached(CallDenied):
    """The grant's calls of the day are used up."""

    code = "exchange-daily-limit"
    status = 429
    zh = "今日调用已达授权上限 {most} 次。请明日再试，或申请提高上限。"
    en = "The grant's {most} calls of the day are used up. Try tomorrow, or ask for more."


class MessageTooLarge(CallDenied):
    """More bytes than a message may have."""

    code = "exchange-too-large"
    status = 413
    zh = "报文超过 {most} 字节，未读取。请拆分后重发。"
    en = "The message has more than {most} bytes and was not read. Split it and send again."


class BodyUnreadable(CallDenied):
    """The body is no JSON of the service's request schema."""

    code = "exchange-body-unreadable"
    status = 422
    zh = "请求内容不符合服务的格式：{what}。请用 getOpenAPI 查看。"
    en = "The body does not follow the service's schema: {what}. Call getOpenAPI to see it."


class SecondPersonNeeded(DomainError):
    """The same person cannot do both halves of an act for two."""

    code = "exchange-second-person-needed"
    status = 403
    zh = "提出人不能自己确认。请由另一名数据共享专员办理。"
    en = "Who proposed it cannot confirm it. Ask another exchange officer."


class FingerprintDiffers(DomainError):
    """What was typed is not the key's fingerprint."""

    code = "exchange-fingerprint-differs"
    status = 422
    zh = "输入的指纹与登记的密钥不符。请通过电话等另一途径与对方核对后再试。"
    en = "This is not the registered key's fingerprint. Compare it by telephone and try again."


class StepNotPossible(DomainError):
    """The thing is not in a state from which this can be done."""

    code = "exchange-step-not-possible"
    zh = "现在的状态（{state}）不能这样做。请刷新页面查看最新状态。"
    en = "This cannot be done now (state: {state}). Reload the page to see how it stands."


class AlreadyThere(DomainError):
    """Such a member, key or call exists."""

    code = "exchange-already-there"
    zh = "“{what}”已存在。请查看已有的一项。"
    en = "“{what}” exists already. Look at the one that is there."
