"""Who may act for whom, and in which roles."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.spine.journal.services import publish
from matou.spine.parties.contracts import (
    MANAGER,
    MemberAdded,
    MemberRemoved,
    RoleGranted,
    RoleWithdrawn,
)
from matou.spine.parties.models import Membership, Party, RoleGrant, User
from matou.spine.parties.rules import roles


class AlreadyMember(DomainError):
    """The person holds this role already."""

    code = "already-member"
    zh = "该人员已拥有此角色，无需重复添加。"
    en = "The person holds this role already; nothing needs to be added."


class LastManager(DomainError):
    """A company must keep a manager."""

    code = "last-manager"
    zh = "企业须至少保留一名管理员。请先指定另一名管理员。"
    en = "A company keeps at least one manager. Name another manager first."


@transaction.atomic
def add_member(*, company: str, person: str, role: str, actor: Actor, now: datetime) -> None:
    """Let a person act for a company in a role; raises NotAllowed, NotFound and AlreadyMember."""
    roles.check_member_role(role)
    roles.check_may_manage(actor=actor, company=company)
    open_membership(
        person=_party(person, kind=Party.Kind.PERSON),
        company=_party(company, kind=Party.Kind.COMPANY),
        role=role,
        actor=actor,
        now=now,
    )


@transaction.atomic
def remove_member(*, company: str, person: str, role: str, actor: Actor, now: datetime) -> None:
    """End a person's role in a company; raises NotAllowed, NotFound and LastManager.

    People may always leave a role of their own.
    """
    if actor.code != person:
        roles.check_may_manage(actor=actor, company=company)
    # Locking the company makes two managers who remove each other take turns.
    Party.objects.select_for_update(of=("self",)).filter(code=company).first()
    open_members = Membership.objects.filter(
        company__code=company, role=role, until_at__isnull=True
    )
    membership = open_members.filter(person__code=person).first()
    if membership is None:
        raise NotFound(what=f"{person} · {role}")
    if role == MANAGER and open_members.count() == 1:
        raise LastManager
    membership.until_at = max(now, membership.from_at)
    membership.removed_by = actor.code
    membership.save(update_fields=["until_at", "removed_by"])
    publish(
        MemberRemoved(
            aggregate=company, actor=actor.code, occurred_at=now, person=person, role=role
        )
    )


@transaction.atomic
def grant_role(*, person: str, role: str, actor: Actor, now: datetime) -> None:
    """Give a person a role in their own name or on the platform.

    Raises InvalidInput, NotAllowed, NotFound and AlreadyMember.
    """
    roles.check_may_grant(actor=actor, person=person, role=role)
    party = _party(person, kind=Party.Kind.PERSON)
    try:
        with transaction.atomic():
            RoleGrant.objects.create(person=party, role=role, from_at=now, granted_by=actor.code)
    except IntegrityError as error:
        raise AlreadyMember from error
    publish(RoleGranted(aggregate=person, actor=actor.code, occurred_at=now, role=role))


@transaction.atomic
def withdraw_role(*, person: str, role: str, actor: Actor, now: datetime) -> None:
    """End a person's own or platform role; raises InvalidInput, NotAllowed and NotFound."""
    roles.check_may_grant(actor=actor, person=person, role=role)
    grant = (
        RoleGrant.objects.select_for_update(of=("self",))
        .filter(person__code=person, role=role, until_at__isnull=True)
        .first()
    )
    if grant is None:
        raise NotFound(what=f"{person} · {role}")
    grant.until_at = max(now, grant.from_at)
    grant.withdrawn_by = actor.code
    grant.save(update_fields=["until_at", "withdrawn_by"])
    publish(RoleWithdrawn(aggregate=person, actor=actor.code, occurred_at=now, role=role))


@transaction.atomic
def choose_company(*, user: User, acts_for: str, now: datetime) -> None:
    """Remember for whom the person acts from now on; raises NotAllowed unless a member there."""
    if acts_for == user.party.code:
        user.acts_for = None
    else:
        membership = (
            Membership.objects.filter(
                person=user.party, company__code=acts_for, from_at__lte=now, until_at__isnull=True
            )
            .select_related("company")
            .first()
        )
        if membership is None:
            raise NotAllowed
        user.acts_for = membership.company
    user.save(update_fields=["acts_for"])


def open_membership(
    *, person: Party, company: Party, role: str, actor: Actor, now: datetime
) -> None:
    """Write a membership and tell of it, inside the caller's transaction; raises AlreadyMember."""
    try:
        with transaction.atomic():
            Membership.objects.create(
                person=person, company=company, role=role, from_at=now, added_by=actor.code
            )
    except IntegrityError as error:
        raise AlreadyMember from error
    publish(
        MemberAdded(
            aggregate=company.code,
            actor=actor.code,
            occurred_at=now,
            person=person.code,
            role=role,
        )
    )


def _party(code: str, *, kind: Party.Kind) -> Party:
    party = Party.objects.filter(code=code, kind=kind).first()
    if party is None:
        raise NotFound(what=code)
    return party
