"""A neighbour's server on the loop-back, for calls that go out."""

from collections.abc import Iterator

import pytest

from matou.spine.exchange.tests.answering import AnsweringServer


@pytest.fixture(scope="module")
def listening() -> Iterator[AnsweringServer]:
    """Answer on a free port for the whole module."""
    server = AnsweringServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(listening: AnsweringServer) -> AnsweringServer:
    """Return the server as a well-behaved one."""
    listening.behave()
    return listening
