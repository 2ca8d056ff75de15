"""A live server over the sample release, in a process of its own, for all API tests."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.engine.sample import build_sample
from tests.serving import serving

MIB = 1 << 20
LIMITS = {
    "WORKERS": "2",
    "QUERY_SECONDS": "3",
    "QUEUE_SECONDS": "4",
    "MEMORY_BYTES": str(192 * MIB),
    "ANSWER_BYTES": str(4 * MIB),
}


@pytest.fixture(scope="session")
def release_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def server(release_path: Path) -> Iterator[str]:
    """The address of a running service, without trailing slash."""
    with serving(RELEASE=str(release_path), **LIMITS) as address:
        yield address


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    """A client that sends no Accept header of its own."""
    with httpx.Client(base_url=server, timeout=30) as http:
        http.headers.pop("accept")
        yield http
