"""Pages of the surface kit for the whole-house walk: front, codes, documents, console."""

from collections.abc import Mapping
from datetime import timedelta

from matou.kit.clock import utc_now
from matou.spine.credentials import queries as credentials
from matou.spine.custody import queries as custody
from matou.spine.journal import queries as journal
from matou.spine.ledger import queries as ledger
from matou.spine.parties.seeds import demo_code_of
from matou.web.console.exchange_samples import exchange_samples
from matou.web.samples import PageSample

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the kit itself; the account's stand beside it."""
    return (
        *_public(),
        *_codes(),
        *_console_lists(),
        *_console_things(),
        *_console_acts(),
        *exchange_samples(),
    )


def _public() -> tuple[PageSample, ...]:
    return (
        PageSample(name="web:front"),
        PageSample(name="web:find", query="?q=%E6%BC%94%E7%A4%BA"),
        PageSample(name="web:help"),
        PageSample(name="web:language", status=405),
        PageSample(name="web:map"),
        PageSample(name="web:styleguide"),
        PageSample(name="web:styleguide_confirm"),
        PageSample(name="web:healthz"),
        PageSample(name="web:readyz"),
    )


def _codes() -> tuple[PageSample, ...]:
    party = {"text": demo_code_of("skipper-company")}
    return (
        PageSample(name="resolver:look_up"),
        PageSample(name="resolver:code", kwargs=party),
        PageSample(name="resolver:qr_svg", kwargs=party),
        PageSample(name="resolver:qr_png", kwargs=party),
        PageSample(name="resolver:label", kwargs=party),
        PageSample(name="resolver:document", kwargs=_document, actor="operator"),
        PageSample(name="resolver:document_original", kwargs=_document, actor="operator"),
        PageSample(name="resolver:document_thumbnail", kwargs=_document, actor="operator"),
    )


def _console_lists() -> tuple[PageSample, ...]:
    names = ("home", "journal", "dead_letters", "jobs", "accounts", "transfers", "custody",
             "orders", "users", "payouts", "signals")  # fmt: skip
    return (
        *(PageSample(name=f"console:{name}", actor="operator") for name in names),
        PageSample(name="console:seals", query="?run=1", actor="auditor"),
        PageSample(name="console:audit", query="?run=1", actor="auditor"),
        PageSample(name="console:accesses", actor="auditor"),
        PageSample(name="console:credentials", actor="registrar"),
    )


def _console_things() -> tuple[PageSample, ...]:
    person = {"person": demo_code_of("skipper")}
    return (
        PageSample(name="console:account", kwargs=_account, actor="operator"),
        PageSample(name="console:transfer", kwargs=_transfer, actor="operator"),
        PageSample(name="console:group", kwargs=_group, actor="operator"),
        PageSample(name="console:user", kwargs=person, actor="admin"),
        PageSample(name="console:statements", actor="auditor"),
        PageSample(name="console:payout", kwargs=_payout, actor="operator"),
        PageSample(name="console:signal", kwargs=_signal, actor="operator"),
        PageSample(name="console:credential", kwargs=_credential, actor="registrar"),
        PageSample(name="console:decide_credential", kwargs=_decision, actor="registrar"),
    )


def _console_acts() -> tuple[PageSample, ...]:
    """Acts ask first; the trouble of the walk has something for each of them."""
    person = {"person": demo_code_of("skipper")}
    return (
        PageSample(name="console:break", kwargs=_break, actor="operator"),
        PageSample(name="console:explain_break", kwargs=_break, actor="operator"),
        PageSample(name="console:take_break", kwargs=_break, actor="operator"),
        PageSample(name="console:hand_over_break", kwargs=_break, actor="operator"),
        PageSample(name="console:correct_break", kwargs=_break, actor="operator"),
        PageSample(name="console:execute_correction", kwargs=_correction, actor="operator"),
        PageSample(name="console:reject_correction", kwargs=_correction, actor="operator"),
        PageSample(name="console:withdraw_correction", kwargs=_correction, actor="operator"),
        PageSample(name="console:propose_payout", kwargs=_payout, actor="operator"),
        PageSample(name="console:approve_payout", kwargs=_payout, actor="operator"),
        PageSample(name="console:refuse_payout", kwargs=_payout, actor="operator"),
        PageSample(name="console:dismiss_signal", kwargs=_signal, actor="operator"),
        PageSample(name="console:propose_hold", kwargs=_signal, actor="operator"),
        PageSample(name="console:confirm_hold", kwargs=_signal, actor="operator"),
        PageSample(name="console:retry_dead_letter", kwargs=_letter, actor="operator"),
        PageSample(name="console:set_aside_dead_letter", kwargs=_letter, actor="operator"),
        PageSample(name="console:retry_job", kwargs={"job_id": "1"}, actor="operator"),
        PageSample(
            name="console:change_role",
            kwargs=person,
            query="?role=platform.operator&held=0",
            actor="admin",
        ),
        PageSample(name="console:switch_sign_in", kwargs=person, actor="admin"),
    )


def _break() -> Mapping[str, str]:
    found = custody.open_breaks_page(today=utc_now().date() + timedelta(days=1), limit=1)
    return {"break_id": str(found[0].break_id) if found else "1"}


def _payout() -> Mapping[str, str]:
    found = custody.approvals_page(limit=1)
    return {"order": str(found[0].order.order_id) if found else UNKNOWN}


def _signal() -> Mapping[str, str]:
    found = custody.signals_page(limit=1)
    return {"signal_id": str(found[0].signal_id) if found else "1"}


def _correction() -> Mapping[str, str]:
    found = custody.waiting_corrections(limit=1)
    return {"correction_id": str(found[0].correction_id) if found else "1"}


def _letter() -> Mapping[str, str]:
    found = journal.dead_letters(limit=1)
    return {"delivery_id": str(found[0].delivery_id) if found else "1"}


def _document() -> Mapping[str, str]:
    stored = journal.entries_page(
        before=None, limit=200, aggregate=None, event="documents.DocumentStored"
    )
    picture = next(one for one in stored if str(one.payload["real_type"]).startswith("image/"))
    return {"code": str(picture.payload["document"])}


def _credential() -> Mapping[str, str]:
    held = credentials.credentials_of(demo_code_of("skipper-company"))
    # Not one that the house issued itself: those have acts and pages of their own.
    return {"code": next(one.code for one in held if one.number.startswith("DEMO-"))}


def _decision() -> Mapping[str, str]:
    return {**_credential(), "act": "suspend"}


def _account() -> Mapping[str, str]:
    return {"code": f"wallet:{demo_code_of('skipper-company')}"}


def _transfer() -> Mapping[str, str]:
    rows = ledger.statement_page(_account()["code"], before=None, limit=1)
    return {"transfer_id": str(rows[0].transfer.id)}


def _group() -> Mapping[str, str]:
    rows = ledger.statement_page(_account()["code"], before=None, limit=1)
    return {"code": rows[0].transfer.group}
