"""Pages of the surface kit for the whole-house walk: front, codes, documents, console."""

from collections.abc import Mapping

from matou.spine.credentials import queries as credentials
from matou.spine.journal import queries as journal
from matou.spine.ledger import queries as ledger
from matou.spine.parties.seeds import demo_code_of
from matou.web.samples import PageSample

_ROW = "1"
"""Acts take any row number: they answer 405 before they look."""


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the kit itself; the account's stand beside it."""
    return (*_public(), *_codes(), *_console_lists(), *_console_things(), *_console_acts())


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
    names = ("home", "journal", "dead_letters", "jobs", "accounts", "custody", "users")
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
        PageSample(name="console:credential", kwargs=_credential, actor="registrar"),
        PageSample(name="console:decide_credential", kwargs=_decision, actor="registrar"),
    )


def _console_acts() -> tuple[PageSample, ...]:
    person = {"person": demo_code_of("skipper")}
    delivery, broken = {"delivery_id": _ROW}, {"break_id": _ROW}
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("retry_dead_letter", delivery),
        ("set_aside_dead_letter", delivery),
        ("retry_job", {"job_id": _ROW}),
        ("explain_break", broken),
        ("take_break", broken),
        ("change_role", person),
        ("switch_sign_in", person),
    )
    return tuple(
        PageSample(name=f"console:{name}", kwargs=kwargs, actor="admin", status=405)
        for name, kwargs in acts
    )


def _document() -> Mapping[str, str]:
    stored = journal.entries_page(
        before=None, limit=50, aggregate=None, event="documents.DocumentStored"
    )
    return {"code": str(stored[0].payload["document"])}


def _credential() -> Mapping[str, str]:
    return {"code": credentials.credentials_of(demo_code_of("skipper-company"))[0].code}


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
