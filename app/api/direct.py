"""The innermost layer: the endpoint is reached without routing, which costs more than a small query does."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import problem
from app.errors import DigdipError

Endpoint = Callable[[Request], Awaitable[Response]]


class Direct:
    """Hands the requests for one path with one of its methods to an endpoint; all others go on to the routes."""

    def __init__(self, app: ASGIApp, path: str, methods: frozenset[str], endpoint: Endpoint) -> None:
        self._app = app
        self._path = path
        self._methods = methods
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] not in self._methods:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await self._endpoint(request)
        except DigdipError as error:
            response = problem(request, error)
        await response(scope, receive, send)
