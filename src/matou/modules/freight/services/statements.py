"""The statement (结算单) after it is issued: accept it, or pay what it asks beyond escrow."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.models import Lot, Statement
from matou.modules.freight.queries.pictures import lot_view
from matou.modules.freight.rules.flows import top_up
from matou.modules.freight.rules.moves import NotYourAct
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.purse import post_flows


class NoStatementYet(DomainError):
    """The lot has no statement to act on, or its money has gone already."""

    code = "freight.no-statement"
    zh = "该单当前没有待确认的结算单。"
    en = "There is no statement to act on now."


class NothingDue(DomainError):
    """Escrow covers the statement."""

    code = "freight.nothing-due"
    zh = "托管资金已足够，无需补缴。"
    en = "Escrow covers the statement; nothing is due."


@transaction.atomic
def accept_statement(*, lot_code: str, actor: Actor, now: datetime) -> None:
    """Accept the statement for the actor's side; accepting again changes nothing.

    When both sides have accepted, the objection window is over. Raises NoStatementYet.
    """
    lot, relations = lot_locked(lot_code, actor)
    statement = _statement(lot)
    if relations.isdisjoint({Relation.SHIPPER, Relation.CARRIER}):
        raise NotYourAct(act_zh="确认结算单", act_en="accept the statement")
    if Relation.SHIPPER in relations:
        statement.shipper_accepted_at = statement.shipper_accepted_at or now
    if Relation.CARRIER in relations:
        statement.carrier_accepted_at = statement.carrier_accepted_at or now
    statement.save(update_fields=["shipper_accepted_at", "carrier_accepted_at"])


@transaction.atomic
def top_up_escrow(*, lot_code: str, actor: Actor, now: datetime) -> Money:
    """Move what the statement asks beyond escrow from the shipper's wallet; returns the amount.

    Raises NothingDue, WalletTooSmall, NoStatementYet.
    """
    lot, relations = lot_locked(lot_code, actor)
    _statement(lot)
    if Relation.SHIPPER not in relations:
        raise NotYourAct(act_zh="补缴运费", act_en="cover the statement")
    view = lot_view(lot)
    due = settlement(view).due_from_shipper
    if not due:
        raise NothingDue
    post_flows(lot_code=lot.code, act="statement", flows=(top_up(view=view, amount=due),), now=now)
    return due


def _statement(lot: Lot) -> Statement:
    statement = Statement.objects.select_for_update(of=("self",)).filter(lot=lot).first()
    if statement is None or lot.state != LotState.STATED:
        raise NoStatementYet
    return statement
