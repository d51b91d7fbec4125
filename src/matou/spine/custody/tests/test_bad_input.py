"""Bad input: refused with a reason, recorded, and nothing half applied."""

import zlib
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderState, ProviderAnswer, ReconcileReport
from matou.spine.custody.contracts.callbacks import CallbackRefusal, CallbackReplayed
from matou.spine.custody.models import CallbackRefused, CustodyOrder, StatementRun
from matou.spine.custody.rules.callbacks import signature, write_callback
from matou.spine.custody.rules.mischief import FILE_FAULTS, spoil_file
from matou.spine.custody.rules.statement import with_total, write_statement
from matou.spine.custody.services import callbacks
from matou.spine.custody.tests.conftest import NOW, deposit
from matou.spine.custody.tests.test_reconciling import MORNING, ON, Altered, compare, line
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(settings: Settings) -> None:
    """Let the test write the statement."""
    settings.CUSTODY_PROVIDER = f"{Altered.__module__}.Altered"


def report(fen: int) -> bytes:
    """Return a callback's body: the deposit arrived."""
    order = deposit()
    told = ProviderAnswer(
        order_id=order.order_id,
        state=OrderState.CONFIRMED,
        provider_reference="B1",
        amount=Money(fen),
        settled_at=NOW,
    )
    return write_callback(answer=told, event_id=order.order_id)


def hand_in(body: bytes, given: str | None = None) -> bool:
    """Hand in a callback, genuine unless said otherwise."""
    right = signature(body=body, key=services.callback_key())
    return services.receive_callback(
        body=body, signature=right if given is None else given, now=NOW
    )


def test_a_known_event_with_another_body_is_refused_and_recorded() -> None:
    hand_in(report(10_000))

    with pytest.raises(CallbackReplayed):
        hand_in(report(9_000))

    assert ledger.balance("wallet:SHIP").posted == Money(10_000)
    (refused,) = CallbackRefused.objects.all()
    assert (refused.reason, "9000" in refused.body) == ("replayed", True)


@pytest.mark.parametrize(
    ("body", "given", "reason"),
    [
        (b"{}", "0" * 64, CallbackRefusal.NOT_GENUINE),
        (b"{", None, CallbackRefusal.MALFORMED),
        (b"\xff\x00", None, CallbackRefusal.MALFORMED),
        (b" " * 20_000, None, CallbackRefusal.NOT_GENUINE),
    ],
)
def test_a_refused_callback_is_counted_with_its_reason(
    body: bytes, given: str | None, reason: CallbackRefusal
) -> None:
    for _ in range(2):
        with pytest.raises(DomainError):
            hand_in(body, given)

    (card,) = queries.refused_callbacks()
    assert (card.reason, card.times, card.size) == (reason, 2, len(body))


def test_of_a_stranger_only_the_hash_is_kept() -> None:
    with pytest.raises(DomainError):
        hand_in(b"secret", "0" * 64)

    assert CallbackRefused.objects.get().body == ""


def test_a_flood_of_strangers_fills_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "_MOST_A_DAY", 3)

    for number in range(10):
        with pytest.raises(DomainError):
            hand_in(str(number).encode(), "0" * 64)

    assert CallbackRefused.objects.count() == 4
    assert sum(card.times for card in queries.refused_callbacks()) == 10


def test_a_genuine_report_on_an_unknown_order_is_a_break_and_books_nothing() -> None:
    told = ProviderAnswer(
        order_id=uuid4(),
        state=OrderState.CONFIRMED,
        provider_reference="B1",
        amount=Money(5),
        settled_at=NOW,
    )

    assert not hand_in(write_callback(answer=told, event_id=uuid4()))

    assert [row.kind for row in queries.open_breaks(today=ON)] == ["unknown_at_home"]


def file_of_one() -> bytes:
    """Return the statement of a deposit that stands in clearing."""
    order = deposit()
    services.run_due(now=NOW)
    return write_statement([line(order.order_id, 10_000)])


def untouched(report: ReconcileReport) -> bool:
    """Tell whether nothing at all was booked or marked."""
    return (
        report.matched == 0
        and report.clearing == Money(10_000)
        and not CustodyOrder.objects.exclude(reconciled_on=None).exists()
    )


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_spoilt_file_is_refused_whole_recorded_and_told(bank: None, fault: str) -> None:
    content = spoil_file(file_of_one(), fault=fault)
    Altered.content[ON] = content

    found = compare()

    assert found.refused
    assert untouched(found)
    run = StatementRun.objects.get()
    assert (run.refused, zlib.decompress(bytes(run.content or b""))) == (found.refused, content)
    assert [row.kind for row in found.breaks] == ["bad_file"]
    assert [row.event for row in entries_of(f"statement:{ON}")] == ["custody.StatementRefused"]


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"a,b\r\n", b"\xff\xfe", b"\x00", b"total,0,0,0,x"]
)
def test_what_is_no_statement_is_refused_whole(bank: None, content: bytes) -> None:
    file_of_one()
    Altered.content[ON] = content

    assert untouched(compare())


@pytest.mark.parametrize(("count", "sums"), [(2, (10_000, 0)), (1, (9_999, 0)), (1, (10_000, 1))])
def test_a_total_line_that_counts_otherwise_is_refused(
    bank: None, count: int, sums: tuple[int, int]
) -> None:
    body = file_of_one().rpartition(b"total,")[0]
    Altered.content[ON] = with_total(body, count=count, sums=sums)

    assert untouched(compare())


def test_the_whole_file_fetched_later_is_booked_and_ends_the_break(bank: None) -> None:
    content = file_of_one()
    Altered.content[ON] = content[:40]
    compare()
    Altered.content[ON] = content

    found = services.reconcile(on=ON, now=MORNING + timedelta(hours=1))

    assert (found.matched, found.breaks, found.clearing) == (1, (), Money(0))


def test_the_same_file_is_kept_once_however_often_it_is_read(bank: None) -> None:
    Altered.content[ON] = file_of_one()
    compare()
    compare()

    assert StatementRun.objects.count() == 2
    assert StatementRun.objects.exclude(content=None).count() == 1
