"""A layer behind the observer: beyond the limit on connections a request is refused at once, in the one error shape."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.cors import opened
from app.api.problems import problem
from app.engine.failures import ServiceBusy
from app.guard import CROWDED


class Crowd:
    """Refuses what the server has marked as beyond its limit, and ends the connection, so that there is room again."""

    def __init__(self, app: ASGIApp, limit: int, retry: int, root: object) -> None:
        self._app = app
        self._root = root  # whose templates show a refusal to people
        self._limit = limit
        self._retry = str(retry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http" or not scope.get("state", {}).get(CROWDED):
            await self._app(scope, receive, send)
            return
        headers = {"Retry-After": self._retry, "Connection": "close"}
        error = ServiceBusy(f"More than {self._limit} connections are open.", headers=headers, limit=self._limit)
        scope["app"] = self._root
        await problem(Request(scope), error)(scope, receive, opened(send))
