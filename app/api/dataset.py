"""The dataset as a whole: start page, its own description, the JSON-LD context, dumps."""

import asyncio
import base64
from urllib.parse import quote

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import FileResponse, RedirectResponse, Response

from app.api.describing import read_triples
from app.api.failures import NotFound
from app.api.markup import markup
from app.api.methods import READ
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, page
from app.api.problems import kinds, slug
from app.api.profiles import PROFILES, SCHEMA_ORG, choose_profile
from app.api.ranges import settle
from app.api.representation import is_known, represent
from app.api.resources import JSONLD, VARY, exists, write
from app.api.service import Current, Service
from app.api.signposting import links_of_whole
from app.api.sitemap import kinds as count_kinds
from app.api.views import shortened, views
from app.engine.formats import GRAPHS
from app.engine.results import rewrite
from app.namespaces import BASE, DATASET_GRAPH

router = APIRouter()

DATASET = NamedNode(BASE + "dataset")

COMPANIONS = {"release.json": "application/json", "SHA256SUMS": "text/plain; charset=utf-8"}
"""Files of a release that its manifest cannot list, because they list the others."""

SHOWN = 10
"""Resources of a series, and values of a property, on the page for people: a release has an input for each document."""

CONTEXT_MAX_AGE = 86_400
"""Seconds for which a JSON-LD context may be reused: it only grows, and every document needs it."""


@router.api_route("/", methods=READ, summary="What this is")
async def start(request: Request, service: Current) -> Response:
    """Answer the start page, or the dataset's description to clients that ask for RDF."""
    format, media_type = choose(request, {"html": HTML} | GRAPHS)
    if format is not HTML:
        return await graph_document(request, service, DATASET_GRAPH, DATASET)
    front = service.catalogue.front(service.settings.front_queries)
    base = service.base_url(request)
    values = {
        "queries": front,
        "base": base,
        "kinds": await count_kinds(service),
        "markup": await markup(service, base),
    }
    body = page(service.templates, "start.html", release=service.release, **values)
    return await represent(request, service, body, media_type, headers=SAFETY)


@router.api_route("/dataset", methods=READ, summary="The dataset's description (VoID, DCAT, PROV)")
@router.api_route("/.well-known/void", methods=READ, summary="The dataset's description where crawlers look")
async def dataset(request: Request, service: Current) -> Response:
    """Answer what the dataset says of itself, in the words of schema.org by that profile."""
    if choose_profile(request) is SCHEMA_ORG:
        text = await markup(service, service.base_url(request))
        return await represent(request, service, text.encode(), "application/ld+json", headers={"Vary": VARY})
    return await graph_document(request, service, DATASET_GRAPH, DATASET)


@router.api_route("/dataset/{part:path}", methods=READ, summary="A part of the dataset's description")
@router.api_route("/build/{part:path}", methods=READ, summary="A build, or a file that went into it")
async def described(request: Request, service: Current, part: str) -> Response:
    """Lead from a partition, a linkset, a build or its input to the description that tells of it."""
    iri = node(BASE + request.url.path.removeprefix("/"))
    if not await exists(service, iri):
        raise NotFound(f"The description of the dataset has no {iri.value}.")
    return RedirectResponse("/dataset", 303, {"Vary": VARY})


