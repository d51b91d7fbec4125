"""Finance's demo data: last quarter's income report, prepared; statements follow a demo cargo."""

from collections.abc import Callable, Mapping
from datetime import datetime

from matou.kit.actor import OPERATOR, Actor
from matou.modules.finance.queries import income as income_queries
from matou.modules.finance.queries.statements import statements_page
from matou.modules.finance.rules.access import MANAGER_ROLE
from matou.modules.finance.rules.periods import last_quarter
from matou.modules.finance.services.income import prepare_report
from matou.spine.parties import seeds as parties
from matou.spine.parties.seeds import demo_code_of
from matou.web.samples import PageSample


def seed(*, now: datetime) -> None:
    """Prepare last quarter's report as the demo operator, unless it stands."""
    handle = parties.seed(now=now)["operator"]
    operator = Actor(
        code=handle.person,
        name="演示平台运营",
        acts_for=handle.acts_for,
        roles=frozenset({OPERATOR}),
    )
    quarter = last_quarter(now)
    if all(row.quarter != quarter for row in income_queries.reports(actor=operator)):
        prepare_report(quarter=quarter, actor=operator, now=now)


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of finance."""
    line = {"number": "1"}
    return (
        PageSample(name="finance:statements", actor="skipper"),
        PageSample(name="finance:statements", actor="consignee"),
        PageSample(name="finance:statement", kwargs=_statement(), actor="skipper"),
        PageSample(name="finance:statement", kwargs=_statement(), actor="auditor"),
        PageSample(name="finance:statement_answer", kwargs=_statement(), actor="skipper"),
        PageSample(name="finance:statement_sign", kwargs=_statement(), actor="skipper"),
        PageSample(name="finance:statement_pdf", kwargs=_statement(), actor="skipper"),
        PageSample(name="finance:statement_file", kwargs=_statement(kind="csv"), actor="skipper"),
        PageSample(name="finance:statement_file", kwargs=_statement(kind="xlsx"), actor="skipper"),
        PageSample(name="finance:file_progress", kwargs=_statement(), actor="skipper"),
        PageSample(
            name="finance:line_confirm", kwargs=_statement(**line), actor="skipper", status=405
        ),
        PageSample(name="finance:line_object", kwargs=_statement(**line), actor="skipper"),
        PageSample(name="finance:desk", actor="operator"),
        PageSample(name="finance:issue", actor="operator"),
        PageSample(name="finance:objection", kwargs=_statement(**line), actor="operator"),
        PageSample(
            name="finance:correction", kwargs=_statement(**line), actor="operator", status=404
        ),
        PageSample(name="finance:withheld", actor="operator"),
        PageSample(name="finance:withheld", actor="auditor"),
        PageSample(name="finance:reports", actor="operator"),
        PageSample(name="finance:report", kwargs=_report(), actor="operator"),
        PageSample(name="finance:report_release", kwargs=_report(), actor="operator"),
        PageSample(name="finance:report_send", kwargs=_report(), actor="operator"),
        PageSample(
            name="finance:report_file", kwargs=_report(kind="csv"), actor="operator", status=405
        ),
    )


def _statement(**more: str) -> Callable[[], Mapping[str, str]]:
    """Return the arguments of the demo carrier's newest statement."""

    def found() -> Mapping[str, str]:
        company = demo_code_of("skipper-company")
        manager = Actor(
            code=demo_code_of("skipper"),
            name="演示船长",
            acts_for=company,
            roles=frozenset({MANAGER_ROLE}),
        )
        rows, _more = statements_page(actor=manager, limit=1)
        return {"code": rows[0].code, **more}

    return found


def _report(**more: str) -> Callable[[], Mapping[str, str]]:
    """Return the arguments of the newest report."""

    def found() -> Mapping[str, str]:
        reader = Actor(code="", name="", acts_for="", roles=frozenset({OPERATOR}))
        return {"report": str(income_queries.reports(actor=reader)[0].id), **more}

    return found
