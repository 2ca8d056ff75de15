"""One live server for the protocol's tests, over the sample release with three more graphs."""

from collections.abc import Iterator

import httpx
import pytest

from tests.protocol.live import Live, build, running

MIB = 1 << 20
LIMIT = 1.5
"""Seconds that this server gives a query."""


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    release = build(tmp_path_factory.mktemp("protocol"))
    with running(release=release, workers=2, query_seconds=LIMIT, queue_seconds=3, memory_bytes=192 * MIB) as service:
        yield service


@pytest.fixture
def client(live: Live) -> Iterator[httpx.Client]:
    """A client that sends no Accept header of its own."""
    with httpx.Client(base_url=live.address, timeout=30) as http:
        http.headers.pop("accept")
        yield http
