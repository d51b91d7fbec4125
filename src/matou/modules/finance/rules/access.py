"""Who may read a statement, and for which side somebody may act on it."""

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, Actor
from matou.kit.errors import DomainError
from matou.modules.finance.contracts import ACCOUNTANT_ROLE
from matou.modules.finance.rules.states import Side

MANAGER_ROLE = "parties.manager"
READS_ALL = frozenset({OPERATOR, AUDITOR, ADMIN})
BINDING = frozenset({MANAGER_ROLE, ACCOUNTANT_ROLE})


class OwnStatement(DomainError):
    """An operator would decide on the money of a company of their own."""

    code = "finance.own-statement"
    status = 403
    zh = "您与该账户方有关联，请由另一位运营人员处理。"
    en = "You belong to this account holder. Another operator has to do this."


def acts_for_party(actor: Actor, party: str) -> bool:
    """Tell whether the actor may read and bind the party: itself, its managers, its accountants."""
    is_itself = actor.code == party
    return actor.acts_for == party and (is_itself or bool(actor.roles & BINDING))


def may_read(actor: Actor, party: str) -> bool:
    """Tell whether the actor may read the party's statements."""
    return acts_for_party(actor, party) or bool(actor.roles & READS_ALL)


def may_ask_files(actor: Actor, party: str) -> bool:
    """Tell whether the actor may have a file made: who acts for a side; auditors only read."""
    return acts_for_party(actor, party) or bool(actor.roles & {OPERATOR, ADMIN})


def side_of(actor: Actor, party: str) -> Side | None:
    """Return the side for which the actor acts: their own party first; None for mere readers."""
    if acts_for_party(actor, party):
        return Side.PARTY
    return Side.OPERATOR if actor.has(OPERATOR) else None
