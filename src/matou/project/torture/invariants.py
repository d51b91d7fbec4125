"""The twelve invariants: what must hold after any kill, each a function that reads as it says.

A function returns what contradicts it, in words; nothing is the only good answer.
"""

from collections.abc import Mapping

from matou.project.torture import books
from matou.project.torture.claims import HAPPENED, REFUSED, contradiction, things
from matou.project.torture.plan import GROUP, MARK, Drawn
from matou.project.torture.scene import Invariant, Scene, refusals, rows, transfers
from matou.spine.ledger.contracts import Posting, Status
from matou.spine.ledger.rules import GOOD


def debits_equal_credits_for_posted_and_pending(scene: Scene) -> list[str]:
    """Every fen that left an account arrived in another, held or moved."""
    return _facts(scene, "debits equal credits, posted and pending")


def balances_equal_the_journal(scene: Scene) -> list[str]:
    """The counters of each account are the sums of its transfers, and what tables say is owed."""
    return [*_facts(scene, "balances equal the journal"), *_said(scene, books.RECEIVABLES)]


def no_account_is_overdrawn(scene: Scene) -> list[str]:
    """No account with a limit spent more than it had, its holds counted, and no lot gave twice."""
    return [
        *_facts(scene, "no account is overdrawn, holds counted"),
        *_said(scene, books.NOTHING_TWICE),
    ]


def versions_have_no_gaps(scene: Scene) -> list[str]:
    """Each account's lines count 1, 2, 3 …, and each balance continues the one before."""
    return [
        *_facts(scene, "versions are contiguous"),
        *_facts(scene, "the balance after each line continues the one before"),
    ]


def what_was_acknowledged_is_there_once_with_its_payload(scene: Scene) -> list[str]:
    """What a client was told has happened stands in the journal once, as it was asked for."""
    found: list[str] = []
    for chunk in scene.acknowledged():
        good = [(posting, status) for posting, status in chunk if Status(status) in GOOD]
        there = transfers([posting.id for posting, _ in good])
        for posting, _ in good:
            same = there.get(posting.id, [])
            if len(same) != 1:
                found.append(f"{_place(posting)} stands {len(same)} times")
            elif not same[0].says(posting):
                found.append(f"{_place(posting)} stands with another payload")
    return [*found, *_belied(scene, HAPPENED), *_said(scene, books.REFUNDS)]


def what_was_refused_is_absent(scene: Scene) -> list[str]:
    """What a client was told was refused did not happen, and is remembered as refused."""
    found: list[str] = []
    for chunk in scene.acknowledged():
        bad = [(posting, Status(status)) for posting, status in chunk if Status(status) not in GOOD]
        ids = [posting.id for posting, _ in bad]
        there, remembered = transfers(ids), refusals(ids)
        for posting, status in bad:
            same = there.get(posting.id, [])
            if status is Status.EXISTS_WITH_DIFFERENT_PAYLOAD:
                if any(one.says(posting) for one in same):
                    found.append(f"{_place(posting)} was called different and is the same")
            elif same:
                found.append(f"{_place(posting)} was refused as {status} and happened")
            elif remembered.get(posting.id) != status:
                found.append(f"{_place(posting)} was refused as {status} and that is forgotten")
    return [*found, *_facts(scene, "a refused id never happened"), *_belied(scene, REFUSED)]


def no_id_is_unknown(scene: Scene) -> list[str]:
    """Every transfer and refusal was sent by a client, or made by the house's own acts."""
    found = [
        f"nobody sent {table} {client:x}/{index}"
        for table in ("transfer", "rejection")
        for client, index in _furthest(table, scene)
    ]
    if scene.has_house:
        found += [
            f"nobody knows the group {group}" for (group,) in rows(books.UNKNOWN_GROUPS, [GROUP])
        ]
    return found


def chains_are_whole(scene: Scene) -> list[str]:
    """Of a chain all happened or nothing, in the journal and in what clients were told."""
    found = _facts(scene, "chains are whole")
    for client, memory in scene.before.items():
        for number, statuses in memory.told.items():
            if number < scene.since.get(client, 0):
                continue
            batch = scene.batch(client, number)
            found += [f"chain {client}/{number}" for _ in _torn(batch, statuses)]
    return found


def holds_are_resolved_once(scene: Scene) -> list[str]:
    """No hold is posted, voided or expired twice, nor for more than it holds; payouts follow."""
    return [
        *_facts(scene, "holds are resolved once, by no more than they hold"),
        *_facts(scene, "a timer runs exactly for each hold that has one and stands"),
        *_said(scene, books.HOLDS),
    ]


def closed_lots_hold_zero(scene: Scene) -> list[str]:
    """The accounts of a lot that is over stand at zero, nothing held."""
    empty = "w.debit_posted <> w.credit_posted OR w.debit_pending + w.credit_pending <> 0"
    found = rows(
        # A client's split lot is funded, shared out and refunded in one batch: always over.
        f"SELECT w.code FROM ledger_counters w WHERE w.code LIKE 'escrow:torture-%%' AND ({empty})",  # noqa: S608  # our own constants
        [],
    )
    if scene.has_house:
        found += rows(
            f"SELECT w.code FROM freight_lot l JOIN ledger_counters w ON w.code IN "  # noqa: S608  # as above
            f"('escrow:' || l.code, 'deposit:' || l.code, 'disputed:' || l.code) "
            f"WHERE l.state IN ('closed', 'cancelled') AND ({empty})",
            [],
        )
    return [f"{code} is not empty" for (code,) in found]


