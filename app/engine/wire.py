"""What travels between the web process and a worker: a question, then one complete answer or a failure.

A frame is two lengths (header, body; each 4 bytes, network order), a JSON header, and the raw body.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

import orjson

LENGTHS = struct.Struct("!II")


@dataclass(frozen=True)
class Question:
    """One query with everything that belongs to it.

    ``formats`` are the short names of ``app.engine.formats`` to serialise to, for a table and for a graph: which of
    the two a query yields is the engine's verdict. Graph lists are None where the request names none, and then the
    query's own dataset (or the store's) holds. ``terms`` binds variable names to N-Triples terms, ``surplus`` names
    columns that are no part of the answer, and ``wider`` is the query to evaluate where the text itself hides such a
    variable. ``base`` resolves relative IRIs. A ``dry`` question is only parsed and planned, over no data.
    """

    text: str
    table_format: str = "json"
    graph_format: str = "nt"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    terms: dict[str, str] = field(default_factory=dict)
    surplus: tuple[str, ...] = ()
    wider: str | None = None
    wider_surplus: tuple[str, ...] = ()
    base: str | None = None
    dry: bool = False

    def to_header(self) -> dict[str, Any]:
        """Return the question as JSON values."""
        return dict(vars(self))

    @classmethod
    def from_header(cls, header: dict[str, Any]) -> "Question":
        """Return the question that ``to_header`` wrote."""
        return cls(**header)


@dataclass(frozen=True)
class Answer:
    """A complete answer: its bytes, the short name of their format, its rows (or triples), and how long it took."""

    body: bytes
    format: str
    form: str
    rows: int
    seconds: float


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return one frame."""
    text = orjson.dumps(header)
    return LENGTHS.pack(len(text), len(body)) + text + body


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Return the header of the next frame from a blocking socket, None at its end. Questions have no body."""
    lengths = _receive_exactly(connection, LENGTHS.size)
    if lengths is None:
        return None
    text = _receive_exactly(connection, LENGTHS.unpack(lengths)[0])
    return None if text is None else orjson.loads(text)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


class Line(asyncio.Protocol):
    """The web process's end of a worker's socket: one question goes out, then one answer comes back.

    It collects the parts of an answer as they come, so that nobody is woken before the last one.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._needed = LENGTHS.size
        self._asked: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what the questions are written to."""
        assert hasattr(transport, "write")  # uvloop's own classes do not say that they are transports
        self._transport: Any = transport

    def ask(self, header: dict[str, Any]) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        """Send a question and return the answer to come; it fails with ConnectionError when the other end closes."""
        self._asked = asyncio.get_running_loop().create_future()
        if self._lost:
            self._asked.set_exception(ConnectionError())
        else:
            self._transport.write(pack(header))
        return self._asked

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self._parts.append(data)
        self._size += len(data)
        if self._size >= self._needed:
            self._advance()

    def _advance(self) -> None:
        frame = b"".join(self._parts)
        header_size, body_size = LENGTHS.unpack_from(frame)
        body_start = LENGTHS.size + header_size
        self._needed = body_start + body_size
        if len(frame) < self._needed:
            self._parts = [frame]
            return
        self._parts, self._size, self._needed = [], 0, LENGTHS.size
        if self._asked is not None and not self._asked.done():
            self._asked.set_result((orjson.loads(frame[LENGTHS.size : body_start]), frame[body_start:]))

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits that no answer will come."""
        self._lost = True
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(ConnectionError())

    def close(self) -> None:
        """Hang up."""
        self._transport.close()
