"""What need not be kept: used signatures, old answers. The log itself stays for ever."""

from datetime import datetime, timedelta

from matou.spine.exchange.models import GrantUse, Nonce, Outgoing, StoredAnswer
from matou.spine.exchange.rules.limits import OUTGOING_DAYS, STORED_DAYS, WINDOW_S


def prune(*, now: datetime) -> int:
    """Forget what no longer serves; returns how many rows went."""
    # A signature counts from WINDOW_S before to WINDOW_S after its instant.
    nonces = Nonce.objects.filter(at__lt=now - timedelta(seconds=3 * WINDOW_S))
    answers = StoredAnswer.objects.filter(
        answered_at__lt=now - timedelta(days=STORED_DAYS), body__isnull=False
    )
    uses = GrantUse.objects.filter(on__lt=(now - timedelta(days=2)).date())
    gone = sum(rows.delete()[0] for rows in (nonces, uses)) + answers.update(body=None)
    old = Outgoing.objects.filter(
        ended_at__lt=now - timedelta(days=OUTGOING_DAYS), answer__isnull=False
    )
    return gone + old.update(answer=None)
