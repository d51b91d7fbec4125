"""Where the bytes lie: a folder, or an S3 service when the installation names a bucket.

Environment: ``MATOU_S3_BUCKET`` turns S3 on; ``MATOU_S3_ENDPOINT``, ``MATOU_S3_REGION``,
``MATOU_S3_KEY``, ``MATOU_S3_SECRET`` and ``MATOU_S3_PREFIX`` say how to reach it. Without
key and secret, boto3's own search for credentials applies.
"""

import errno
import os
import tempfile
from hashlib import sha256 as sha256_of
from http import HTTPStatus
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from matou.spine.documents.contracts import DocumentLost, Storage, StorageFull, StorageUnreachable

CONNECT_TIMEOUT_S = 5
READ_TIMEOUT_S = 30
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def storage() -> Storage:
    """Return the installation's storage."""
    bucket = os.environ.get("MATOU_S3_BUCKET", "")
    if bucket:
        return S3Storage(client=_client(), bucket=bucket, prefix=_prefix())
    return FolderStorage(Path(settings.MEDIA_ROOT))


class FolderStorage:
    """Files in a folder, two levels deep, named by their hash."""

    def __init__(self, root: Path) -> None:
        """Keep the folder, made when first written."""
        self.root = root

    def put(self, *, sha256: str, data: bytes) -> None:
        """Write beside, flush to the disk, rename, flush the folder: whole or not at all.

        Bytes that lie there intact are left alone; damaged ones are mended by being sent again.
        Raises StorageFull.
        """
        target = self._path(sha256)
        if target.exists() and target.read_bytes() == data:
            return
        try:
            self._write(target, data)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StorageFull from error
            raise

    def _write(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(target)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)

    def get(self, *, sha256: str) -> bytes:
        """Return the bytes after comparing them with their hash; raises DocumentLost."""
        try:
            return _compared(self._path(sha256).read_bytes(), sha256)
        except FileNotFoundError as error:
            raise DocumentLost(sha256=sha256) from error

    def has(self, *, sha256: str) -> bool:
        """Tell whether the bytes are kept."""
        return self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256


class S3Storage:
    """Objects in a bucket of an S3 service, named by their hash."""

    def __init__(self, *, client: Any, bucket: str, prefix: str = "") -> None:
        """Keep the boto3 client, which ships no types."""
        self.client = client
        self.bucket = bucket
        self.prefix = prefix

    def put(self, *, sha256: str, data: bytes) -> None:
        """Upload; S3 shows an object whole or not at all. Raises StorageUnreachable."""
        if self.has(sha256=sha256):
            return
        try:
            self.client.put_object(Bucket=self.bucket, Key=self.prefix + sha256, Body=data)
        except (ClientError, BotoCoreError) as error:
            raise StorageUnreachable from error

    def get(self, *, sha256: str) -> bytes:
        """Return the bytes after comparing; raises DocumentLost and StorageUnreachable."""
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + sha256)
            data: bytes = answer["Body"].read()
        except ClientError as error:
            if _is_missing(error):
                raise DocumentLost(sha256=sha256) from error
            raise StorageUnreachable from error
        except BotoCoreError as error:
            raise StorageUnreachable from error
        return _compared(data, sha256)

    def has(self, *, sha256: str) -> bool:
        """Tell whether the bytes are kept; raises StorageUnreachable."""
        try:
            self.client.head_object(Bucket=self.bucket, Key=self.prefix + sha256)
        except ClientError as error:
            if _is_missing(error):
                return False
            raise StorageUnreachable from error
        except BotoCoreError as error:
            raise StorageUnreachable from error
        return True


def _is_missing(error: ClientError) -> bool:
    return bool(error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND)


def _client() -> Any:
    import boto3  # takes a third of a second; installations with a folder never pay it
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=os.environ.get("MATOU_S3_ENDPOINT") or None,
        region_name=os.environ.get("MATOU_S3_REGION") or "us-east-1",
        aws_access_key_id=os.environ.get("MATOU_S3_KEY") or None,
        aws_secret_access_key=os.environ.get("MATOU_S3_SECRET") or None,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"max_attempts": 3},
            s3={"addressing_style": "path"},
        ),
    )


def _prefix() -> str:
    return os.environ.get("MATOU_S3_PREFIX", "")


def _compared(data: bytes, sha256: str) -> bytes:
    if sha256_of(data).hexdigest() != sha256:
        raise DocumentLost(sha256=sha256)
    return data


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
