"""``matou parties …``: the administrator's and the trial's own commands."""

import click

from matou.kit.clock import utc_now
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import NewSignIn


@click.group("parties")
def commands() -> None:
    """People, companies, sign-in and tokens (主体与账号)."""


@commands.command("create-admin")
@click.option("--name", prompt="姓名 name", help="The person's name. 姓名")
@click.option("--username", prompt="登录名 sign-in name", help="The sign-in name. 登录名")
@click.option(
    "--password",
    prompt="密码 password",
    hide_input=True,
    confirmation_prompt=True,
    envvar="MATOU_ADMIN_PASSWORD",
    help="At least ten characters; asked for when left out. 密码",
)
def create_admin(name: str, username: str, password: str) -> None:
    """Create a platform administrator; the second factor is set up at the first sign-in."""
    user = services.create_admin(
        name=name, new_sign_in=NewSignIn(username=username, password=password), now=utc_now()
    )
    click.echo(f"{user.username} · {user.party.code}")


@commands.command("totp")
@click.argument("name")
def totp(name: str) -> None:
    """Print the present one-time code of a demo user, by sign-in name or code (动态码)."""
    click.echo(services.demo_code(name=name))


@commands.command("issue-token")
@click.argument("username")
@click.option("--scope", "scopes", multiple=True, required=True, help="Such as freight:read.")
@click.option("--name", default="command line", help="What the token is for. 用途")
@click.option("--days", default=30, show_default=True, help="How long it works. 有效天数")
def issue_token(username: str, scopes: tuple[str, ...], name: str, days: int) -> None:
    """Issue an API token for a user and print its secret, once (签发访问令牌)."""
    user = queries.user_by_name(username=username)
    secret = services.issue_token(
        user=user,
        name=name,
        scopes=scopes,
        days=days,
        actor=queries.actor_of(user=user),
        now=utc_now(),
    )
    click.echo(secret)


@commands.command("reseal")
def reseal() -> None:
    """Seal personal numbers under the newest field key; then old keys can go (更换密钥)."""
    click.echo(f"{services.reseal_personal_numbers()} 条 parties")
