"""Documents about any IRI, whatever authority it has (``/doc?iri=…``), and what a file needs for want of a release.

A file has no release to describe it, so the service counts what it holds. The path of each of its IRIs is an address
here as well: ``http://example.org/a/b`` answers at ``/a/b``, for the authority that most subjects have, then for
others.
"""

from dataclasses import replace
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import RedirectResponse, Response

from app.api import service_description
from app.api.describing import read_triples
from app.api.failures import BadRequest, NotFound
from app.api.methods import READ
from app.api.negotiation import HTML, choose
from app.api.pages import query_url
from app.api.profiles import choose_form
from app.api.representation import represent
from app.api.resources import write
from app.api.service import Current, Service
from app.api.signposting import links_of_whole
from app.engine.formats import GRAPHS
from app.namespaces import BASE

router, stand_ins, addresses = APIRouter(), APIRouter(), APIRouter()

FORMATS = GRAPHS | {"html": HTML}
VARY = "Accept, Accept-Encoding"
STOCK_SECONDS = 60.0
"""Counting happens once, before a file is served."""


async def take_stock(service: Service, quads: int) -> None:
    """Count what a file holds, and find the authorities of its subjects."""
    graphs = await rows(service, "graphs")
    triples = sum(int(row["triples"]) for row in graphs if "graph" not in row)
    named = sum("graph" in row for row in graphs)
    service.release = replace(service.release, totals={"quads": quads, "triples": triples, "graphs": named})
    service.authorities = tuple(row["authority"] for row in await rows(service, "authorities"))


async def rows(service: Service, query: str) -> list[dict[str, str]]:
    """Return the rows of one of the service's own queries, values without their kinds."""
    answer = await service.ask_house(query, "json", seconds=STOCK_SECONDS)
    bindings = orjson.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


@router.api_route("/doc", methods=READ, summary="The document about any IRI")
async def document(request: Request, service: Current, iri: str) -> Response:
    """Answer what all graphs say of an IRI; those of the project's own lead to their documents."""
    resource = named_node(iri)
    if iri.startswith(BASE) and service.settings.data is None:
        return RedirectResponse("/" + quote(iri.removeprefix(BASE)), 303, {"Vary": VARY})
    format, media_type = choose(request, FORMATS, request.query_params.get("format"))
    if not await exists(service, resource):
        raise NotFound(f"This dataset says nothing of {iri}.")
    if format is HTML:
        return RedirectResponse(query_url(f"DESCRIBE <{iri}>"), 303, {"Vary": VARY})
    links = f'<{quoted(iri)}>; rel="describes"'
    if service.settings.data is not None:
        answer = await service.ask_house("anything", format.name, resource=str(resource))
        body = answer.body
    else:
        answer = await service.ask_house("anything", resource=str(resource))
        triples = read_triples(b"\n".join(sorted(answer.body.splitlines())))
        form = choose_form(request) if format is GRAPHS["jsonld"] else None
        body = await write(service, request, triples, format, resource, form)
        media_type = f'{media_type};profile="{form}"' if form else media_type
        links += f", {links_of_whole(iri, '/doc?iri=' + quote(iri, safe=''))}"
    headers = {"Last-Modified": service.release.last_modified, "Link": links}
    return await represent(request, service, body, media_type, headers=headers)


@stand_ins.api_route("/.well-known/void", methods=READ, summary="What the served file holds (VoID)")
@stand_ins.api_route("/dataset", methods=READ, summary="What the served file holds (VoID)")
async def counted(request: Request, service: Current) -> Response:
    """Answer a description of the dataset made from counts."""
    format, media_type = choose(request, GRAPHS)
    body = await service_description.describe(service, service.base_url(request), format.name)
    return await represent(request, service, body, media_type)


@addresses.api_route("/{path:path}", methods=READ, include_in_schema=False)
async def address(request: Request, service: Current, path: str) -> Response:
    """Lead from the path of an IRI to the document about it, whichever of the file's authorities it has."""
    query = request.scope["query_string"].decode("latin-1")
    local = quote("/" + path, safe=SAFE) + (f"?{query}" if query else "")
    for authority in service.authorities:
        for iri in dict.fromkeys((authority + local, f"{authority}/{path}")):
            if await exists(service, named_node(iri)):
                return RedirectResponse(f"/doc?iri={quote(iri, safe='')}", 303, {"Vary": VARY})
    raise NotFound("The served file describes nothing at this address. For any IRI there is /doc?iri=….")


SAFE = "/:@!$&'()*+,;=~%"


def named_node(iri: str) -> NamedNode:
    """Return an IRI as a term; raises BadRequest where it is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BadRequest(f"{iri!r} is not an absolute IRI.") from error


async def exists(service: Service, resource: NamedNode) -> bool:
    """Return whether any graph has the resource as subject or object."""
    answer = await service.ask_house("mentioned", "json", resource=str(resource))
    return answer.body.endswith(b"true}")


def quoted(iri: str) -> str:
    """Return an IRI as it may stand in a header."""
    return quote(iri, safe=SAFE + "?#[]")
