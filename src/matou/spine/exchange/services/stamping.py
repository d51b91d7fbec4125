"""Stamps over the chain: what stood when, signed with the installation's key."""

from datetime import datetime

from django.db import connection, transaction

from matou.spine.exchange.models import LogRow, Stamp
from matou.spine.exchange.queries.identity import own_signers
from matou.spine.exchange.rules import chain

STAMPING_LOCK = 0x6578_6368_7374_616D


@transaction.atomic
def stamp_due(*, now: datetime) -> int:
    """Sign the end of the chain where rows came since the last stamp; returns how many they are.

    Raises KeysUnreadable where nothing can sign: calls go on, their answers too where they can,
    and pages and ``matou exchange verify`` say how many rows wait for a stamp.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [STAMPING_LOCK])
        if cursor.fetchone() != (True,):
            return 0
    head = LogRow.objects.order_by("-seq").first()
    last = Stamp.objects.order_by("-number").first()
    stamped = last.seq if last else 0
    if head is None or head.seq <= stamped:
        return 0
    number = last.number + 1 if last else 1
    signer = own_signers(now=now)[0]
    text = chain.stamp_text(number=number, seq=head.seq, head=bytes(head.hash), at=now)
    Stamp.objects.create(
        number=number,
        seq=head.seq,
        head=bytes(head.hash),
        at=now,
        key_id=signer.key_id,
        signature=signer.sign(text),
    )
    return head.seq - stamped
