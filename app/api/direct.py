"""The layer before the framework: endpoint and documents are reached without routing, which costs more than a query."""

import logging
import re
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import on_surprise, problem
from app.errors import DigdipError

log = logging.getLogger(__name__)

CLIENT_GONE = 499
"""Nobody reads this status: the client has closed the connection. It is for the access log."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Direct:
    """Hands requests for the paths of a pattern, with one of its methods, to an endpoint; all others go to the routes.

    The named groups of the pattern are the path parameters. ``root`` is the application whose templates and state the
    endpoint knows.
    """

    def __init__(self, app: ASGIApp, root: ASGIApp, pattern: str, methods: frozenset[str], endpoint: Endpoint) -> None:
        self._app = app
        self._root = root
        self._match = re.compile(pattern).fullmatch
        self._methods = methods
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        found = self._match(scope["path"]) if scope["type"] == "http" and scope["method"] in self._methods else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["app"], scope["path_params"] = self._root, found.groupdict()
        request = Request(scope, receive, send)
        try:
            response = await self._endpoint(request)
        except DigdipError as error:
            response = problem(request, error)
        except ClientDisconnect:  # in the middle of its request
            response = Response(status_code=CLIENT_GONE)
        except Exception as error:
            log.exception("%s %s broke", scope["method"], scope["path"])
            response = await on_surprise(request, error)
        await response(scope, receive, send)
