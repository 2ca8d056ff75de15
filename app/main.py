"""The service: one function puts it together, one runs it."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from app.api import (
    anything,
    api_page,
    dataset,
    health,
    ontology_pages,
    openapi,
    problems,
    resources,
    sitemap,
    sparql,
)
from app.api.cache import Cache
from app.api.catalogue import Catalogue
from app.api.cors import Cors
from app.api.crowd import Crowd
from app.api.direct import Direct
from app.api.generations import Attended, Generations
from app.api.methods import READ
from app.api.metrics import Metrics
from app.api.observer import Observer
from app.api.pages import WEB, environment
from app.api.service import Service
from app.engine.pool import Pool
from app.engine.release import Release, check_release, read_release, stand_in
from app.errors import DigdipError
from app.guard import guarded
from app.logs import configuration
from app.presence import announced, folder_of
from app.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

log = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Return the service over the release that the settings name; raises ReleaseMissing when there is none."""
    release = read_data(settings)
    metrics, templates = Metrics(), environment()

    async def furnish(release: Release, engine: Pool) -> Service:
        catalogue = Catalogue(settings.project / "queries")
        service = Service(settings, release, engine, catalogue, templates, metrics)
        if settings.data is not None:
            await anything.take_stock(service, engine.quads)
        return service

    generations = Generations(settings, partial(read_data, settings), furnish)
    metrics.observe(lambda: generations if generations.service else None)
    app = FastAPI(title="digdip", lifespan=lifespan(settings, release, generations), docs_url=None, redoc_url=None)
    app.state.templates, app.state.generations, app.state.metrics = templates, generations, metrics
    problems.install(app)
    openapi.install(app)
    if settings.data is not None:
        app.include_router(anything.stand_ins)
    app.include_router(sparql.router)
    app.include_router(anything.router)
    app.include_router(resources.router)
    app.include_router(sitemap.router)
    app.include_router(dataset.router)
    app.include_router(ontology_pages.router)
    app.include_router(api_page.router)
    app.include_router(health.router)
    app.mount("/static", StaticFiles(directory=WEB / "static"))
    if settings.data is not None:
        app.include_router(anything.addresses)
    return app


def layered(app: FastAPI, settings: Settings) -> ASGIApp:
    """Return the service behind the layers that most requests need alone.

    Queries and documents never enter the framework, whose own way to them costs more than a small query does; answers
    that are kept do not even come so far.
    """
    generations, metrics = app.state.generations, app.state.metrics
    layer: ASGIApp = Direct(app, app, resources.DOCUMENT, frozenset(READ), resources.asked_document)
    layer = Direct(layer, app, sparql.PATH, sparql.METHODS, sparql.sparql)
    layer = Cors(Attended(layer, generations))
    if settings.cache_bytes:
        layer = Cache(
            layer, settings.cache_bytes, settings.cache_entry_bytes, lambda: str(generations.version), metrics
        )
    layer = Crowd(layer, settings.max_connections, settings.retry_seconds, app)
    return Observer(layer, metrics, log_all=settings.access_log)


def read_data(settings: Settings) -> Release:
    """Return what is to be served now: the file, or the release, whole."""
    release = stand_in(settings.data) if settings.data is not None else read_release(settings.release)
    check_release(release)
    return release


def lifespan(settings: Settings, release: Release, generations: Generations) -> Lifespan:
    """Return the app's lifespan: from a loaded dataset with waiting workers to an end without orphans."""

    @asynccontextmanager
    async def span(app: FastAPI) -> AsyncIterator[None]:
        try:
            await generations.open(release)
            with Switching(generations):
                yield
        except DigdipError as error:
            log.error("%s", error.detail)  # in a word, before the framework shows where in the code that was
            raise
        finally:
            await generations.close()

    return span


class Switching(ExitStack):
    """While this holds, SIGHUP switches to the release that there is then."""

    def __init__(self, generations: Generations) -> None:
        super().__init__()
        self._tasks: set[asyncio.Task[bool]] = set()
        if threading.current_thread() is threading.main_thread():
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGHUP, self._switch, generations)
            self.callback(loop.remove_signal_handler, signal.SIGHUP)

    def _switch(self, generations: Generations) -> None:
        task = asyncio.get_running_loop().create_task(generations.switch())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def serve(settings: Settings) -> None:
    """Run the service until it is told to stop."""
    config = uvicorn.Config(
        layered(create_app(settings), settings),
        host=settings.host,
        port=settings.port,
        http=guarded(settings),  # over httptools: h11 answers a second request smuggled behind Content-Length
        ws="none",
        loop="uvloop",
        server_header=False,
        access_log=False,  # app.api.observer writes what uvicorn would
        log_config=configuration(settings.log_level),
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    Announcing(config, settings).run()


class Announcing(uvicorn.Server):
    """The server, announced beside the releases from the moment at which it listens."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings
        self._announcement = ExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started and self._settings.announce and self._settings.data is None:
            port = self.servers[0].sockets[0].getsockname()[1]
            address = f"http://{reachable(self._settings.host)}:{port}"
            try:
                self._announcement.enter_context(announced(folder_of(self._settings.release), address))
            except OSError as error:
                log.warning("digdip publish will not find this service: %s", error.strerror)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Be found no more, then drain."""
        self._announcement.close()
        await super().shutdown(sockets)


def reachable(host: str) -> str:
    """Return the address under which a process of this machine reaches a service that listens on a host.

    >>> reachable("0.0.0.0"), reachable("::1")
    ('127.0.0.1', '[::1]')
    """
    own = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{own}]" if ":" in own else own
