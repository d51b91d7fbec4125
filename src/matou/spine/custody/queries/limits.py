"""The limits in force, and what of them a party and a payee have used."""

from datetime import datetime, timedelta

from django.conf import settings

from matou.kit.money import Money
from matou.spine.custody.contracts import OrderKind, OrderState
from matou.spine.custody.contracts.limits import Finding
from matou.spine.custody.models import CustodyOrder, PayeeAccount
from matou.spine.custody.rules import limits as rules


def limits() -> rules.Limits:
    """Return the limits in force: the house's own, changed by ``CUSTODY_LIMITS``."""
    return rules.Limits(**getattr(settings, "CUSTODY_LIMITS", {}))


def limit_findings(
    *, party: str, payee: PayeeAccount, amount: Money, now: datetime
) -> tuple[Finding, ...]:
    """Return the limits that a payout would pass; whoever acts on it holds the gates' locks."""
    return rules.findings(
        limits=limits(),
        asked_fen=amount.fen,
        by_party=_past(now, party=party),
        to_payee=_past(now, payee__number_index=payee.number_index),
        now=now,
    )


def _past(now: datetime, **whose: str) -> tuple[rules.Past, ...]:
    """Return payouts of the last day that went out or still may; refused ones use nothing."""
    rows = (
        CustodyOrder.objects.filter(
            kind=OrderKind.PAYOUT.value, created_at__gt=now - timedelta(hours=rules.DAY), **whose
        )
        .exclude(state=OrderState.FAILED.value)
        .values_list("created_at", "amount")
    )
    return tuple(rules.Past(at=at, fen=fen) for at, fen in rows)
