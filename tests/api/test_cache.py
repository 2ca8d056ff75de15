"""The cache keeps what is public, whole and small, of one address and one set of negotiation headers."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api.cache import Cache


class Origin:
    """An app that counts how often it is asked, and answers with a body of its choice."""

    def __init__(self, status: int = 200, control: str = "public, max-age=1", body: bytes = b"body") -> None:
        self.calls = 0
        self.status, self.control, self.body = status, control, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        headers = [(b"etag", b'"t"'), (b"cache-control", self.control.encode())]
        headers += [(b"content-length", str(len(self.body)).encode()), (b"vary", b"Accept")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def get(cache: Cache, path: str = "/", method: str = "GET", **headers: str) -> list[Message]:
    """Return the messages of one answer."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": method, "scheme": "http", "path": path, "query_string": b""}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asyncio.run(cache(scope | {"headers": raw}, receive, send))
    return sent


def test_second_request_is_answered_from_memory() -> None:
    origin = Origin()
    cache = Cache(origin, 10_000, 500)
    assert get(cache) == get(cache) == get(cache, method="HEAD")
    assert origin.calls == 1


@pytest.mark.parametrize("headers", [{"accept": "text/csv"}, {"accept_encoding": "gzip"}, {"host": "other"}])
def test_other_headers_are_other_answers(headers: dict[str, str]) -> None:
    origin = Origin()
    cache = Cache(origin, 10_000, 500)
    get(cache)
    get(cache, **headers)
    assert origin.calls == 2


@pytest.mark.parametrize(
    "origin", [Origin(status=404), Origin(control="no-store"), Origin(body=b"x" * 600)], ids=["404", "private", "large"]
)
def test_what_is_not_kept(origin: Origin) -> None:
    cache = Cache(origin, 10_000, 500)
    get(cache)
    get(cache)
    assert origin.calls == 2


def test_known_answers_are_304() -> None:
    cache = Cache(Origin(), 10_000, 500)
    get(cache)
    start, body = get(cache, if_none_match='W/"x", "t"')
    assert start["status"] == 304 and body["body"] == b"" and (b"vary", b"Accept") in start["headers"]


def test_the_oldest_goes_first() -> None:
    origin = Origin(body=b"x" * 10_000)
    cache = Cache(origin, 40_000, 20_000)
    for path in ("/a", "/b", "/a", "/c", "/d"):
        get(cache, path)
    assert origin.calls == 4
    get(cache, "/d")
    get(cache, "/b")
    assert origin.calls == 5


def test_small_answers_count_with_their_headers() -> None:
    origin = Origin(body=b"x")
    cache = Cache(origin, 20_000, 500)
    for number in range(100):
        get(cache, f"/{number}")
    get(cache, "/99")
    assert origin.calls == 100
    get(cache, "/70")  # thirty answers of a byte each, and yet more than there is room for
    assert origin.calls == 101
