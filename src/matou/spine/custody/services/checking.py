"""What every payout must pass before it is ordered, whoever asks: page, API or job."""

from datetime import datetime
from uuid import UUID

from matou.kit.money import Money
from matou.spine.custody import queries
from matou.spine.custody.contracts.limits import (
    PayoutOverLimit,
    PayoutTooLarge,
    WaitReason,
)
from matou.spine.custody.contracts.payees import PayeeCooling, PayeeMissing
from matou.spine.custody.contracts.signals import SignalState
from matou.spine.custody.models import PayeeAccount
from matou.spine.custody.rules import limits as rules
from matou.spine.custody.rules import payees as payee_rules
from matou.spine.custody.services.gates import lock_gates, party_gate, payee_gate
from matou.spine.custody.services.payees import require_standing


def payee_in_line(*, party: str, payee: UUID | None) -> PayeeAccount:
    """Return the party's payee account, its payouts and the party's locked till the commit.

    Without ``payee`` the only account that stands is meant. Raises PayeeMissing.
    """
    rows = PayeeAccount.objects.filter(party=party, ended_at=None)
    if payee is not None:
        rows = rows.filter(pk=payee)
    found = list(rows[:2])
    if len(found) != 1:
        raise PayeeMissing
    lock_gates([party_gate(party), payee_gate(found[0].number_index)])
    # It may have been ended or changed while we stood in line.
    row = rows.filter(pk=found[0].pk).first()
    if row is None:
        raise PayeeMissing
    return row


def check_payout(
    *, party: str, payee: PayeeAccount, amount: Money, now: datetime
) -> tuple[WaitReason, ...]:
    """Refuse a payout that may not be, else tell why it waits for people: nothing lets it go.

    Raises PayeeNotEntitled, PayeeCooling, PayoutOverLimit and PayoutTooLarge.
    """
    require_standing(party=party, holder=payee.holder, name=payee.holder_name, now=now)
    if now < payee.usable_from:
        until = payee_rules.said_instant(payee.usable_from)
        raise PayeeCooling(account=payee.number_masked, until=until, usable_from=payee.usable_from)
    _refuse_over_limits(party=party, payee=payee, amount=amount, now=now)
    reasons = []
    if rules.needs_four_eyes(limits=queries.limits(), asked_fen=amount.fen):
        reasons.append(WaitReason.AMOUNT)
    states = {one.state for one in queries.signals_about({party, payee.holder})}
    if SignalState.HELD in states:
        reasons.append(WaitReason.HOLD)
    elif states:
        reasons.append(WaitReason.SIGNAL)
    return tuple(reasons)


def _refuse_over_limits(*, party: str, payee: PayeeAccount, amount: Money, now: datetime) -> None:
    found = queries.limit_findings(party=party, payee=payee, amount=amount, now=now)
    if not found:
        return
    errors = [one.facts() for one in found]
    at = rules.passes_at(found)
    if at is None:
        raise PayoutTooLarge(amount=amount, findings=found, errors=errors)
    raise PayoutOverLimit(
        amount=amount,
        findings=found,
        errors=errors,
        until=payee_rules.said_instant(at),
        retry_after=max(1, int((at - now).total_seconds())),
    )
