from datetime import timedelta

import pytest

from matou.kit.actor import ADMIN, OPERATOR, SYSTEM, Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.journal.queries import entries_of
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import MANAGER
from matou.spine.parties.rules import roles
from matou.spine.parties.seeds import demo_uscc
from matou.spine.parties.tests.people import (
    NOW,
    a_company,
    a_user,
    acting_for,
    an_actor,
    an_officer,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def manager() -> Actor:
    actor = an_actor("manager")
    return acting_for(actor, a_company(actor).code)


def test_a_manager_adds_a_person_who_then_acts_for_the_company(manager: Actor) -> None:
    person = an_actor("clerk")

    services.add_member(
        company=manager.acts_for, person=person.code, role="freight.carrier", actor=manager, now=NOW
    )

    clerk = acting_for(person, manager.acts_for)
    assert (clerk.acts_for, clerk.roles) == (manager.acts_for, frozenset({"freight.carrier"}))
    assert entries_of(manager.acts_for)[-1].event == "parties.MemberAdded"


def test_a_member_without_the_managers_role_adds_nobody(manager: Actor) -> None:
    clerk, friend = an_actor("clerk"), an_actor("friend")
    services.add_member(
        company=manager.acts_for, person=clerk.code, role="freight.carrier", actor=manager, now=NOW
    )

    with pytest.raises(NotAllowed):
        services.add_member(
            company=manager.acts_for,
            person=friend.code,
            role="freight.carrier",
            actor=acting_for(clerk, manager.acts_for),
            now=NOW,
        )


def test_a_manager_of_one_company_has_no_say_in_another(manager: Actor) -> None:
    other = an_actor("other")
    company = a_company(other, uscc=demo_uscc(77))

    with pytest.raises(NotAllowed):
        services.add_member(
            company=company.code, person=other.code, role=MANAGER, actor=manager, now=NOW
        )


def test_the_same_role_is_given_once(manager: Actor) -> None:
    with pytest.raises(services.AlreadyMember):
        services.add_member(
            company=manager.acts_for, person=manager.code, role=MANAGER, actor=manager, now=NOW
        )


def test_an_unknown_person_cannot_be_added(manager: Actor) -> None:
    with pytest.raises(NotFound):
        services.add_member(
            company=manager.acts_for, person="NOBODY000", role=MANAGER, actor=manager, now=NOW
        )


@pytest.mark.parametrize(
    "role", ["", "carrier", "Freight.Carrier", "a.b", "x" * 70, "freight.a\x00"]
)
def test_a_malformed_role_is_refused(manager: Actor, role: str) -> None:
    with pytest.raises(InvalidInput):
        services.add_member(
            company=manager.acts_for, person=manager.code, role=role, actor=manager, now=NOW
        )


def test_the_last_manager_stays(manager: Actor) -> None:
    with pytest.raises(services.LastManager):
        services.remove_member(
            company=manager.acts_for, person=manager.code, role=MANAGER, actor=manager, now=LATER
        )


def test_a_removed_member_acts_no_longer_but_history_stays(manager: Actor) -> None:
    services.remove_member(
        company=manager.acts_for,
        person=manager.code,
        role="freight.carrier",
        actor=manager,
        now=LATER,
    )

    before = queries.members_of(company=manager.acts_for, at=NOW)
    after = queries.members_of(company=manager.acts_for, at=LATER)
    assert [row.role for row in before] == ["freight.carrier", MANAGER]
    assert [row.role for row in after] == [MANAGER]


def test_a_person_leaves_by_themselves(manager: Actor) -> None:
    clerk = an_actor("clerk")
    services.add_member(
        company=manager.acts_for, person=clerk.code, role="freight.carrier", actor=manager, now=NOW
    )

    services.remove_member(
        company=manager.acts_for, person=clerk.code, role="freight.carrier", actor=clerk, now=LATER
    )

    with pytest.raises(NotAllowed):
        acting_for(clerk, manager.acts_for)


def test_a_person_takes_a_role_of_their_own() -> None:
    user = a_user()
    actor = queries.actor_of(user=user)

    services.grant_role(person=actor.code, role="freight.shipper", actor=actor, now=NOW)

    assert queries.actor_of(user=user).roles == {"freight.shipper"}
    assert entries_of(actor.code)[-1].event == "parties.RoleGranted"


def test_own_roles_do_not_count_in_a_companys_name(manager: Actor) -> None:
    own = queries.actor_of_person(person=manager.code)
    services.grant_role(person=manager.code, role="freight.shipper", actor=own, now=NOW)

    assert "freight.shipper" not in acting_for(own, manager.acts_for).roles


def test_a_platform_role_counts_in_any_name(manager: Actor) -> None:
    services.grant_role(person=manager.code, role=OPERATOR, actor=SYSTEM, now=NOW)

    assert OPERATOR in acting_for(manager, manager.acts_for).roles


def test_a_platform_role_alone_makes_nobody_a_member(manager: Actor) -> None:
    operator = an_officer(OPERATOR)

    with pytest.raises(NotAllowed):
        queries.actor_of(user=operator, acts_for=manager.acts_for)


def test_nobody_makes_themselves_administrator() -> None:
    actor = an_actor()

    with pytest.raises(NotAllowed):
        services.grant_role(person=actor.code, role=ADMIN, actor=actor, now=NOW)


def test_an_operator_makes_no_administrator() -> None:
    operator = queries.actor_of(user=an_officer(OPERATOR))

    with pytest.raises(NotAllowed):
        services.grant_role(person=operator.code, role=ADMIN, actor=operator, now=NOW)


def test_an_administrator_grants_and_withdraws_a_platform_role() -> None:
    admin, person = queries.actor_of(user=an_officer(ADMIN)), a_user("person")
    services.grant_role(person=person.party.code, role=OPERATOR, actor=admin, now=NOW)

    services.withdraw_role(person=person.party.code, role=OPERATOR, actor=admin, now=LATER)

    assert queries.actor_of(user=person).roles == frozenset()


def test_the_system_role_is_given_to_nobody() -> None:
    person = an_actor()

    with pytest.raises(InvalidInput):
        services.grant_role(person=person.code, role="platform.system", actor=SYSTEM, now=NOW)


def test_the_chosen_company_is_remembered(manager: Actor) -> None:
    user = queries.user_by_name(username="manager")

    services.choose_company(user=user, acts_for=manager.acts_for, now=NOW)

    assert queries.actor_of(user=user).acts_for == manager.acts_for


def test_whoever_left_the_chosen_company_acts_for_themselves(manager: Actor) -> None:
    clerk = a_user("clerk")
    told = {"company": manager.acts_for, "person": clerk.party.code, "role": "freight.carrier"}
    services.add_member(**told, actor=manager, now=NOW)
    services.choose_company(user=clerk, acts_for=manager.acts_for, now=NOW)

    services.remove_member(**told, actor=manager, now=LATER)

    assert queries.actor_of(user=clerk).acts_for == clerk.party.code


def test_a_stranger_cannot_choose_a_company(manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        services.choose_company(user=a_user("stranger"), acts_for=manager.acts_for, now=NOW)


@pytest.mark.parametrize(
    ("held", "needed"),
    [
        ({"freight.carrier"}, False),
        ({MANAGER}, False),
        (set(), False),
        ({OPERATOR}, True),
        ({"freight.carrier", "platform.auditor"}, True),
        ({"platform.registrar"}, True),
        ({ADMIN}, True),
    ],
)
def test_who_needs_a_second_factor(held: set[str], needed: bool) -> None:  # noqa: FBT001
    assert roles.needs_second_factor(held) is needed
