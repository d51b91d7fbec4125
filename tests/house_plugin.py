"""Pytest plugin of the house: settings for tests and a database cluster of their own."""

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("MATOU_DB_ROLE", "owner")
os.environ.setdefault("MATOU_TESTING", "1")
_ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MATOU_HOME", str(_ROOT / ".run" / "test"))

import hypothesis  # noqa: E402  # the environment above must stand before the settings are read
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402

from matou.project.db import connect  # noqa: E402
from matou.project.db.cluster import Cluster  # noqa: E402

# A busy machine is slow, not wrong; and CI must fail for what changed, not for a new dice.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "ends", hypothesis.settings.get_profile("house"), max_examples=10
)
ENDS = os.environ.get("MATOU_EXAMPLES") == "ends"
"""Whether a run without rooms asks each test for its first and last example alone."""


def pytest_configure(config: pytest.Config) -> None:
    """Point the house at a cluster that trades durability for speed."""
    hypothesis.settings.load_profile("ends" if ENDS else "house")
    # Registered this late, its fixtures win over pytest-django's of the same name.
    config.pluginmanager.import_plugin("house_database")
    if connect.uses_own_cluster():
        cluster = Cluster(Path(os.environ["MATOU_HOME"]) / "postgres", durable=False)
        connect.own_cluster.cache_clear()
        connect._hold(cluster)
        connect.own_cluster = lambda: cluster  # type: ignore[assignment]  # one cluster a process
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "local": dummy}  # one test must not see another's
    settings.MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="matou-documents-"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the ends of each test's examples, or this process's part, where that is asked for.

    ``MATOU_SHARD=i/n`` asks for a part: two processes on two cores.

    Rooms' tests are dealt out one by one. Those of the whole house stay together by file, for a
    file's tests share a seeded world, a browser or a running site; the longest are dealt first,
    each to the part that has least to do.
    """
    if ENDS:
        items[:] = ends_of(items)
    shard = os.environ.get("MATOU_SHARD")
    if not shard:
        return
    index, count = (int(part) for part in shard.split("/"))
    whole = _ROOT / "tests"
    files = {item.path for item in items if item.path.is_relative_to(whole)}
    rooms = [item for item in items if not item.path.is_relative_to(whole)]
    own_files = _dealt(files, count)[index]
    items[:] = [*rooms[index::count], *(item for item in items if item.path in own_files)]


def ends_of(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the first and the last example of each test, in their order."""
    tests: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        tests.setdefault((item.path, item.nodeid.partition("[")[0]), []).append(item)
    return [
        one
        for same in tests.values()
        for one in (same if len(same) == 1 else same[:: len(same) - 1])
    ]


def _dealt(files: set[Path], count: int) -> list[set[Path]]:
    """Deal files out by the seconds that they took when last measured (``tests/seconds.json``)."""
    seconds = json.loads((_ROOT / "tests" / "seconds.json").read_text(encoding="utf-8"))
    load = [0.0] * count
    parts: list[set[Path]] = [set() for _ in range(count)]
    longest_first = sorted(files, key=lambda file: (-seconds.get(file.stem, 1), str(file)))
    for file in longest_first:
        least = load.index(min(load))
        parts[least].add(file)
        load[least] += seconds.get(file.stem, 1)
    return parts
