"""A client of the service over the project's data."""

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def web(live: str) -> Iterator[httpx.Client]:
    """A client of that service that sends no Accept header of its own."""
    with httpx.Client(base_url=live, timeout=60) as http:
        http.headers.pop("accept")
        yield http
