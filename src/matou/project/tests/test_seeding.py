"""Demo people, whose password everybody knows, never come among real ones."""

import pytest

from matou.kit.actor import SYSTEM
from matou.kit.clock import utc_now
from matou.project import operations
from matou.project.demo import people
from matou.spine.parties import seeds
from matou.spine.parties.contracts import NewPerson, NewSignIn
from matou.spine.parties.models import User
from matou.spine.parties.services import create_user, register_person

pytestmark = pytest.mark.django_db


def register_somebody() -> None:
    now = utc_now()
    person = register_person(person=NewPerson(name="真实用户"), actor=SYSTEM, now=now)
    sign_in = NewSignIn(username="somebody", password="a-long-enough-secret-9")
    create_user(person=person.code, new_sign_in=sign_in, now=now)


def test_demo_data_is_refused_among_real_people_in_both_languages() -> None:
    register_somebody()

    with pytest.raises(operations.RealPeopleHere) as refusal:
        operations.seed()

    assert "真实用户" in refusal.value.message("zh")
    assert "holds real people" in refusal.value.message("en")
    assert not User.objects.filter(username__startswith="demo-").exists()


def test_a_demo_does_not_begin_among_real_people() -> None:
    register_somebody()

    with pytest.raises(operations.RealPeopleHere):
        people.cast(now=utc_now())

    assert not User.objects.filter(username__startswith="demo-").exists()


def test_a_guest_who_registered_on_a_demo_does_not_end_it() -> None:
    seeds.seed(now=utc_now())
    register_somebody()

    operations.refuse_among_real_people()
