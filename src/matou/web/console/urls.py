"""Addresses of the operator's console, all below ``/console/``."""

from django.urls import path, register_converter

from matou.web.console.views import (
    bank,
    breaks,
    exchange_grants,
    exchange_log,
    exchange_members,
    home,
    money,
    papers,
    payouts,
    people,
    records,
    signals,
    statements,
    work,
)


class RowNumber:
    """A row's number that fits PostgreSQL's bigint."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Read the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write the number."""
        return str(value)


register_converter(RowNumber, "row")

app_name = "console"
urlpatterns = [
    path("console/", home.home, name="home"),
    path("console/journal/", records.journal, name="journal"),
    path("console/journal/seals/", records.seals, name="seals"),
    path("console/dead-letters/", records.dead_letters, name="dead_letters"),
    path(
        "console/dead-letters/<row:delivery_id>/retry",
        records.retry_dead_letter,
        name="retry_dead_letter",
    ),
    path(
        "console/dead-letters/<row:delivery_id>/set-aside",
        records.set_aside_dead_letter,
        name="set_aside_dead_letter",
    ),
    path("console/jobs/", work.jobs, name="jobs"),
    path("console/jobs/<row:job_id>/retry", work.retry_job, name="retry_job"),
    path("console/ledger/", money.accounts, name="accounts"),
    path("console/ledger/audit/", money.audit, name="audit"),
    path("console/ledger/accounts/<str:code>/", money.account, name="account"),
    path("console/ledger/transfers/", money.transfers, name="transfers"),
    path("console/ledger/transfers/<str:transfer_id>/", money.transfer, name="transfer"),
    path("console/ledger/groups/<str:code>/", money.group, name="group"),
    path("console/custody/", bank.custody, name="custody"),
    path("console/custody/orders/", bank.orders, name="orders"),
    path("console/custody/statements/", statements.statements, name="statements"),
    path("console/custody/breaks/<row:break_id>/", breaks.one_break, name="break"),
    path(
        "console/custody/breaks/<row:break_id>/explain", breaks.explain_break, name="explain_break"
    ),
    path("console/custody/breaks/<row:break_id>/take", breaks.take_break, name="take_break"),
    path(
        "console/custody/breaks/<row:break_id>/hand-over",
        breaks.hand_over_break,
        name="hand_over_break",
    ),
    path(
        "console/custody/breaks/<row:break_id>/correct", breaks.correct_break, name="correct_break"
    ),
    path(
        "console/custody/corrections/<row:correction_id>/execute",
        breaks.execute_correction,
        name="execute_correction",
    ),
    path(
        "console/custody/corrections/<row:correction_id>/reject",
        breaks.reject_correction,
        name="reject_correction",
    ),
    path(
        "console/custody/corrections/<row:correction_id>/withdraw",
        breaks.withdraw_correction,
        name="withdraw_correction",
    ),
    path("console/payouts/", payouts.payouts, name="payouts"),
    path("console/payouts/<uuid:order>/", payouts.payout, name="payout"),
    path("console/payouts/<uuid:order>/propose", payouts.propose_payout, name="propose_payout"),
    path("console/payouts/<uuid:order>/approve", payouts.approve_payout, name="approve_payout"),
    path("console/payouts/<uuid:order>/refuse", payouts.refuse_payout, name="refuse_payout"),
    path("console/signals/", signals.signals, name="signals"),
    path("console/signals/<row:signal_id>/", signals.signal, name="signal"),
    path("console/signals/<row:signal_id>/dismiss", signals.dismiss_signal, name="dismiss_signal"),
    path("console/signals/<row:signal_id>/hold", signals.propose_hold, name="propose_hold"),
    path("console/signals/<row:signal_id>/confirm", signals.confirm_hold, name="confirm_hold"),
    path("console/credentials/", papers.credentials, name="credentials"),
    path("console/credentials/<str:code>/", papers.credential, name="credential"),
    path(
        "console/credentials/<str:code>/<str:act>/",
        papers.decide_credential,
        name="decide_credential",
    ),
    path("console/users/", people.users, name="users"),
    path("console/users/readings/", people.accesses, name="accesses"),
    path("console/users/<str:person>/", people.user, name="user"),
    path("console/users/<str:person>/role", people.change_role, name="change_role"),
    path("console/users/<str:person>/sign-in", people.switch_sign_in, name="switch_sign_in"),
    path("console/exchange/", exchange_members.members, name="exchange"),
    path("console/exchange/new", exchange_members.new_member, name="exchange_new_member"),
    path("console/exchange/members/<slug:code>/", exchange_members.member, name="exchange_member"),
    path(
        "console/exchange/members/<slug:code>/confirm",
        exchange_members.confirm_member,
        name="exchange_confirm_member",
    ),
    path(
        "console/exchange/members/<slug:code>/keys/new",
        exchange_members.new_key,
        name="exchange_new_key",
    ),
    path(
        "console/exchange/members/<slug:code>/<slug:step>",
        exchange_members.member_step,
        name="exchange_member_step",
    ),
    path(
        "console/exchange/keys/<slug:name>/confirm",
        exchange_members.confirm_key,
        name="exchange_confirm_key",
    ),
    path(
        "console/exchange/keys/<slug:name>/revoke",
        exchange_members.revoke_key,
        name="exchange_revoke_key",
    ),
    path("console/exchange/services/", exchange_grants.shared_services, name="exchange_services"),
    path("console/exchange/grants/", exchange_grants.grants, name="exchange_grants"),
    path("console/exchange/grants/new", exchange_grants.new_grant, name="exchange_new_grant"),
    path("console/exchange/grants/<row:number>/", exchange_grants.grant, name="exchange_grant"),
    path(
        "console/exchange/grants/<row:number>/<slug:step>",
        exchange_grants.grant_step,
        name="exchange_grant_step",
    ),
    path("console/exchange/log/", exchange_log.log, name="exchange_log"),
    path("console/exchange/log/<row:seq>/", exchange_log.log_row, name="exchange_row"),
]
