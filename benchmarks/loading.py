"""Load on one peer, or on the engine alone: connections that ask again as soon as they are answered, for a time."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode

import pyoxigraph

from benchmarks.peers import Peer

PATIENCE = 20.0
ACCEPT = "application/sparql-results+json, text/turtle"


@dataclass
class Measured:
    """What came of one query on one peer: seconds per answer, seconds in all, and how often each status but 200 came.

    It is cut when answers were still owed as patience ran out; the server then still works on what nobody waits for.
    """

    seconds: list[float]
    taken: float
    failures: Counter[str] = field(default_factory=Counter)
    cut: bool = False

    @property
    def silent(self) -> bool:
        """Whether nothing came back, not even an error."""
        return not self.seconds and not self.failures

    def __add__(self, other: "Measured") -> "Measured":
        """Return two rounds as one."""
        return Measured(
            self.seconds + other.seconds,
            self.taken + other.taken,
            self.failures + other.failures,
            self.cut or other.cut,
        )

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.seconds) / self.taken

    @property
    def median(self) -> float:
        """Median time of an answer in milliseconds."""
        return statistics.median(self.seconds) * 1000 if self.seconds else float("nan")

    @property
    def p99(self) -> float:
        """The time in milliseconds that one answer in a hundred passes."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000 if ordered else float("nan")


class Client(asyncio.Protocol):
    """One connection that sends a request as soon as it has the answer to the last one."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._buffer = bytearray()
        self._length = -1
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own classes do not say that they are
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0 and (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            self._read_head(bytes(self._buffer[:end]), end + 4)
        if self._complete():
            self._run.note(time.perf_counter() - self._start, self._status)
            self._buffer.clear()
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        if (request := self._run.next_request()) is None:
            self._transport.close()
            return
        self._length, self._start = -1, time.perf_counter()
        self._transport.write(request)

    def _read_head(self, head: bytes, start: int) -> None:
        self._status = head[9:12].decode()
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        self._chunked = b"content-length" not in fields
        self._length = start if self._chunked else start + int(fields[b"content-length"])

    def _complete(self) -> bool:
        if self._length < 0:
            return False
        return self._buffer.endswith(b"\r\n0\r\n\r\n") if self._chunked else len(self._buffer) >= self._length


class Run:
    """The requests of all connections to one peer for one query, until the time is up."""

    def __init__(self, peer: Peer, text: Callable[[], str], seconds: float) -> None:
        self._peer, self._text = peer, text
        self._end = time.perf_counter() + seconds
        self.seconds: list[float] = []
        self.failures: Counter[str] = Counter()
        self.answered = asyncio.Event()

    def next_request(self) -> bytes | None:
        """Return the next request, None when the time is up."""
        if time.perf_counter() > self._end:
            return None
        search = urlencode({"query": self._text()})
        head = f"Host: 127.0.0.1:{self._peer.port}\r\nAccept: {ACCEPT}\r\n"
        return f"GET {self._peer.path}?{search} HTTP/1.1\r\n{head}\r\n".encode()

    def note(self, seconds: float, status: str) -> None:
        """Take an answer into account."""
        self.answered.set()
        if status == "200":
            self.seconds.append(seconds)
        else:
            self.failures[status] += 1


async def load(
    peer: Peer, text: Callable[[], str], connections: int, seconds: float, patience: float = PATIENCE
) -> Measured:
    """Return what a peer did under load; each connection ends with the answer under way when the time is up.

    Without a first answer within ``patience`` it ends there, and it always ends ``patience`` after the time is up.
    """
    run = Run(peer, text, seconds)
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    made = [await loop.create_connection(lambda: Client(run), "127.0.0.1", peer.port) for _ in range(connections)]
    ended = asyncio.gather(*(client.done for _, client in made))
    first = asyncio.create_task(run.answered.wait())
    await asyncio.wait({first, ended}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    if first.done():
        await asyncio.wait({ended}, timeout=max(0.0, start + seconds + patience - time.perf_counter()))
    first.cancel()
    taken, cut = time.perf_counter() - start, not ended.done()
    for transport, _ in made:
        transport.abort()
    return Measured(run.seconds, taken, run.failures, cut)


def in_process(store: pyoxigraph.Store, text: Callable[[], str], threads: int, seconds: float) -> Measured:
    """Return what the engine alone does in so many threads: a query and its serialisation to bytes."""
    taken: list[float] = []
    start = time.perf_counter()

    def work(_: int) -> None:
        while time.perf_counter() - start < seconds:
            begun = time.perf_counter()
            result = store.query(text())
            triples = isinstance(result, pyoxigraph.QueryTriples)
            result.serialize(format=pyoxigraph.RdfFormat.TURTLE if triples else pyoxigraph.QueryResultsFormat.JSON)
            taken.append(time.perf_counter() - begun)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return Measured(taken, time.perf_counter() - start)
