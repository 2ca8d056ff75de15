"""The endpoint is reached without routing, and answers just as it would with it."""

import asyncio
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from app.api.direct import Direct
from app.api.failures import BadRequest


async def endpoint(request: Request) -> Response:
    if "gone" in request.query_params:
        raise ClientDisconnect
    if "broken" in request.query_params:
        raise ZeroDivisionError
    if request.query_params:
        raise BadRequest("no")
    return PlainTextResponse(" ".join(request.path_params.values()) or "endpoint")


async def routes(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("routes")(scope, receive, send)


@pytest.mark.parametrize(
    ("method", "path", "search", "status", "body"),
    [
        ("GET", "/sparql", b"", 200, b"endpoint"),
        ("GET", "/sparql", b"a=1", 400, b'"status":400'),
        ("GET", "/sparql", b"gone", 499, b""),
        ("GET", "/sparql", b"broken", 500, b'"status":500'),
        ("PUT", "/sparql", b"", 200, b"routes"),
        ("GET", "/sparql/", b"", 200, b"routes"),
        ("GET", "/doc/a/b", b"", 200, b"a b"),
        ("GET", "/doc/a/b/c", b"", 200, b"routes"),
        ("PUT", "/doc/a/b", b"", 200, b"routes"),
    ],
)
def test_only_its_paths_and_methods(method: str, path: str, search: bytes, status: int, body: bytes) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": search, "headers": []}
    inner = Direct(routes, routes, "/sparql", frozenset({"GET"}), endpoint)
    outer = Direct(inner, routes, r"/doc/(?P<kind>[^/]+)/(?P<name>[^/]+)", frozenset({"GET"}), endpoint)
    asyncio.run(outer(scope, receive, send))
    assert sent[0]["status"] == status and body in sent[1]["body"]
