"""What the demo shows of finance: statements of a demo cargo as soon as it is closed.

Real parties get theirs by the month; a demo would show nothing until then. Nothing here touches a
party that is not clearly named demo data.
"""

from datetime import datetime, timedelta

from matou.kit.actor import SYSTEM
from matou.kit.period import Period
from matou.modules.finance.queries import seals
from matou.modules.finance.rules.periods import Span, StatementPeriod
from matou.modules.finance.services.issuing import issue_statement
from matou.spine.ledger.queries import periods
from matou.spine.parties import queries as parties

_FIRST_DAYS = timedelta(days=2)


def issue_demo_statements(*, of: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Issue statements to the demo parties among these, as far as is recorded; returns their codes.

    Where others post all the time, now is never over: the statements end where the oldest of them
    began, and the next cargo's show the rest.
    """
    cards = parties.party_cards(of)
    demo = [code for code in of if code in cards and cards[code].is_demo]
    until = periods.written_out_until(now=now)
    wanted = ((party, _since_last(party, until)) for party in demo)
    return tuple(
        issue_statement(party=party, wanted=period, actor=SYSTEM, now=now)
        for party, period in wanted
        if period is not None
    )


def _since_last(party: str, until: datetime) -> StatementPeriod | None:
    last = seals.last_of_party(party)
    since = last.until_at if last else until - _FIRST_DAYS
    return StatementPeriod(span=Span.DAYS, period=Period(since, until)) if since < until else None
