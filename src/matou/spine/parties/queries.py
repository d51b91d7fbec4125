"""Reads of the parties room: actors, cards, members, tokens, lists for the console."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import NotAllowed, NotFound
from matou.spine.parties.contracts import (
    AccessRow,
    MemberCard,
    PartyCard,
    PartyKind,
    SessionRow,
    TokenCard,
    UserRow,
)
from matou.spine.parties.models import AccessLog, ApiToken, Membership, Party, RoleGrant, User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_Dated = TypeVar("_Dated", Membership, RoleGrant)

MOST = 100
"""The longest page that a list answers."""


def actor_of(
    *,
    user: "AbstractBaseUser | AnonymousUser",
    acts_for: str | None = None,
    at: datetime | None = None,
) -> Actor:
    """Return the user at work: in their own name, or for a company they belong to.

    Without ``acts_for``, the company they chose last counts, if they still belong to it.
    Raises NotAllowed for guests and for a company named to which they do not belong.
    """
    if not isinstance(user, User) or not user.is_active:
        raise NotAllowed
    person = user.party
    wanted = acts_for or (user.acts_for.code if user.acts_for else person.code)
    moment = at or utc_now()
    if wanted != person.code:
        roles = _roles_at(person, company=wanted, at=moment)
        if roles is not None:
            return Actor(code=person.code, name=person.name, acts_for=wanted, roles=roles)
        if acts_for is not None:
            raise NotAllowed
    return Actor(
        code=person.code,
        name=person.name,
        acts_for=person.code,
        roles=_own_roles(person, at=moment),
    )


def actor_of_person(*, person: str, acts_for: str | None = None) -> Actor:
    """Return the actor for a person's code, for commands, jobs and demo runs.

    Raises NotFound where the person has no sign-in, and NotAllowed as ``actor_of``.
    """
    user = User.objects.select_related("party", "acts_for").filter(party__code=person).first()
    if user is None:
        raise NotFound(what=person)
    return actor_of(user=user, acts_for=acts_for)


def user_by_name(*, username: str) -> User:
    """Return the user with this sign-in name; raises NotFound."""
    users = User.objects.select_related("party", "acts_for")
    user = users.filter(username=username.lower()).first()
    if user is None:
        raise NotFound(what=username)
    return user


def party_card(code: str) -> PartyCard:
    """Return the card of a party; raises NotFound."""
    party = Party.objects.filter(code=code).first()
    if party is None:
        raise NotFound(what=code)
    return card_of(party)


def party_cards(codes: Iterable[str]) -> dict[str, PartyCard]:
    """Return cards by code in one query; unknown codes are absent."""
    return {party.code: card_of(party) for party in Party.objects.filter(code__in=set(codes))}


def company_by_uscc(uscc: str) -> PartyCard | None:
    """Return the company with the credit code, if it is known."""
    party = Party.objects.filter(uscc=uscc).first()
    return card_of(party) if party else None


def search(
    *, text: str, limit: int = 20, kinds: Collection[PartyKind] = (PartyKind.COMPANY,)
) -> tuple[PartyCard, ...]:
    """Return parties by name, pinyin, credit code or code, those with the shorter names first.

    People are found by their whole code only, whatever ``kinds`` says: a list of people by name
    is nobody's to have.
    """
    words = text.strip().replace("\x00", "")[:100]
    code = normal_code(words) or ""
    match = Q(code=code)
    if words and PartyKind.COMPANY in kinds:
        named = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(uscc=words.upper())
        match |= Q(kind=Party.Kind.COMPANY) & (named | Q(sort_key__startswith=words.lower()))
    found = Party.objects.filter(match, kind__in=[kind.value for kind in kinds])
    return tuple(card_of(party) for party in found.order_by("sort_key", "pk")[: min(limit, MOST)])


def companies_of(*, person: str, at: datetime | None = None) -> tuple[PartyCard, ...]:
    """Return the companies for which a person may act."""
    memberships = _open(Membership.objects.filter(person__code=person), at=at or utc_now())
    found = Party.objects.filter(pk__in=memberships.values("company"))
    return tuple(card_of(party) for party in found.order_by("sort_key", "pk"))


def members_of(*, company: str, at: datetime | None = None) -> tuple[MemberCard, ...]:
    """Return who may act for a company, in which roles."""
    rows = _open(Membership.objects.filter(company__code=company), at=at or utc_now())
    return tuple(
        MemberCard(
            person=row.person.code,
            person_name=row.person.name,
            company=company,
            company_name=row.company.name,
            role=row.role,
            from_at=row.from_at,
        )
        for row in rows.select_related("person", "company").order_by("person__sort_key", "role")
    )


def holders_of(*, role: str, at: datetime) -> tuple[str, ...]:
    """Return the people who hold a role of the platform, by code."""
    grants = _open(RoleGrant.objects.filter(role=role), at=at)
    return tuple(grants.order_by("person__code").values_list("person__code", flat=True).distinct())


def tokens_of(*, user: User) -> tuple[TokenCard, ...]:
    """Return a user's tokens, the newest first."""
    tokens = ApiToken.objects.filter(user=user).select_related("acts_for").order_by("-pk")
    return tuple(
        TokenCard(
            id=token.pk,
            prefix=token.prefix,
            name=token.name,
            acts_for=token.acts_for.code,
            scopes=tuple(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )
        for token in tokens[:MOST]
    )


def sessions_of(*, user: User, current_key: str, at: datetime) -> tuple[SessionRow, ...]:
    """Return where the user is signed in, the present session first, then the newest.

    A session that ran out, or that began under an older password, is no longer open.
    """
    noted = UserSession.objects.filter(user=user).order_by("-pk")[:MOST]
    keys = [row.session_key for row in noted]
    alive = {
        session.session_key
        for session in Session.objects.filter(session_key__in=keys, expire_date__gt=at)
        if session.get_decoded().get(HASH_SESSION_KEY) == user.get_session_auth_hash()
    }
    rows = (
        SessionRow(
            id=row.pk,
            address=row.ip,
            browser=row.user_agent,
            since_at=row.created_at,
            is_current=row.session_key == current_key,
        )
        for row in noted
        if row.session_key in alive
    )
    return tuple(sorted(rows, key=lambda row: not row.is_current))


def users_page(
    *, text: str = "", after: int = 0, limit: int = 50, at: datetime | None = None
) -> tuple[UserRow, ...]:
    """Return sign-ins in order of their id after ``after``, for the operator's list."""
    users = User.objects.select_related("party").filter(pk__gt=after)
    words = text.strip().replace("\x00", "")[:100]
    if words:
        users = users.filter(
            Q(username__icontains=words)
            | Q(party__name__icontains=words)
            | Q(party__code=normal_code(words) or "")
        )
    page = list(users.annotate(has_totp=_has_totp()).order_by("pk")[: min(limit, MOST)])
    roles = _platform_roles([user.party for user in page], at=at or utc_now())
    return tuple(
        UserRow(
            id=user.pk,
            username=user.username,
            person=user.party.code,
            name=user.party.name,
            phone_masked=user.party.phone_masked,
            roles=tuple(sorted(roles.get(user.party.pk, ()))),
            has_second_factor=bool(user.has_totp),
            is_active=user.is_active,
            is_demo=user.party.is_demo,
            last_login=user.last_login,
        )
        for user in page
    )


def is_open_to_demo() -> bool:
    """Tell whether demo people may live here: nobody real signs in, or they were here already.

    People who registered on a demo's own site keep its next start from nothing.
    """
    users = User.objects.all()
    return (
        not users.filter(party__is_demo=False).exists()
        or users.filter(party__is_demo=True).exists()
    )


def accesses_page(
    *,
    subject: str | None = None,
    reader: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[AccessRow, ...]:
    """Return readings of unmasked personal numbers, the newest first."""
    log = AccessLog.objects.all()
    if subject is not None:
        log = log.filter(subject=subject)
    if reader is not None:
        log = log.filter(reader=reader)
    if before is not None:
        log = log.filter(pk__lt=before)
    return tuple(
        AccessRow(
            id=row.pk,
            reader=row.reader,
            subject=row.subject,
            field=row.field,
            why=row.why,
            read_at=row.read_at,
        )
        for row in log.order_by("-pk")[: min(limit, MOST)]
    )


def has_second_factor(*, user_id: int | None) -> bool:
    """Tell whether the user set up one-time codes (TOTP)."""
    return bool(
        Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()
    )


def card_of(party: Party) -> PartyCard:
    """Return the card of a loaded party."""
    return PartyCard(
        code=party.code,
        kind=PartyKind(party.kind),
        name=party.name,
        name_en=party.name_en,
        uscc=party.uscc or "",
        id_number_masked=party.id_number_masked,
        phone_masked=party.phone_masked,
        is_demo=party.is_demo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who a living token stands for, and what it may do."""

    token_id: int
    actor: Actor
    scopes: frozenset[str]
    last_used_at: datetime | None


_BEARER = """
SELECT token.id, token.scopes, token.last_used_at, person.code, person.name, party.code,
  ARRAY(SELECT role FROM parties_membership held
        WHERE held.person_id = person.id AND held.company_id = party.id
          AND held.from_at <= %(at)s AND (held.until_at IS NULL OR held.until_at > %(at)s)),
  ARRAY(SELECT role FROM parties_rolegrant held
        WHERE held.person_id = person.id
          AND held.from_at <= %(at)s AND (held.until_at IS NULL OR held.until_at > %(at)s))
FROM parties_apitoken token
JOIN parties_user account ON account.id = token.user_id AND account.is_active
JOIN parties_party person ON person.id = account.party_id
JOIN parties_party party ON party.id = token.acts_for_id
WHERE token.secret_hash = %(secret_hash)s
  AND token.revoked_at IS NULL AND token.expires_at > %(at)s
"""


def bearer_of(*, secret_hash: str, at: datetime) -> Bearer | None:
    """Return who a token stands for; None where it lives no more or its person left the company.

    Every API call asks this, so it is one statement by hand: as two built by the ORM it took
    two fifths of a small call (``bench/web.py``).
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, {"secret_hash": secret_hash, "at": at})
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, scopes, last_used_at, person, name, acts_for, held, granted = row
    if acts_for != person and not held:
        return None
    if acts_for == person:
        roles = frozenset(granted)
    else:
        roles = frozenset(held).union(role for role in granted if role.startswith("platform."))
    return Bearer(
        token_id=token_id,
        actor=Actor(code=person, name=name, acts_for=acts_for, roles=roles),
        scopes=frozenset(scopes),
        last_used_at=last_used_at,
    )


def _own_roles(person: Party, *, at: datetime) -> frozenset[str]:
    grants = _open(RoleGrant.objects.filter(person=person), at=at)
    return frozenset(grants.values_list("role", flat=True))


def _roles_at(person: Party, *, company: str, at: datetime) -> frozenset[str] | None:
    """Return the roles in the company with those on the platform; None for a stranger there."""
    grants = _open(RoleGrant.objects.filter(person=person, role__startswith="platform."), at=at)
    memberships = _open(Membership.objects.filter(person=person, company__code=company), at=at)
    found = frozenset(
        memberships.values_list("role", flat=True).union(grants.values_list("role", flat=True))
    )
    belongs = any(not role.startswith("platform.") for role in found)
    return found if belongs else None


def _platform_roles(people: Collection[Party], *, at: datetime) -> dict[int, set[str]]:
    grants = _open(RoleGrant.objects.filter(person__in=people), at=at)
    roles: dict[int, set[str]] = {}
    for person_id, role in grants.values_list("person_id", "role"):
        roles.setdefault(person_id, set()).add(role)
    return roles


def _has_totp() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))


def _open(rows: "QuerySet[_Dated]", *, at: datetime) -> "QuerySet[_Dated]":
    return rows.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at)
