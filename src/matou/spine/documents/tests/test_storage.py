"""Both storages keep, find, compare and refuse alike; S3 speaks to a stub on loopback."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from matou.spine.documents.contracts import DocumentLost, Storage, StorageFull, StorageUnreachable
from matou.spine.documents.services.storage import FolderStorage, S3Storage, storage

DATA = "磅单".encode()
NAME = sha256(DATA).hexdigest()


class _Bucket(BaseHTTPRequestHandler):
    """As much of the S3 protocol as the storage speaks."""

    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Encoding", "").startswith("aws-chunked"):
            size, _, rest = body.partition(b"\r\n")
            body = rest[: int(size.split(b";")[0], 16)]
        self.objects[self.path] = body
        self._answer(200)

    def do_GET(self) -> None:
        self._answer(200 if self.path in self.objects else 404, self.objects.get(self.path, b""))

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's own name
        """Keep the test output clean."""

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Bucket,), {"objects": objects})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "BUCKET": "matou",
        "ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "KEY": "key",
        "SECRET": "secret",
        "PREFIX": "docs/",
    }.items():
        monkeypatch.setenv(f"MATOU_S3_{name}", value)
    yield objects
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "documents")
    request.getfixturevalue("bucket")
    return storage()


def test_what_was_put_is_got(kept: Storage) -> None:
    kept.put(sha256=NAME, data=DATA)
    kept.put(sha256=NAME, data=DATA)

    assert kept.has(sha256=NAME)
    assert kept.get(sha256=NAME) == DATA


def test_what_was_never_put_is_lost(kept: Storage) -> None:
    assert not kept.has(sha256=NAME)
    with pytest.raises(DocumentLost):
        kept.get(sha256=NAME)


def test_altered_bytes_are_lost(kept: Storage) -> None:
    kept.put(sha256=NAME, data=b"other")

    with pytest.raises(DocumentLost):
        kept.get(sha256=NAME)


def test_the_setting_chooses_s3_with_bucket_and_prefix(bucket: dict[str, bytes]) -> None:
    chosen = storage()
    chosen.put(sha256=NAME, data=DATA)

    assert isinstance(chosen, S3Storage)
    assert list(bucket) == [f"/matou/docs/{NAME}"]


def test_damaged_bytes_are_mended_by_being_sent_again(tmp_path: Path) -> None:
    folder = FolderStorage(tmp_path)
    folder.put(sha256=NAME, data=b"other")

    folder.put(sha256=NAME, data=DATA)

    assert folder.get(sha256=NAME) == DATA


def test_no_draft_is_left_in_the_folder(tmp_path: Path) -> None:
    FolderStorage(tmp_path).put(sha256=NAME, data=DATA)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


def test_a_full_disk_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)

    with pytest.raises(StorageFull):
        FolderStorage(tmp_path).put(sha256=NAME, data=DATA)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_service_that_is_down_is_a_clear_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATOU_S3_BUCKET", "matou")
    monkeypatch.setenv("MATOU_S3_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("MATOU_S3_KEY", "key")
    monkeypatch.setenv("MATOU_S3_SECRET", "secret")

    with pytest.raises(StorageUnreachable):
        storage().put(sha256=NAME, data=DATA)
