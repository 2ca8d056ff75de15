"""A live server under attack, and the proof after every test that it is well and right."""

from collections.abc import Iterator

import httpx
import pytest

from tests.hostile.attack import LIMIT, assert_well
from tests.protocol.live import Live, build, running

MIB = 1 << 20


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    release = build(tmp_path_factory.mktemp("hostile"))
    with running(
        release=release,
        workers=2,
        query_seconds=LIMIT,
        queue_seconds=3,
        memory_bytes=192 * MIB,
        answer_bytes=4 * MIB,
    ) as service:
        yield service


@pytest.fixture(autouse=True)
def well_afterwards(live: Live) -> Iterator[None]:
    """Every attack ends with the same server process, healthy, and a right answer."""
    yield
    assert_well(live)


@pytest.fixture
def client(live: Live) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.address, timeout=20) as http:
        yield http
