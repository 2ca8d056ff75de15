"""A layer around all routes: anonymous reading from any web page, preflights, and headers that every answer carries."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.methods import allowed

EXPOSED = (
    "Dataset-Version, ETag, Link, Location, RateLimit, RateLimit-Policy, Result-Count, Retry-After, Server-Timing, "
    "X-Request-Id"
)
PREFLIGHT_SECONDS = 86_400
COMMON = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
]
VARY = (b"vary", b"Accept, Accept-Encoding")
OWN = frozenset(name for name, _ in COMMON)


class Cors:
    """Answers OPTIONS itself and opens every other answer to all origins, without credentials."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await preflight(scope, send)
        else:
            await self._app(scope, receive, opened(send))


def opened(send: Send) -> Send:
    """Return a send that adds the common headers."""

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [header for header in message["headers"] if header[0] not in OWN]
            varied = any(name == b"vary" for name, _ in others)
            message["headers"] = [*others, *COMMON] if varied else [*others, *COMMON, VARY]
        await send(message)

    return sender


async def preflight(scope: Scope, send: Send) -> None:
    """Answer OPTIONS: which methods the address has, and that a page may send any header."""
    methods = allowed(scope["path"]).encode()
    asked = dict(scope["headers"]).get(b"access-control-request-headers", b"")
    headers = [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", asked or b"Accept, Content-Type, If-None-Match"),
        (b"access-control-max-age", str(PREFLIGHT_SECONDS).encode()),
        (b"allow", methods),
        (b"vary", b"Access-Control-Request-Headers"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