def node(iri: str) -> NamedNode:
    """Return an IRI as a term; raises NotFound where it is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise NotFound(f"{iri!r} is no IRI.") from error


async def graph_document(request: Request, service: Service, graph: NamedNode, topic: NamedNode) -> Response:
    """Answer the content of a named graph, in the negotiated format."""
    format, media_type = choose(request, GRAPHS | {"html": HTML}, request.query_params.get("format"))
    answer = await service.ask_house("content", graph=str(graph))
    if not answer.rows:
        raise NotFound(f"This release has no {graph.value}.")
    text = b"".join(sorted(answer.body.splitlines(keepends=True)))
    links = links_of_whole(topic.value, quote(request.url.path))
    headers = {"Vary": VARY, "Last-Modified": service.release.last_modified, "Link": links}
    if format not in (HTML, JSONLD):  # a large one would hold up all others
        body = await asyncio.to_thread(rewrite, text, format.name)
        return await represent(request, service, body, media_type, headers=headers)
    triples = read_triples(text)
    if format is JSONLD:
        body = await write(service, request, triples, format, topic)
        return await represent(request, service, body, media_type, headers=headers)
    liked = languages(request.headers.getlist("accept-language"))
    first = sorted(views(triples, liked), key=lambda one: one.iri != topic.value)
    seen, left = shortened(first, SHOWN)
    body = page(service.templates, "graph.html", topic=topic.value, views=seen, left=left, formats=GRAPHS)
    return await represent(request, service, body, media_type, headers=headers | SAFETY)


@router.api_route("/context.jsonld", methods=READ, summary="The JSON-LD context")
async def context(request: Request, service: Current) -> Response:
    """Answer the context by which the service compacts JSON-LD, and dossiers are read."""
    path = service.vocabulary / "ontology" / "context.jsonld"
    if not path.exists():
        raise NotFound("This service has no JSON-LD context.")
    headers = {"Cache-Control": f"public, max-age={CONTEXT_MAX_AGE}"}
    return await represent(request, service, path.read_bytes(), "application/ld+json", headers=headers)


@router.api_route("/data/{name:path}", methods=READ, summary="Dumps, checksums, reports")
async def download(request: Request, service: Current, name: str) -> Response:
    """Answer a file of the release as it lies on disk, with length, checksum and ranges; without a name, their list."""
    if not name:
        return RedirectResponse("/dataset", 303, {"Vary": VARY})
    file = service.release.files.get(name)
    if file is None and name not in COMPANIONS:
        raise NotFound(f"This release has no file {name!r}.")
    path = file.path if file else service.release.path / name
    etag = file.sha256 if file else f"{service.release.version}-{name}"
    headers = {
        "ETag": f'"{etag}"',
        "Last-Modified": service.release.last_modified,
        "Cache-Control": f"public, max-age={service.settings.max_age}",
        "Dataset-Version": service.release.version,
        "Vary": "Accept-Encoding",
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if file:
        headers["Repr-Digest"] = f"sha-256=:{base64_of(file.sha256)}:"
    settle(request, f'"{etag}"', path.stat().st_size)
    kind = file_type(name, file.media_type if file else COMPANIONS[name])
    return FileResponse(path, headers=headers, media_type=kind)


def base64_of(digits: str) -> str:
    """Return hexadecimal digits as base64, the way RFC 9530 writes digests."""
    return base64.b64encode(bytes.fromhex(digits)).decode()


def file_type(name: str, media_type: str) -> str:
    """Return the type under which a file leaves: a compressed dump is a gzip file, so that its checksum holds."""
    return "application/gzip" if name.endswith(".gz") else media_type


@router.api_route("/profile/{name}", methods=READ, summary="What a profile gives")
async def profile(request: Request, service: Current, name: str) -> Response:
    """Answer the meaning of a profile, at the address that names it."""
    if (found := PROFILES.get(name)) is None:
        raise NotFound(f"There is no profile {name!r}.")
    body = page(service.templates, "profile.html", profile=found)
    return await represent(request, service, body, "text/html", headers=SAFETY)


@router.api_route("/problem/{name}", methods=READ, summary="What an error means")
async def explain(request: Request, service: Current, name: str) -> Response:
    """Answer the meaning of a kind of error, at the address that names it."""
    for kind in kinds():
        if slug(kind) == name:
            problem = {"title": kind.title, "status": kind.status, "detail": (kind.__doc__ or "").strip()}
            body = page(service.templates, "problem.html", problem=problem)
            return await represent(request, service, body, "text/html", headers=SAFETY)
    raise NotFound(f"There is no kind of error {name!r}.")
