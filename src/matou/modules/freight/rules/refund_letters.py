"""Letters (通知) about refunds and what is owed for them."""

from dataclasses import dataclass

REFUND_TEMPLATE = "freight.RefundGranted"
REQUEST_TEMPLATE = "freight.RefundRequested"
OWED_TEMPLATE = "freight.ReceivableOpened"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLetter:
    """A notice's template, with holes for the lot and the amount, and where it leads."""

    template: str
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str
    url: str


REFUND_LETTERS = (
    MoneyLetter(
        template=REFUND_TEMPLATE,
        zh_subject="结算后退款 {amount}",
        zh_body="货运单 {lot} 退款 {amount} 已执行，原因见结算与账目。",
        en_subject="Refund of {amount}",
        en_body="A refund of {amount} of lot {lot} was carried out. Its statement says why.",
        url="/freight/lots/{lot}/statement/",
    ),
    MoneyLetter(
        template=REQUEST_TEMPLATE,
        zh_subject="退款 {amount} 待复核",
        zh_body="货运单 {lot} 的退款 {amount} 须由提出人以外、没有利害关系的运营人员复核。",
        en_subject="A refund of {amount} waits for a second operator",
        en_body="A refund of {amount} of lot {lot} needs an operator without interest, other than "
        "the one who asked for it.",
        url="/freight/console/refunds/{refund}/",
    ),
    MoneyLetter(
        template=OWED_TEMPLATE,
        zh_subject="应还款 {amount}",
        zh_body="您在货运单 {lot} 的应退款项超出余额，{amount} 记为应还，"
        "从以后的结算款中抵扣，也可现在归还。",
        en_subject="You owe {amount}",
        en_body="What you give back for lot {lot} exceeds your balance. {amount} is owed and kept "
        "back from later settlements; you may repay it now.",
        url="/freight/money/owed/",
    ),
)
