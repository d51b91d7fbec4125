"""Rows to stand in line at, so that payouts asked for at once are counted one after another."""

from collections.abc import Iterable

from matou.spine.custody.models import PayoutGate


def party_gate(party: str) -> str:
    """Return the gate of a party's payouts."""
    return f"party:{party}"


def payee_gate(number_index: str) -> str:
    """Return the gate of payouts to one bank account, whoever registered it."""
    return f"payee:{number_index}"


def lock_gates(keys: Iterable[str]) -> None:
    """Pass the gates in order and close them behind until the transaction ends."""
    wanted = sorted(set(keys))
    PayoutGate.objects.bulk_create([PayoutGate(key=key) for key in wanted], ignore_conflicts=True)
    gates = PayoutGate.objects.select_for_update(of=("self",), no_key=True)
    passed = list(gates.filter(key__in=wanted).order_by("key"))
    assert len(passed) == len(wanted), wanted  # noqa: S101  # each was made above or before
