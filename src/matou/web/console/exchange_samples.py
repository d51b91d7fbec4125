"""Pages of the exchange for the whole-house walk, on its demo members."""

from collections.abc import Mapping

from matou.spine.exchange import queries
from matou.spine.exchange.seeds import demo_signer
from matou.web.samples import PageSample

_ACTIVE, _WAITING = {"code": "demo-foshan"}, {"code": "demo-hezhou"}
_FIRST, _SECOND = "exchange-officer", "exchange-officer2"


def exchange_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the exchange."""
    key = {"name": demo_signer("demo-hezhou").key_id}
    return (
        PageSample(name="account_readings", actor="skipper"),
        PageSample(name="console:exchange", actor="auditor"),
        PageSample(name="console:exchange_services", actor="auditor"),
        PageSample(name="console:exchange_grants", actor="auditor"),
        PageSample(name="console:exchange_log", actor="auditor"),
        PageSample(name="console:exchange_row", kwargs={"seq": "1"}, actor="auditor"),
        PageSample(name="console:exchange_new_member", actor=_FIRST),
        PageSample(name="console:exchange_member", kwargs=_ACTIVE, actor=_SECOND),
        PageSample(name="console:exchange_confirm_member", kwargs=_WAITING, actor=_SECOND),
        PageSample(
            name="console:exchange_member_step", kwargs={**_ACTIVE, "step": "suspend"}, actor=_FIRST
        ),
        PageSample(name="console:exchange_new_key", kwargs=_ACTIVE, actor=_FIRST),
        PageSample(name="console:exchange_confirm_key", kwargs=key, actor=_SECOND),
        PageSample(name="console:exchange_revoke_key", kwargs=key, actor=_FIRST),
        PageSample(
            name="console:exchange_new_grant", query="?service=parties.company", actor=_FIRST
        ),
        PageSample(name="console:exchange_grant", kwargs=_grant, actor=_SECOND),
        PageSample(name="console:exchange_grant_step", kwargs=_decision, actor=_SECOND),
    )


def _grant() -> Mapping[str, str]:
    return {"number": str(queries.grants_page(is_open=True, limit=1)[0].number)}


def _decision() -> Mapping[str, str]:
    return {**_grant(), "step": "approve"}
