"""The innermost layer: endpoint and documents are reached without routing, which costs more than a small query does."""

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import problem
from app.errors import DigdipError

Endpoint = Callable[[Request], Awaitable[Response]]


class Direct:
    """Hands requests for the paths of a pattern, with one of its methods, to an endpoint; all others go to the routes.

    The named groups of the pattern are the path parameters.
    """

    def __init__(self, app: ASGIApp, pattern: str, methods: frozenset[str], endpoint: Endpoint) -> None:
        self._app = app
        self._match = re.compile(pattern).fullmatch
        self._methods = methods
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        found = self._match(scope["path"]) if scope["type"] == "http" and scope["method"] in self._methods else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_params"] = found.groupdict()
        request = Request(scope, receive, send)
        try:
            response = await self._endpoint(request)
        except DigdipError as error:
            response = problem(request, error)
        await response(scope, receive, send)
