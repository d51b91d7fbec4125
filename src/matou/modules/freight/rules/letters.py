"""Which turn of a lot is told to whom, in which words (通知)."""

from dataclasses import dataclass

from matou.modules.freight.contracts import events
from matou.modules.freight.rules.states import Relation

_BOTH = (Relation.SHIPPER, Relation.CARRIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice's template: the sides it goes to, and its text with a hole for the lot's code."""

    event: type[events.LotEvent]
    to: tuple[Relation, ...]
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str

    @property
    def template(self) -> str:
        """The name under which the notices room knows it."""
        return f"freight.{self.event.__name__}"


LETTERS: tuple[Letter, ...] = (
    Letter(
        event=events.LotOffered,
        to=_BOTH,
        zh_subject="已成交，请签约",
        zh_body="货运单 {lot} 已成交，请在 24 小时内核对并签署合同。",
        en_subject="Awarded: please sign",
        en_body="Lot {lot} is awarded. Read and sign the contract within 24 hours.",
    ),
    Letter(
        event=events.LotContracted,
        to=(Relation.SHIPPER,),
        zh_subject="合同已生效，请托管运费",
        zh_body="货运单 {lot} 的合同已签署，请在 24 小时内托管运费。",
        en_subject="Contract concluded: please fund",
        en_body="The contract of lot {lot} is signed. Fund the escrow within 24 hours.",
    ),
    Letter(
        event=events.LotFunded,
        to=(Relation.CARRIER,),
        zh_subject="运费已托管，可以启航",
        zh_body="货运单 {lot} 的运费已足额托管，请按装货期赴装货港。",
        en_subject="Funded: you may set out",
        en_body="The freight of lot {lot} lies in escrow. Set out for the loading window.",
    ),
    Letter(
        event=events.LotAtDischarge,
        to=(Relation.SHIPPER, Relation.CONSIGNEE),
        zh_subject="船舶已抵卸货港",
        zh_body="货运单 {lot} 的船舶已抵卸货港，请安排卸货。",
        en_subject="The vessel has arrived",
        en_body="The vessel of lot {lot} is at the discharging berth. Arrange discharge.",
    ),
    Letter(
        event=events.LotStated,
        to=_BOTH,
        zh_subject="结算单已出具",
        zh_body="货运单 {lot} 的结算单已出具，24 小时内可提出异议，双方确认后立即付款。",
        en_subject="The statement is issued",
        en_body="The statement of lot {lot} is issued. Object within 24 hours, or accept it.",
    ),
    Letter(
        event=events.LotRefused,
        to=_BOTH,
        zh_subject="收货人拒收",
        zh_body="货运单 {lot} 被拒收，已生成退运单，请双方签署。",
        en_subject="The cargo is refused",
        en_body="The cargo of lot {lot} is refused. A return lot waits for both signatures.",
    ),
    Letter(
        event=events.LotCancelled,
        to=_BOTH,
        zh_subject="货运单已取消",
        zh_body="货运单 {lot} 已取消，托管资金与定金已按约定退还或扣付。",
        en_subject="The lot is cancelled",
        en_body="Lot {lot} is cancelled. Escrow and deposit went back or were charged as agreed.",
    ),
)
