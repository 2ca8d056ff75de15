"""Which release is served: the first one, and the switch to the next while requests go on.

A request keeps the release that it began with. The engine of a release that has been replaced ends when the last of
its requests is answered.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.ahead import describe_ahead
from app.api.service import Service
from app.engine.interface import HOUSE
from app.engine.pool import Pool, PoolState
from app.engine.release import Release
from app.engine.wire import Question
from app.errors import DigdipError
from app.settings import Settings

PROBE = Question("ASK { ?s ?p ?o }")

MOMENT = 0.2
"""Seconds without a request after which the service may work ahead."""

log = logging.getLogger(__name__)


@dataclass
class Generation:
    """A release in service, its engine, and how many requests are with it."""

    service: Service
    engine: Pool
    requests: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    last: float = 0.0
    ahead: asyncio.Task[None] | None = None

    @property
    def quiet(self) -> bool:
        """Whether nobody has asked for anything for a moment."""
        return not self.requests and time.monotonic() - self.last > MOMENT

    async def end(self) -> None:
        """End the work ahead and the engine."""
        if self.ahead is not None:
            self.ahead.cancel()
        await self.engine.__aexit__()


class Generations:
    """Holds the release in service. ``read`` gives the release to serve, ``furnish`` the service over an engine."""

    def __init__(
        self,
        settings: Settings,
        read: Callable[[], Release],
        furnish: Callable[[Release, Pool], Awaitable[Service]],
    ) -> None:
        self._settings = settings
        self._read = read
        self._furnish = furnish
        self._current: Generation | None = None
        self._switching = asyncio.Lock()
        self._retiring: set[asyncio.Task[None]] = set()
        self.refused = ""
        self.stopping = False

    @property
    def service(self) -> Service | None:
        """The service over the release that answers now."""
        return self._current.service if self._current else None

    @property
    def state(self) -> PoolState:
        """The pool at this moment."""
        assert self._current is not None
        return self._current.engine.state

    @property
    def version(self) -> str:
        """The version that is served, "" before the first is."""
        return self._current.service.release.version if self._current else ""

    @property
    def quads(self) -> int:
        """The number of quads that are loaded."""
        return self._current.engine.quads if self._current else 0

    async def open(self, release: Release) -> None:
        """Serve a first release; raises an EngineError when it cannot be loaded."""
        self._current = await self._load(release)

    async def close(self) -> None:
        """End the engines of all releases."""
        self.stopping = True
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        if self._current is not None:
            await self._current.end()

    async def switch(self) -> bool:
        """Serve the release that there is now, and return whether it is in service; a broken one changes nothing."""
        async with self._switching:
            old = self._current
            assert old is not None
            try:
                release = await asyncio.to_thread(self._read)
                if release.version == old.service.release.version:
                    self.refused = ""
                    return True
                new = await self._load(release)
            except DigdipError as error:
                self.refused = error.detail
                log.error("the release is refused and the old one goes on: %s", error.detail)
                return False
            self._current, self.refused = new, ""
            log.info("serving %s", release.version)
            task = asyncio.create_task(self._retire(old))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)
            return True

    async def _load(self, release: Release) -> Generation:
        async with AsyncExitStack() as undo:
            engine = await undo.enter_async_context(Pool(release.data, self._settings))
            await engine.answer(PROBE, lane=HOUSE)
            loaded = Generation(await self._furnish(release, engine), engine)
            undo.pop_all()
        if self._settings.describe_ahead and self._settings.data is None:
            loaded.ahead = asyncio.create_task(describe_ahead(loaded.service, lambda: loaded.quiet))
        return loaded

    async def _retire(self, old: Generation) -> None:
        try:
            if old.requests:
                await old.idle.wait()
        finally:
            await old.end()

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the release that is current now until its end."""
        generation = self._current
        if generation is None:
            await app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["service"] = generation.service
        generation.requests += 1
        try:
            await app(scope, receive, send)
        finally:
            generation.requests -= 1
            generation.last = time.monotonic()
            if not generation.requests and generation is not self._current:
                generation.idle.set()


class Attended:
    """The layer that ties each request to a release."""

    def __init__(self, app: ASGIApp, generations: Generations) -> None:
        self._app = app
        self._generations = generations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] == "http":
            await self._generations.serve(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)
