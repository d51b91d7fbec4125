"""Keeping and opening: who may, what is logged, and that bytes are never half there."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.spine.documents import queries, services
from matou.spine.documents.contracts import (
    DocumentCard,
    DocumentLost,
    DocumentRefused,
    DocumentTooLarge,
)
from matou.spine.documents.models import Document
from matou.spine.documents.services.storage import storage
from matou.spine.documents.tests import makers
from matou.spine.journal.queries import entries_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LOT = "7K3M9QXP4"


def actor(code: str, *roles: str, acts_for: str = "") -> Actor:
    return Actor(code=code, name=code, acts_for=acts_for or code, roles=frozenset(roles))


SKIPPER = actor("SKIPPER", acts_for="BOATCO")
SHIPPER = actor("SHIPPER")
STRANGER = actor("STRANGER", "freight.shipper")
OFFICER = actor("OFFICER", OPERATOR)


def keep(
    data: bytes, name: str = "装船照片.jpg", readers: tuple[str, ...] = ("SHIPPER",)
) -> DocumentCard:
    return services.store(
        owner="BOATCO",
        about=LOT,
        file=BytesIO(data),
        declared_name=name,
        declared_type="",
        readers=readers,
        actor=SKIPPER,
        now=NOW,
    )


@pytest.fixture
def photo() -> DocumentCard:
    return keep(makers.photo_with_position())


def test_a_kept_document_has_a_code_hash_type_and_facts(photo: DocumentCard) -> None:
    data = makers.photo_with_position()

    assert normal_code(photo.code) == photo.code
    assert photo.sha256 == sha256(data).hexdigest()
    assert (photo.real_type, photo.size, photo.has_thumbnail) == ("image/jpeg", len(data), True)
    assert photo.facts["latitude"] == 23.42
    assert queries.documents_about(LOT) == (photo,)
    assert queries.documents_by_code([photo.code, "NONE"]) == {photo.code: photo}


def test_keeping_is_told(photo: DocumentCard) -> None:
    entry = entries_of(LOT)[0]

    assert entry.event == "documents.DocumentStored"
    assert entry.payload["sha256"] == photo.sha256


def test_a_refused_file_leaves_nothing() -> None:
    with pytest.raises(DocumentRefused):
        keep(b"MZ" + b"\0" * 100)

    assert not Document.objects.exists()


def test_an_endless_file_is_read_to_the_limit_only() -> None:
    endless = BytesIO(b"\xff\xd8\xff" + b"\0" * (25 * 1024 * 1024))

    with pytest.raises(DocumentTooLarge):
        services.store(
            owner="BOATCO",
            about=LOT,
            file=endless,
            declared_name="a.jpg",
            declared_type="",
            readers=(),
            actor=SKIPPER,
            now=NOW,
        )

    assert endless.tell() == 20 * 1024 * 1024 + 1


@pytest.mark.parametrize("reader", [SKIPPER, SHIPPER, OFFICER])
def test_owner_named_readers_and_officers_open_it(photo: DocumentCard, reader: Actor) -> None:
    opened = services.open_document(code=photo.code, actor=reader, now=NOW)

    assert opened.file.read(3) == b"\xff\xd8\xff"
    assert opened.inline is True


def test_a_role_can_be_named_as_reader() -> None:
    card = keep(makers.pdf(), "a.pdf", readers=("freight.shipper",))

    assert services.open_document(code=card.code, actor=STRANGER, now=NOW).size == card.size


def test_strangers_find_nothing(photo: DocumentCard) -> None:
    with pytest.raises(NotFound):
        services.open_document(code=photo.code, actor=STRANGER, now=NOW)
    with pytest.raises(NotFound):
        services.open_thumbnail(code=photo.code, actor=STRANGER)
    with pytest.raises(NotFound):
        queries.document(code=photo.code, actor=STRANGER)
    assert queries.readable_about(LOT, actor=STRANGER) == ()


def test_the_shown_copy_hides_the_camera(photo: DocumentCard) -> None:
    opened = services.open_document(code=photo.code, actor=SHIPPER, now=NOW)

    assert b"Exif" not in opened.file.read()


def test_only_owner_and_officers_get_the_original(photo: DocumentCard) -> None:
    original = services.open_original(code=photo.code, actor=OFFICER, now=NOW)

    assert original.file.read() == makers.photo_with_position()
    assert original.inline is False
    with pytest.raises(NotFound):
        services.open_original(code=photo.code, actor=SHIPPER, now=NOW)


def test_what_could_act_is_never_shown_inline() -> None:
    card = keep(makers.pdf(), "a.pdf")

    assert services.open_document(code=card.code, actor=SKIPPER, now=NOW).inline is False


def test_every_reading_is_logged(photo: DocumentCard) -> None:
    services.open_document(code=photo.code, actor=SHIPPER, now=NOW)
    services.open_original(code=photo.code, actor=OFFICER, now=NOW)

    readings = [(row.actor, row.form) for row in queries.readings_of(photo.code)]
    assert readings == [("OFFICER", "original"), ("SHIPPER", "shown")]


def test_a_thumbnail_is_there_for_pictures_alone(photo: DocumentCard) -> None:
    text = keep(b"words", "a.txt")

    assert services.open_thumbnail(code=photo.code, actor=SHIPPER).content_type == "image/jpeg"
    with pytest.raises(NotFound):
        services.open_thumbnail(code=text.code, actor=SHIPPER)


def test_the_same_bytes_lie_there_once_under_two_documents(photo: DocumentCard) -> None:
    again = keep(makers.photo_with_position())

    assert again.code != photo.code
    assert again.sha256 == photo.sha256


def test_altered_bytes_are_never_served(photo: DocumentCard) -> None:
    row = Document.objects.get(code=photo.code)
    folder = storage()
    folder._path(row.shown_sha256).write_bytes(b"other")  # type: ignore[attr-defined]  # a folder here

    with pytest.raises(DocumentLost):
        services.open_document(code=photo.code, actor=SKIPPER, now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_document SET sha256 = repeat('0', 64)",
        "DELETE FROM documents_document",
        "UPDATE documents_access SET actor = 'NOBODY'",
        "DELETE FROM documents_access",
    ],
)
def test_documents_and_readings_cannot_be_rewritten(photo: DocumentCard, statement: str) -> None:
    services.open_document(code=photo.code, actor=SKIPPER, now=NOW)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