def custody_mirrors_the_ledger_or_a_break_explains_it(scene: Scene) -> list[str]:
    """What the custodian did is what the ledger says, but for breaks that somebody explained."""
    if not scene.has_house:
        return []
    found = _said(scene, books.CUSTODY)
    if scene.is_over:
        found += [f"order {order} never ended" for (order,) in rows(books.CUSTODY_UNENDED)]
    return found


def each_entry_reached_each_subscriber_once(scene: Scene) -> list[str]:
    """Each event was handed to each of its subscribers once in effect, and none is stuck."""
    if not scene.has_house:
        return []
    from matou.spine.journal import services as journal  # only where the whole house is installed

    found: list[str] = []
    for name, events in journal.subscribers().items():
        found += [
            f"{name} has entry {seq} {times} times"
            for seq, times in rows(books.DELIVERIES, [name, list(events)])
        ]
    open_states = ["dead", "waiting"] if scene.is_over else ["dead"]
    stuck = "SELECT subscriber, seq, state FROM journal_delivery WHERE state = ANY(%s)"
    found += [f"{name} {seq} is {state}" for name, seq, state in rows(stuck, [open_states])]
    found += [f"the letter of entry {seq} is missing" for (seq,) in rows(books.LETTERS_MISSING)]
    return found


INVARIANTS: tuple[Invariant, ...] = (
    debits_equal_credits_for_posted_and_pending,
    balances_equal_the_journal,
    no_account_is_overdrawn,
    versions_have_no_gaps,
    what_was_acknowledged_is_there_once_with_its_payload,
    what_was_refused_is_absent,
    no_id_is_unknown,
    chains_are_whole,
    holds_are_resolved_once,
    closed_lots_hold_zero,
    custody_mirrors_the_ledger_or_a_break_explains_it,
    each_entry_reached_each_subscriber_once,
)


def _facts(scene: Scene, invariant: str) -> list[str]:
    return [violation.fact for violation in scene.violations_of(invariant)]


def _said(scene: Scene, statements: Mapping[str, str]) -> list[str]:
    """Return what the house's own tables say against the ledger."""
    if not scene.has_house:
        return []
    return [text.format(row[0]) for text, sql in statements.items() for row in rows(sql)]


def _belied(scene: Scene, verbs: Mapping[str, str]) -> list[str]:
    """Return what freight's clients were told and the house no longer says."""
    if not scene.has_house:
        return []
    words = scene.freight_words()
    told = {verb: things(words, verb) for verb in verbs}
    return [
        f"it is not so that {verb}={thing}"
        for verb, claimed in told.items()
        if claimed
        for (thing,) in rows(contradiction(verbs[verb]), [claimed])
    ]


def _place(posting: Posting) -> str:
    return f"{posting.kind} {posting.id}"


def _furthest(table: str, scene: Scene) -> list[tuple[int, int]]:
    """Return where clients drew ids that nobody had sent; the id itself tells, see ``plan``."""
    if table == "transfer":
        # A hold's expiry by the house has an id of its own and names a hold that is known.
        own = "t.kind <> 'expire' OR t.purpose <> 'expire'"
        group = f"t.group_code = '{GROUP}'"
    else:
        # The same expiry is refused where a client resolved the hold a moment before; a refusal
        # keeps no group, so the client's mark in the id must tell whose it is.
        resolved = Status.PENDING_ALREADY_RESOLVED.value
        own = f"right(t.id::text, 4) = '{MARK:04x}' OR t.status <> '{resolved}'"
        group = "true"
    found = rows(
        "SELECT ('x' || substr(i.hex, 1, 8))::bit(32)::bigint, "  # noqa: S608  # our own constants
        "('x' || substr(i.hex, 9, 4))::bit(16)::int, "
        "max(('x' || substr(i.hex, 13, 12))::bit(48)::bigint), bool_and(right(i.hex, 4) = "
        f"'{MARK:04x}') FROM (SELECT replace(t.id::text, '-', '') AS hex "
        f"FROM ledger_{table} t WHERE ({own}) AND {group}) i GROUP BY 1, 2"
    )
    return [
        (client, index)
        for seed, client, index, is_marked in found
        if not is_marked or not scene.was_sent(Drawn(seed, client, index, 0))
    ]


def _torn(batch: list[Posting], statuses: tuple[str, ...]) -> list[int]:
    """Return where chains begin of which a part was told good and another not."""
    torn, start = [], 0
    for number, posting in enumerate(batch):
        if posting.linked:
            continue
        goods = {Status(status) in GOOD for status in statuses[start : number + 1]}
        fresh = {status for status in statuses[start : number + 1] if status == Status.OK}
        if len(goods) > 1 and fresh:
            torn.append(start)
        start = number + 1
    return torn
