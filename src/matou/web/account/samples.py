"""Account pages for the whole-house walk."""

from collections.abc import Mapping

from matou.spine.credentials import queries as credentials
from matou.spine.notices import queries as notices
from matou.spine.parties.seeds import demo_code_of
from matou.web.samples import PageSample

_OPEN = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
)
_OWN = (
    "account_profile",
    "account_contact",
    "account_id_number",
    "account_companies",
    "account_new_company",
    "account_tokens",
    "account_sessions",
    "account_end_other_sessions",
    "account_credentials",
    "account_new_credential",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_index",
)


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the account."""
    company = {"code": demo_code_of("skipper-company")}
    leaving = f"?person={demo_code_of('skipper')}&role=freight.carrier"
    return (
        *(PageSample(name=name) for name in _OPEN),
        *(PageSample(name=name, actor="skipper") for name in _OWN),
        PageSample(name="account_company", kwargs=company, actor="skipper"),
        PageSample(name="account_remove_member", kwargs=company, query=leaving, actor="skipper"),
        PageSample(name="account_credential", kwargs=_credential, actor="skipper"),
        PageSample(name="account_choose_company", actor="skipper", status=405),
        PageSample(name="account_revoke_token", kwargs={"token_id": "1"}, actor="skipper"),
        # A row of nobody: one's own sessions begin with the visit.
        PageSample(
            name="account_end_session", kwargs={"session_id": "1"}, actor="skipper", status=404
        ),
        PageSample(name="account_notices", actor="consignee"),
        PageSample(name="account_notice", kwargs=_notice, actor="consignee"),
        PageSample(name="account_notice_preferences", actor="consignee"),
        PageSample(name="account_read_notices", actor="consignee", status=405),
        # Setting up codes asks for the password first.
        PageSample(name="mfa_activate_totp", actor="skipper", status=302),
    )


def _notice() -> Mapping[str, str]:
    told = notices.inbox(party=demo_code_of("consignee-company"), limit=1)
    return {"notice_id": str(told[0].id)}


def _credential() -> Mapping[str, str]:
    return {"code": credentials.credentials_of(demo_code_of("skipper-company"))[0].code}
