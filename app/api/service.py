"""What the routes share: settings, the release, the engine, and the stored queries. Owned by the app, passed in."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from jinja2 import Environment

from app.api.catalogue import Catalogue
from app.engine.interface import HOUSE, Engine
from app.engine.release import Release
from app.engine.wire import Answer, Question
from app.settings import Settings


@dataclass
class Service:
    """One running service. ``running`` counts the queries under way by client address."""

    settings: Settings
    release: Release
    engine: Engine
    catalogue: Catalogue
    templates: Environment
    running: Counter[str] = field(default_factory=Counter)

    async def ask_house(self, query: str, format: str = "nt", **terms: str) -> Answer:
        """Return the answer to one of the service's own queries with terms bound by name."""
        text = self.catalogue.own(query)
        return await self.engine.answer(Question(text, "json", format, terms=terms), lane=HOUSE)

    @cached_property
    def context(self) -> dict[str, Any] | None:
        """The JSON-LD context of the project, None where the checkout has none."""
        path = self.settings.project / "ontology" / "context.jsonld"
        return orjson.loads(path.read_bytes()) if path.exists() else None

    def base_url(self, request: Request) -> str:
        """Return the public address of this service, without trailing slash."""
        return self.settings.base_url or str(request.base_url).rstrip("/")


def current_service(request: Request) -> Service:
    """Return the service of the app that handles a request."""
    service: Service = request.app.state.service
    return service


Current = Annotated[Service, Depends(current_service)]
