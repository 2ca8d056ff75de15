"""The outermost layer: gives every request an identifier, counts its answer, and logs what an operator should see."""

import logging
import re
import secrets
import time
from itertools import count

from prometheus_client import Counter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import Metrics
from app.logs import FIELDS, request_id

WELL_FORMED = re.compile(rb"[A-Za-z0-9._~:+/=@-]{1,128}")
"""Identifiers that are taken over from a client or proxy; whatever else is sent gets a new one."""

START, SERIAL = secrets.token_hex(10), count()
"""A new identifier is what no other process has, and a number: far cheaper than chance for every request."""

METHODS = frozenset({"GET", "HEAD", "POST", "QUERY", "OPTIONS"})
HEADER = b"x-request-id"
WORTH_A_LINE = 500
TOO_MANY = 429

log = logging.getLogger("digdip.request")


class Observer:
    """Passes every request on and looks at what becomes of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, log_all: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._log_all = log_all
        self._counters: dict[tuple[str, int], Counter] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        identifier = identify(scope)
        request_id.set(identifier.decode())
        status = 0

        async def sender(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                others = [header for header in message["headers"] if header[0] != HEADER]
                message["headers"] = [*others, (HEADER, identifier)]
            await send(message)

        try:
            await self._app(scope, receive, sender)
        finally:
            self._note(scope, status or 500, time.perf_counter() - start)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"  # clients can invent methods without end
        if (counter := self._counters.get((method, status))) is None:
            counter = self._counters[method, status] = self._metrics.responses.labels(method, status)
        counter.inc()
        troubled = status >= WORTH_A_LINE or status == TOO_MANY
        if self._log_all or troubled:
            client = scope.get("client")
            fields = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "seconds": round(seconds, 6),
                "client": client[0] if client else None,
            }
            log.log(logging.WARNING if troubled else logging.INFO, "request", extra={FIELDS: fields})


def identify(scope: Scope) -> bytes:
    """Return the identifier that a request brings, or a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and WELL_FORMED.fullmatch(value):
            return bytes(value)
    return f"{START}{next(SERIAL):012x}".encode()
