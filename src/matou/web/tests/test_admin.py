from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from matou.kit.actor import ADMIN
from matou.spine.notices.models import Notice
from matou.spine.parties.models import Party, User
from matou.spine.parties.tests.people import an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.admin import ROWS, shown_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client: Client) -> User:
    user = an_officer(ADMIN)
    user.is_staff = user.is_superuser = True
    user.save()
    sign_in(client, user)
    return user


@pytest.mark.parametrize("model", ROWS)
def test_a_superuser_reads_every_list(
    client: Client, superuser: User, model: type[models.Model]
) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("model", ROWS)
def test_nobody_adds_rows_in_the_admin(
    client: Client, superuser: User, model: type[models.Model]
) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    assert client.get(path).status_code == 403


def test_one_row_opens_without_its_secrets(client: Client, superuser: User) -> None:
    page = client.get(reverse("admin:parties_party_change", args=[superuser.party.pk]))

    assert page.status_code == 200
    assert not any("sealed" in name or "index" in name for name in shown_fields(Party))
    assert "password" not in shown_fields(User)


def test_a_one_time_code_in_a_notice_is_its_readers_alone(client: Client, superuser: User) -> None:
    notice = Notice.objects.create(
        party="CONSIGNEE",
        template="freight.delivery_code",
        key="1",
        zh_subject="收货验证码",
        zh_body="验证码 271828",
        en_subject="Delivery code",
        en_body="Code 271828",
        facts={"code": "271828"},
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )

    page = client.get(reverse("admin:notices_notice_change", args=[notice.pk]))

    assert page.status_code == 200
    assert "收货验证码" in page.content.decode()
    assert "271828" not in page.content.decode()


def test_the_site_knows_the_models() -> None:
    assert all(admin.site.is_registered(model) for model in ROWS)
