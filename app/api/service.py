"""What the routes share: settings, the release, the engine, and the stored queries. Owned by the app, passed in."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from cachetools import LRUCache
from fastapi import Depends, Request
from jinja2 import Environment
from starlette.datastructures import URL

from app.api.catalogue import Catalogue
from app.api.compaction import Context
from app.api.examples import Examples
from app.api.library import Library, read_library
from app.api.metrics import Metrics
from app.engine.formats import GRAPHS
from app.engine.interface import HOUSE, Engine
from app.engine.release import Release
from app.engine.wire import Answer, Question
from app.settings import Settings

if TYPE_CHECKING:
    from app.api.describing import Description


@dataclass
class Service:
    """One running service over one release.

    ``authorities`` are those of the IRIs in a file that is served in place of a release, the most frequent first.
    """

    settings: Settings
    release: Release
    engine: Engine
    catalogue: Catalogue
    templates: Environment
    metrics: Metrics = field(default_factory=Metrics)
    sitemap: list[list[str]] | None = None
    authorities: tuple[str, ...] = ()
    examples: dict[str, Examples] | None = None

    async def ask_house(self, query: str, format: str = "nt", *, seconds: float | None = None, **terms: str) -> Answer:
        """Return the answer to one of the service's own queries with terms bound by name."""
        text = self.catalogue.own(query)
        graph_format = format if format in GRAPHS else "nt"
        question = Question(text, "json", graph_format, terms=terms)
        return await self.engine.answer(question, lane=HOUSE, seconds=seconds)

    @cached_property
    def descriptions(self) -> "LRUCache[tuple[str, str], Description]":
        """Descriptions with their texts packed, by IRI and mark: to tell one in another format takes no query."""
        return LRUCache(self.settings.description_bytes, getsizeof=attrgetter("size"))

    @property
    def vocabulary(self) -> Path:
        """The folder with ontology, shapes and context: the release's own, the checkout's for one without them."""
        return self.release.vocabulary or self.settings.project

    @cached_property
    def context(self) -> dict[str, Any] | None:
        """The JSON-LD context of the project, None where the checkout has none."""
        path = self.vocabulary / "ontology" / "context.jsonld"
        return orjson.loads(path.read_bytes()) if path.exists() else None

    @cached_property
    def words(self) -> Context | None:
        """The same context turned round, for writing JSON-LD."""
        return Context(self.context) if self.context is not None else None

    @cached_property
    def library(self) -> Library:
        """The ontology and the shapes that the release rests on."""
        return read_library(self.vocabulary)

    def base_url(self, request: Request) -> str:
        """Return the public address of this service, without trailing slash."""
        host = request.headers.get("host")
        return self.settings.base_url or address(request.scope["scheme"], host, request.scope.get("server"))


@lru_cache(100)
def address(scheme: str, host: str | None, server: tuple[str, int] | None) -> str:
    """Return the address that a client used, by the Host header where that names one; putting it together costs.

    >>> address("http", "graph.example:8000", None)
    'http://graph.example:8000'
    """
    headers = [] if host is None else [(b"host", host.encode("latin-1"))]
    return str(URL(scope={"scheme": scheme, "server": server, "path": "", "headers": headers}))


async def current_service(request: Request) -> Service:
    """Return the service over the release that was current when a request began.

    Asynchronous, because the framework would run anything else in a thread, which costs more than a small query.
    """
    service: Service = request.scope["state"]["service"]
    return service


Current = Annotated[Service, Depends(current_service)]
