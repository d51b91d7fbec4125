"""Django's admin, for the demo administrator: every list, row and refused act of every room."""

from collections.abc import Callable, Mapping

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from matou.spine.parties import seeds as people
from matou.spine.parties.models import User
from matou.web.samples import GUEST

ClientOf = Callable[[str], Client]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in MODELS if model.__module__.startswith("matou.")]


def named(model: type[Model]) -> str:
    return model._meta.label


def address(model: type[Model], page: str, *keys: object) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=[str(key) for key in keys])


def may_add(model: type[Model], user: User) -> bool:
    request = RequestFactory().get("/")
    request.user = user
    return admin.site._registry[model].has_add_permission(request)


@pytest.fixture
def administrator(client_of: ClientOf, demo_world: Mapping[str, people.Handle]) -> Client:
    User.objects.filter(username=demo_world["admin"].username).update(
        is_staff=True, is_superuser=True
    )
    return client_of("admin")


def test_the_admin_knows_models_of_the_house() -> None:
    assert OURS


def test_the_index_opens_for_the_administrator_alone(
    administrator: Client, client_of: ClientOf
) -> None:
    assert administrator.get("/admin/").status_code == 200
    assert client_of(GUEST).get("/admin/").status_code == 302
    assert client_of("operator").get("/admin/").status_code == 302


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_a_list_opens(administrator: Client, model: type[Model]) -> None:
    response = administrator.get(address(model, "changelist"))

    assert response.status_code == 200


@pytest.mark.parametrize(
    "model", [model for model in MODELS if hasattr(model, "objects")], ids=named
)
def test_a_row_opens(administrator: Client, model: type[Model]) -> None:
    row = model._default_manager.order_by("pk").first()
    if row is None:
        pytest.skip(f"the demo has no row of {model._meta.label}")

    response = administrator.get(address(model, "change", row.pk))

    assert response.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_adding_is_refused_where_rows_are_only_read(
    administrator: Client, demo_world: Mapping[str, people.Handle], model: type[Model]
) -> None:
    user = User.objects.get(username=demo_world["admin"].username)
    expected = 200 if may_add(model, user) else 403

    assert administrator.get(address(model, "add")).status_code == expected


@pytest.mark.parametrize("model", OURS, ids=named)
def test_rows_of_the_house_are_read_only(
    administrator: Client, demo_world: Mapping[str, people.Handle], model: type[Model]
) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username=demo_world["admin"].username)
    shown: ModelAdmin[Model] = admin.site._registry[model]

    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)
