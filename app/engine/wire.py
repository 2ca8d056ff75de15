"""What travels between the web process and a worker: a question, then one complete answer or a failure.

A frame is two lengths (header, body; each 4 bytes, network order), a JSON header, and the raw body.
"""

import json
import socket
import struct
from asyncio import StreamReader
from dataclasses import dataclass, field
from typing import Any

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
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Return the header of the next frame from a blocking socket, None at its end. Questions have no body."""
    lengths = _receive_exactly(connection, LENGTHS.size)
    if lengths is None:
        return None
    text = _receive_exactly(connection, LENGTHS.unpack(lengths)[0])
    return None if text is None else json.loads(text)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


async def read(reader: StreamReader) -> tuple[dict[str, Any], bytes]:
    """Return header and body of the next frame; raises IncompleteReadError at the end of the stream."""
    header_size, body_size = LENGTHS.unpack(await reader.readexactly(LENGTHS.size))
    header = json.loads(await reader.readexactly(header_size))
    body = await reader.readexactly(body_size) if body_size else b""
    return header, body
