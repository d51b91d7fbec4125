"""Catalogues are compiled once; a crate with a code, and people who may or may not read it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real

from matou.kit.actor import Actor
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import CodeCard
from matou.spine.parties.contracts import NewPerson, NewSignIn
from matou.spine.parties.models import User
from matou.spine.parties.services import create_user, register_person
from matou.web import messages

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PASSWORD = "dragon-boat-on-the-Xijiang"


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    messages.compile_all()
    trans_real._translations.clear()  # type: ignore[attr-defined]  # Django has no public way


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "kept")


def facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    return {"name": "Machine-made sand", "quantity_kg": 2_400_000} if actor else None


@pytest.fixture
def crate(db: None) -> CodeCard:
    services.register_kind(
        kind="test.crate", page_url=lambda subject: f"/crates/{subject}/", facts=facts
    )
    code = services.issue(
        kind="test.crate", subject="17", title_zh="十七号木箱", title_en="Crate 17", now=NOW
    )
    return queries.card(code)


@pytest.fixture
def skipper(db: None) -> User:
    card = register_person(person=NewPerson(name="李四"), now=NOW)
    sign_in = NewSignIn(username="lisi", password=PASSWORD)
    return create_user(person=card.code, new_sign_in=sign_in, now=NOW)


@pytest.fixture
def signed_in(client: Client, skipper: User) -> Client:
    client.force_login(skipper)
    return client
