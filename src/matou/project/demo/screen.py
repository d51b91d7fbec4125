"""What the demo shows in the terminal: each step as it happens, then proof and addresses."""

from collections.abc import Mapping
from time import monotonic

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from matou.kit.codes import shown_code
from matou.kit.money import Money
from matou.project.demo.steps import Step, Told
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import GroupSum, TransferRow
from matou.spine.parties.seeds import DEMO_PASSWORD, Handle


class Screen:
    """The console of one run."""

    def __init__(self, console: Console | None = None) -> None:
        """Write to the given console, else to standard output."""
        self.console = console or Console(highlight=False)
        self._began_s = monotonic()

    def say(self, text: str) -> None:
        """Write one plain line."""
        self.console.print(f"[dim]·[/dim] {text}")

    def title(self) -> None:
        """Write what is about to happen."""
        text = (
            "[bold]码头 matou[/bold]  一船货，从发盘到船家收款\n"
            "one cargo, from posted demand to paid carrier"
        )
        self.console.print(Panel.fit(text, border_style="cyan"))

    def step(self, *, number: int, step: Step, actor: str, told: Told | None) -> None:
        """Write a step that was just done, or one that an earlier run did."""
        mark = "[green]✓[/green]" if told else "[dim]✓ 已完成 before[/dim]"
        name = f"[bold]{number:>2} {step.zh}[/bold] {step.en}"
        self.console.print(f"{mark} {name}  [cyan]{actor}[/cyan]")
        if told is None:
            return
        for title, text in (
            ("状态 state   ", told.state),
            ("凭证 evidence", told.evidence),
            ("资金 money   ", told.money),
        ):
            if text:
                self.console.print(f"      [dim]{title}[/dim] {text}", soft_wrap=True)

    def ledger(self, lot: str) -> GroupSum:
        """Write the consignment's transfers and the line that proves them; returns the sums."""
        title = f"台账 ledger of {shown_code(lot)}"
        table = Table(title=title, header_style="bold", box=box.SIMPLE, padding=(0, 1, 0, 0))
        for heading in ("时间 at (UTC)", "事由 purpose", "借 debit", "贷 credit"):
            table.add_column(heading, overflow="fold")
        table.add_column("金额 amount", justify="right", no_wrap=True)
        for row in ledger.transfers_of_group(lot):
            table.add_row(*_cells(row))
        self.console.print(table)
        return ledger.group_sum(lot)

    def sign_ins(self, *, address: str, handles: Mapping[str, Handle]) -> None:
        """Write who may sign in for a try."""
        title = f"演示账号 demo sign-ins · {address}/account/login/"
        table = Table(title=title, header_style="bold")
        table.add_column("角色 role")
        table.add_column("账号 name")
        table.add_column("口令 password")
        for key, handle in handles.items():
            table.add_row(key, handle.username, DEMO_PASSWORD)
        self.console.print(table)
        self.console.print(
            "[dim]operator, registrar, auditor, admin 还需动态码 also need a one-time code:[/dim] "
            ".venv/bin/matou parties totp NAME"
        )

    def result(self, line: str) -> None:
        """Write the line that programmes read; nothing follows it."""
        self.console.print(line, soft_wrap=True)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._began_s


def _cells(row: TransferRow) -> tuple[str, ...]:
    amount = row.amount if isinstance(row.amount, Money) else Money(0)
    purpose = row.purpose.removeprefix("freight.")
    return (f"{row.event_at:%m-%d %H:%M}", purpose, row.debit, row.credit, str(amount))
