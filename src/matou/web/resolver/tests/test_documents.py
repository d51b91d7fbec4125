"""The door to documents: by right, sandboxed, never sniffed."""

from io import BytesIO

import pytest
from django.test import Client

from matou.kit.actor import Actor
from matou.spine.codes import queries as codes
from matou.spine.documents import services
from matou.spine.documents.contracts import DocumentCard, DocumentStored
from matou.spine.documents.tests import makers
from matou.spine.parties.models import User
from matou.web.resolver import documents
from matou.web.resolver.tests.conftest import NOW

pytestmark = pytest.mark.django_db


def keep(owner: str, data: bytes, name: str) -> DocumentCard:
    return services.store(
        owner=owner,
        about="7K3M9QXP4",
        file=BytesIO(data),
        declared_name=name,
        declared_type="",
        readers=(),
        actor=Actor(code=owner, name=owner, acts_for=owner),
        now=NOW,
    )


@pytest.fixture
def photo(skipper: User) -> DocumentCard:
    return keep(skipper.party.code, makers.photo_with_position(), "装船.jpg")


def test_the_owner_sees_a_picture_in_the_page(signed_in: Client, photo: DocumentCard) -> None:
    response = signed_in.get(f"/d/{photo.code}")

    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert b"Exif" not in b"".join(response)


def test_the_original_is_a_download(signed_in: Client, photo: DocumentCard) -> None:
    response = signed_in.get(f"/d/{photo.code}/original")

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response) == makers.photo_with_position()


def test_a_pdf_is_a_sandboxed_download(signed_in: Client, skipper: User) -> None:
    card = keep(skipper.party.code, makers.pdf(), "合同.pdf")

    response = signed_in.get(f"/d/{card.code}")

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_thumbnail_is_served(signed_in: Client, photo: DocumentCard) -> None:
    assert signed_in.get(f"/d/{photo.code}/thumbnail").headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("form", ["", "/original", "/thumbnail"])
def test_strangers_find_nothing(signed_in: Client, form: str) -> None:
    card = keep("SOMEONE", makers.photo_with_position(), "a.jpg")

    assert signed_in.get(f"/d/{card.code}{form}").status_code == 404


def test_guests_are_asked_to_sign_in(client: Client, photo: DocumentCard) -> None:
    response = client.get(f"/d/{photo.code}")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_a_documents_own_code_is_registered_without_its_name(photo: DocumentCard) -> None:
    event = DocumentStored(
        aggregate=photo.about,
        actor=photo.owner,
        occurred_at=NOW,
        document=photo.code,
        sha256=photo.sha256,
        real_type=photo.real_type,
    )

    documents.follow_stored(event)

    card = codes.card(photo.code)
    owner = Actor(code=photo.owner, name="x", acts_for=photo.owner)
    assert card.title_zh == "文件"
    assert card.page_url == f"/d/{photo.code}"
    assert codes.facts_of(card, actor=None) is None
    assert (codes.facts_of(card, actor=owner) or {})["name"] == photo.name
