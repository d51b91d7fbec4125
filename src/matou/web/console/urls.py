"""Addresses of the operator's console, all below ``/console/``."""

from django.urls import path, register_converter

from matou.web.console.views import bank, home, money, papers, people, records, work


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
    path("console/ledger/transfers/<str:transfer_id>/", money.transfer, name="transfer"),
    path("console/ledger/groups/<str:code>/", money.group, name="group"),
    path("console/custody/", bank.custody, name="custody"),
    path("console/custody/orders/", bank.orders, name="orders"),
    path("console/custody/breaks/<row:break_id>/", bank.one_break, name="break"),
    path("console/custody/breaks/<row:break_id>/explain", bank.explain_break, name="explain_break"),
    path("console/custody/breaks/<row:break_id>/take", bank.take_break, name="take_break"),
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
]
