"""Connections of slow and boundless clients: what uvicorn itself would wait for without end."""

import asyncio
import fcntl
import re
import sys
import termios
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.namespaces import BASE
from app.settings import Settings

CROWDED = "crowded"
"""The mark, among the state of a request, that there are more connections than there may be."""

LONGEST_PARSED = 0xFFFF
"""Bytes of an address that the parser of addresses takes; its offsets have 16 bits."""

HOST = re.compile(rb"[A-Za-z0-9\-._~%!$&'()*+,;=:\[\]]*")
"""What RFC 9112, section 3.2, allows in the header Host."""

NOT_ASCII = re.compile(rb"[\x80-\xff]")


def guarded(settings: Settings) -> type[HttpToolsProtocol]:
    """Return uvicorn's protocol with the limits of the settings on head, body and reading of answers."""

    class Guarded(HttpToolsProtocol):
        """One connection. A timer runs while the client owes something: a head, a body, or taking its answer."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._due: asyncio.TimerHandle | None = None
            self._stalled: asyncio.TimerHandle | None = None
            self._head_bytes: int | None = 0
            self._body_bytes = 0
            self._between = True
            self._expect(settings.head_seconds)

        def connection_lost(self, exc: Exception | None) -> None:
            self._expect(None)
            self._watch_writing(False)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._head_bytes is not None:
                self._head_bytes += len(data)
            else:
                self._body_bytes += len(data)
                if self._body_bytes > settings.max_body_bytes:
                    self.transport.abort()
                    return
            super().data_received(ascii_line(data) if self._between else data)
            if self._head_bytes is not None and self._head_bytes > settings.max_head_bytes:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Send long queries by POST.")

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._between = False
            if self._head_bytes is None:
                self._head_bytes = 0
            self._expect(settings.head_seconds)

        def on_headers_complete(self) -> None:
            self._head_bytes = None
            self._body_bytes = 0
            self._expect(settings.body_seconds)
            self.scope["state"][CROWDED] = len(self.connections) > settings.max_connections
            hosts = [value for name, value in self.headers if name == b"host"]
            if len(hosts) > 1 or not (HOST.fullmatch(hosts[0]) if hosts else self.parser.get_http_version() != "1.1"):
                self._refuse(HTTPStatus.BAD_REQUEST, "A request needs one header Host that names a host.")
                return
            whole = self.url
            if len(whole) > LONGEST_PARSED:
                self.url = whole.partition(b"?")[0]
            super().on_headers_complete()
            if len(whole) > LONGEST_PARSED:  # before the app sees it, for its task has only been planned
                self.scope["query_string"] = whole.partition(b"?")[2]

        def send_400_response(self, msg: str) -> None:
            self._refuse(HTTPStatus.BAD_REQUEST, "This is no HTTP request that the service can read.")

        def on_message_complete(self) -> None:
            self._between = True
            self._expect(None)
            super().on_message_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch_writing(True)

        def resume_writing(self) -> None:
            self._watch_writing(False)
            super().resume_writing()

        def _expect(self, seconds: float | None) -> None:
            if self._due is not None:
                self._due.cancel()
            self._due = self.loop.call_later(seconds, self._overdue) if seconds else None

        def _overdue(self) -> None:
            if self._head_bytes is not None and (self.cycle is None or self.cycle.response_complete):
                self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")
            else:
                self.transport.abort()

        def _watch_writing(self, paused: bool, before: int | None = None) -> None:
            if self._stalled is not None:
                self._stalled.cancel()
                self._stalled = None
            if paused:
                size = self.transport.get_write_buffer_size() + not_taken(self.transport)
                if before is not None and size >= before:
                    self.transport.abort()  # not a byte was taken in all that time
                    return
                self._stalled = self.loop.call_later(settings.send_seconds, self._watch_writing, True, size)

        def _refuse(self, status: HTTPStatus, detail: str) -> None:
            if not self.transport.is_closing():
                self.transport.write(refusal(status, detail))
                self.transport.close()

    return Guarded


def not_taken(transport: asyncio.BaseTransport) -> int:
    """Return how many bytes the kernel holds that the client has not acknowledged, 0 where it does not tell.

    A slow reader empties that store for minutes before the transport can give it more.
    """
    connection = transport.get_extra_info("socket")
    try:
        return int.from_bytes(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except (AttributeError, OSError):
        return 0


def ascii_line(data: bytes) -> bytes:
    """Return what begins a request with the other letters of its first line percent-encoded, as browsers write them.

    The parser refuses them as they are, and curl sends an IRI as it was typed.

    >>> ascii_line("GET /id/place/é HTTP/1.1\\r\\nHost: é".encode())
    b'GET /id/place/%C3%A9 HTTP/1.1\\r\\nHost: \\xc3\\xa9'
    """
    line, end, rest = data.partition(b"\n")
    return data if line.isascii() else NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest


def refusal(status: HTTPStatus, detail: str) -> bytes:
    """Return a whole answer with a problem, for requests that never become one to the app."""
    title = status.phrase.capitalize()
    problem: dict[str, Any] = {"type": f"{BASE}problem/bad-request", "title": title, "status": status, "detail": detail}
    body = orjson.dumps(problem)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nAccess-Control-Allow-Origin: *\r\nVary: Accept\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
