"""What was kept back on one account for others, by whose work it was kept back from.

A withheld amount stands on an account of the house; whom it concerns follows from its group: the
owner of the group's own account of some kind, as the earnest money of a lot is its carrier's.
"""

from dataclasses import dataclass

from django.db import connection

from matou.kit.money import Money
from matou.kit.period import Period
from matou.spine.ledger.contracts import AccountKind

# Two sides, each by the account's own index; what has no group of that kind (the house's own
# movements, such as handing the money over) concerns nobody here.
_KEPT_BACK = """
SELECT o.owner, coalesce(sum(s.amount) FILTER (WHERE s.is_credit), 0),
    coalesce(sum(s.amount) FILTER (WHERE NOT s.is_credit), 0),
    count(DISTINCT s.group_code) FILTER (WHERE s.is_credit)
FROM (
    SELECT t.group_code, t.amount, true AS is_credit
    FROM ledger_account a JOIN ledger_transfer t ON t.credit_account_id = a.id
    WHERE a.code = %(account)s AND t.kind IN ('posted', 'post')
        AND t.created_at >= %(from_at)s AND t.created_at < %(until_at)s
    UNION ALL
    SELECT t.group_code, t.amount, false
    FROM ledger_account a JOIN ledger_transfer t ON t.debit_account_id = a.id
    WHERE a.code = %(account)s AND t.kind IN ('posted', 'post')
        AND t.created_at >= %(from_at)s AND t.created_at < %(until_at)s
) s
JOIN ledger_account o ON o.code = %(kind)s || ':' || s.group_code
GROUP BY o.owner ORDER BY o.owner
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """What was kept back from one owner in a period, and what of it was given back."""

    owner: str
    kept: Money
    returned: Money
    groups: int


def kept_back(*, account: str, owner_of: AccountKind, period: Period) -> tuple[KeptBack, ...]:
    """Return what came onto the account and left it again, by the owner of each group's account."""
    facts = {
        "account": account,
        "kind": owner_of.value,
        "from_at": period.from_at,
        "until_at": period.until_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_BACK, facts)
        return tuple(
            KeptBack(owner=row[0], kept=Money(int(row[1])), returned=Money(int(row[2])),
                     groups=row[3])
            for row in cursor.fetchall()
        )  # fmt: skip
