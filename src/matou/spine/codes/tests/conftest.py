"""A kind of thing for the tests, and two people."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from matou.kit.actor import OPERATOR, Actor
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import CodeCard

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
BASE_URL = "https://matou.example"


def facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    return {"crate": subject, "owner": "货主甲"} if actor else None


@pytest.fixture(autouse=True)
def crates() -> None:
    services.register_kind(
        kind="test.crate", page_url=lambda subject: f"/crates/{subject}/", facts=facts
    )


@pytest.fixture
def crate(db: None) -> CodeCard:
    code = services.issue(
        kind="test.crate", subject="17", title_zh="十七号木箱", title_en="Crate 17", now=NOW
    )
    return queries.card(code)


@pytest.fixture
def operator() -> Actor:
    return Actor(code="OPR", name="平台值班员", acts_for="OPR", roles=frozenset({OPERATOR}))
