"""Seal blocks of entries by hash after they were committed, so that writers never wait for it."""

from datetime import datetime

from django.db import connection, transaction

from matou.spine.journal import rules
from matou.spine.journal.models import Block
from matou.spine.journal.queries import CANONICAL

SEALING_LOCK = 0x6A6F_7572_6E61_6C02
"""Advisory lock: the chain has one end, so one process at a time extends it."""

_TAKE = f"""
WITH taken AS (
    DELETE FROM journal_unsealed
     WHERE seq IN (SELECT seq FROM journal_unsealed ORDER BY seq LIMIT %s)
    RETURNING seq
)
SELECT array_agg(seq ORDER BY seq),
       string_agg(sha256(convert_to({CANONICAL}, 'UTF8')), ''::bytea ORDER BY seq)
  FROM taken JOIN journal_entry AS entry USING (seq)
"""  # noqa: S608  # CANONICAL is our own constant


def seal_due(*, now: datetime) -> int:
    """Seal all committed entries that no block covers yet; returns how many.

    Returns 0 at once when another process is sealing.
    """
    sealed = 0
    while count := _seal_block(now=now):
        sealed += count
    return sealed


@transaction.atomic
def _seal_block(*, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING_LOCK])
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_TAKE, [rules.BLOCK_ENTRIES])
        taken = cursor.fetchone()
    if taken is None or not taken[0]:
        return 0
    seqs, digests = taken[0], bytes(taken[1])
    last = Block.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = bytes(last.hash) if last else rules.GENESIS
    Block.objects.create(
        number=number,
        seqs=seqs,
        digests=digests,
        previous=previous,
        hash=rules.block_hash(number=number, previous=previous, seqs=seqs, digests=digests),
        sealed_at=now,
    )
    return len(seqs)
