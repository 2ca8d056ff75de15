"""A thin layer before all routing: ready answers for repeated requests, bounded, of one dataset version."""

import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import Metrics
from app.api.representation import is_current

KEY_HEADERS = (b"host", b"accept", b"accept-language", b"accept-encoding", b"accept-profile")
NOT_IN_304 = frozenset({b"content-length", b"content-type", b"content-encoding"})
BEYOND = frozenset({b"range", b"if-match"})
"""Header fields that ask for what memory does not decide."""

OF_ONE_REQUEST = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy", b"server-timing"})
"""Header fields that say something of the request, not of the answer."""

PLACE_BYTES, HEADER_BYTES = 600, 64
"""What an entry takes for its place among the others, and a header for the pair that it is."""

RawHeaders = list[tuple[bytes, bytes]]
Key = tuple[object, ...]


@dataclass(frozen=True)
class Entry:
    """A complete answer with status 200."""

    headers: RawHeaders
    body: bytes
    etag: str

    def weight(self, key: Key) -> int:
        """Return what keeping this under a key takes in memory: of a small answer that is above all the headers."""
        texts = [self.body, self.etag, *key, *(text for header in self.headers for text in header)]
        return PLACE_BYTES + HEADER_BYTES * len(self.headers) + sum(map(sys.getsizeof, texts))


class Cache:
    """Keeps answers that say they are public; the one least recently used goes first. Sizes in bytes.

    ``version`` is that of the dataset: with a new one, what was kept of the old is no longer found.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        entry_limit: int,
        version: Callable[[], str] = lambda: "",
        metrics: Metrics | None = None,
    ) -> None:
        self._app = app
        self._version = version
        self._metrics = metrics or Metrics()
        self._limit = limit
        self._entry_limit = entry_limit
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass on and remember."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or has(scope, BEYOND):
            await self._app(scope, receive, send)
            return
        key = (self._version(), *key_of(scope))
        if (entry := self._entries.get(key)) is not None:
            self._entries.move_to_end(key)
            self._metrics.cache_hits.inc()
            await answer(entry, scope, send)
        else:
            self._metrics.cache_misses.inc()
            await self._app(scope, receive, self._remembering(key, send))

    def _remembering(self, key: Key, send: Send) -> Send:
        start: Message = {}

        async def sender(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                self._keep(key, start, message.get("body", b""))
            await send(message)

        return sender

    def _keep(self, key: Key, start: Message, body: bytes) -> None:
        if key in self._entries:  # two clients asked at once
            return
        headers = dict(start["headers"])
        public = headers.get(b"cache-control", b"").startswith(b"public")
        whole = headers.get(b"content-length") == b"%d" % len(body)
        if start["status"] != 200 or not public or not whole or b"etag" not in headers or len(body) > self._entry_limit:
            return
        kept = [(name, value) for name, value in start["headers"] if name not in OF_ONE_REQUEST]
        entry = Entry(kept, body, headers[b"etag"].decode("latin-1").strip('"'))
        self._entries[key] = entry
        self._size += entry.weight(key)
        while self._size > self._limit:
            old, entry = self._entries.popitem(last=False)
            self._size -= entry.weight(old)


def key_of(scope: Scope) -> Key:
    """Return what an answer can depend on: address and every header that Vary can name."""
    headers = [value for name, value in scope["headers"] if name in KEY_HEADERS]
    named = [name for name, _ in scope["headers"] if name in KEY_HEADERS]
    return (scope["scheme"], scope["path"], scope["query_string"], *named, *headers)


def has(scope: Scope, headers: frozenset[bytes]) -> bool:
    """Return whether a request carries one of some headers."""
    return any(name in headers for name, _ in scope["headers"])


async def answer(entry: Entry, scope: Scope, send: Send) -> None:
    """Send a kept answer, or 304 where the client has it."""
    known = b", ".join(value for name, value in scope["headers"] if name == b"if-none-match")
    if known and is_current(known.decode("latin-1"), entry.etag):
        headers = [(name, value) for name, value in entry.headers if name not in NOT_IN_304]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(entry.headers)})
    await send({"type": "http.response.body", "body": entry.body})
