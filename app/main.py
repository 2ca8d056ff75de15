"""The service: one function puts it together, one runs it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from app.api import dataset, health, problems, resources, sparql
from app.api.cache import Cache
from app.api.catalogue import Catalogue
from app.api.cors import Cors
from app.api.pages import WEB, environment
from app.api.service import Service
from app.engine.pool import Pool
from app.engine.release import Release, read_release
from app.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

GRACE_SECONDS = 10
"""How long a stopping server waits for answers under way."""


def create_app(settings: Settings) -> FastAPI:
    """Return the service over the release that the settings name; raises ReleaseMissing when there is none."""
    release = read_release(settings.release)
    app = FastAPI(title="digdip", lifespan=lifespan(settings, release), docs_url=None, redoc_url=None)
    app.state.templates = environment()
    problems.install(app)
    app.include_router(sparql.router)
    app.include_router(resources.router)
    app.include_router(dataset.router)
    app.include_router(health.router)
    app.mount("/static", StaticFiles(directory=WEB / "static"))
    if settings.cache_bytes:
        app.add_middleware(Cache, limit=settings.cache_bytes, entry_limit=settings.cache_entry_bytes)
    app.add_middleware(Cors)
    return app


def lifespan(settings: Settings, release: Release) -> Lifespan:
    """Return the app's lifespan: from a loaded dataset with waiting workers to an end without orphans."""

    @asynccontextmanager
    async def span(app: FastAPI) -> AsyncIterator[None]:
        async with Pool(release.data, settings) as engine:
            catalogue = Catalogue(settings.project / "queries")
            app.state.service = Service(settings, release, engine, catalogue, app.state.templates)
            yield

    return span


def serve(settings: Settings) -> None:
    """Run the service until it is told to stop."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http="httptools",  # h11 answers a second request smuggled behind Content-Length with Transfer-Encoding
        loop="uvloop",
        server_header=False,
        access_log=settings.access_log,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
