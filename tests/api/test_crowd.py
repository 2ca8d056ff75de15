"""Beyond the limit on connections: a problem like any other, which scripts of other origins can read."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.serving import serving

LIMIT = 5


def test_a_crowd_is_refused_in_the_one_error_shape(release_path: Path) -> None:
    with serving(RELEASE=str(release_path), MAX_CONNECTIONS=str(LIMIT)) as address:
        place = urlsplit(address)
        assert httpx.get(f"{address}/healthz").status_code == 200
        with ExitStack() as stack:
            for _ in range(LIMIT):
                stack.enter_context(socket.create_connection((place.hostname or "", place.port or 0)))
            time.sleep(0.2)  # they are accepted in their turn
            for path in ("/sparql?query=ASK%7B%7D", "/healthz", "/nothing"):
                refused = httpx.get(address + path)
                assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
                assert refused.json()["type"].endswith("/service-busy") and refused.json()["limit"] == LIMIT
                assert int(refused.headers["retry-after"]) > 0 and refused.headers["connection"] == "close"
                assert refused.headers["access-control-allow-origin"] == "*"
                assert "Retry-After" in refused.headers["access-control-expose-headers"]
                assert refused.headers["x-request-id"] == refused.json()["requestId"]
            page = httpx.get(f"{address}/healthz", headers={"Accept": "text/html"})
            assert page.status_code == 503 and page.headers["content-type"].startswith("text/html")
        deadline = time.monotonic() + 10
        while httpx.get(f"{address}/healthz").status_code != 200:
            assert time.monotonic() < deadline
