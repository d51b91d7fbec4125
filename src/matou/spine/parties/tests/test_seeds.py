import pytest
from click.testing import CliRunner

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, REGISTRAR
from matou.kit.errors import NotAllowed, NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.commands import commands
from matou.spine.parties.models import Party, User
from matou.spine.parties.seeds import DEMO_PASSWORD, seed
from matou.spine.parties.services.sign_in import SignInBackend
from matou.spine.parties.tests.people import NOW, a_user

pytestmark = pytest.mark.django_db


def test_demo_people_are_named_as_such_and_ready_to_work() -> None:
    handles = seed(now=NOW)

    skipper = queries.actor_of(user=queries.user_by_name(username="demo-skipper"))
    assert set(handles) == {
        *("shipper", "skipper", "carrier2", "consignee"),
        *("operator", "registrar", "auditor", "admin"),
        *("item-editor", "item-lawyer", "item-publisher"),
        *("case-clerk", "case-clerk2", "case-signer", "case-supervisor"),
        *("exchange-officer", "exchange-officer2"),
    }
    assert (skipper.code, skipper.acts_for) == (
        handles["skipper"].person,
        handles["skipper"].acts_for,
    )
    assert "freight.carrier" in skipper.roles
    assert not Party.objects.filter(is_demo=False).exists()
    assert not Party.objects.exclude(name__startswith="演示").exists()


@pytest.mark.parametrize(
    ("key", "role"),
    [("operator", OPERATOR), ("registrar", REGISTRAR), ("auditor", AUDITOR), ("admin", ADMIN)],
)
def test_demo_officers_hold_their_role_and_a_second_factor(key: str, role: str) -> None:
    seed(now=NOW)

    user = queries.user_by_name(username=f"demo-{key}")

    assert role in queries.actor_of(user=user).roles
    assert queries.has_second_factor(user_id=user.pk)


def test_seeding_twice_changes_nothing() -> None:
    first = seed(now=NOW)
    rows = (Party.objects.count(), User.objects.count())

    assert seed(now=NOW) == first
    assert (Party.objects.count(), User.objects.count()) == rows


def test_the_demo_password_opens_demo_people() -> None:
    seed(now=NOW)

    assert SignInBackend().authenticate(None, username="demo-shipper", password=DEMO_PASSWORD)


def test_the_command_prints_a_demo_persons_code() -> None:
    handles = seed(now=NOW)

    by_name = CliRunner().invoke(commands, ["totp", "demo-operator"])
    by_code = CliRunner().invoke(commands, ["totp", handles["operator"].person])

    assert by_name.output.strip().isdigit()
    assert len(by_code.output.strip()) == 6


def test_nobody_prints_a_real_persons_code() -> None:
    a_user("real")

    with pytest.raises(NotAllowed):
        services.demo_code(name="real")
    with pytest.raises(NotFound):
        services.demo_code(name="nobody")


def test_the_command_creates_an_administrator() -> None:
    told = [
        "create-admin",
        "--name",
        "站长",
        "--username",
        "chief",
        "--password",
        "wharf-and-river-9",
    ]

    result = CliRunner().invoke(commands, told)

    user = queries.user_by_name(username="chief")
    assert result.exit_code == 0
    assert ADMIN in queries.actor_of(user=user).roles
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_the_command_issues_a_token() -> None:
    a_user()

    result = CliRunner().invoke(commands, ["issue-token", "lin", "--scope", "freight:read"])

    assert result.output.startswith("mt_")


def test_a_list_of_users_shows_roles_and_second_factor() -> None:
    seed(now=NOW)

    rows = {row.username: row for row in queries.users_page(text="demo-")}

    assert rows["demo-admin"].roles == (ADMIN,)
    assert rows["demo-admin"].has_second_factor
    assert not rows["demo-skipper"].has_second_factor


@pytest.mark.parametrize("text", ["西江", "yan shi xi", "Xijiang", "演示西江航运有限公司"])
def test_a_company_is_found_by_name_and_pinyin(text: str) -> None:
    seed(now=NOW)

    assert "演示西江航运有限公司" in [card.name for card in queries.search(text=text)]


@pytest.mark.parametrize("text", ["", "\x00", "演示货主", "%", "'; --", "x" * 5000])
def test_a_search_for_people_or_nonsense_finds_no_one(text: str) -> None:
    from matou.spine.parties.contracts import PartyKind

    seed(now=NOW)

    assert queries.search(text=text, kinds=tuple(PartyKind)) == ()
