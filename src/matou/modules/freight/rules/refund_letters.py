"""Letters (通知) about refunds and what is owed for them."""

from dataclasses import dataclass

REFUND_TEMPLATE = "freight.RefundGranted"
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
        template=OWED_TEMPLATE,
        zh_subject="应还款 {amount}",
        zh_body="货运单 {lot} 的退款超出您的余额，{amount} 记为应还，"
        "从以后的结算款中抵扣，也可现在归还。",
        en_subject="You owe {amount}",
        en_body="A refund of lot {lot} exceeded your balance. {amount} is owed and kept back from "
        "later settlements; you may repay it now.",
        url="/freight/money/owed/",
    ),
)
