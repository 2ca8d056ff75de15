"""Work ahead of being asked: while nobody wants anything, resources are described, so that nobody is the first."""

import asyncio
import logging
from collections.abc import Callable
from itertools import chain

from pyoxigraph import NamedNode

from app.api.describing import describe
from app.api.failures import NotFound
from app.api.service import Service
from app.api.sitemap import parts
from app.engine.failures import EngineError
from app.namespaces import ID

PAUSE = 0.1
"""Seconds until the next look whether anybody asks."""

FULL = 0.95
"""The share of the room for descriptions that is filled ahead; the rest is for those that are asked for."""

log = logging.getLogger(__name__)


async def describe_ahead(service: Service, quiet: Callable[[], bool]) -> None:
    """Describe every resource while it is quiet, one at a time, until the room for descriptions is filled."""
    kept = service.descriptions
    try:
        while not quiet():
            await asyncio.sleep(PAUSE)
        for iri in chain.from_iterable(await parts(service)):
            while not quiet():
                await asyncio.sleep(PAUSE)
            if kept.currsize >= FULL * kept.maxsize:
                break
            kind, _, slug = iri.removeprefix(ID).partition("/")
            await describe(service, NamedNode(iri), kind, slug)
    except (EngineError, NotFound) as error:
        log.warning("nothing more is described ahead: %s", error.detail)
    log.info("%d descriptions are kept", len(kept))
