"""Entity IRIs and their documents: 303 from the thing to its document, and the document in every format and profile."""

import asyncio
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Request
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, parse_query_results, serialize
from pyoxigraph import QueryResultsFormat as ResultsFormat
from starlette.responses import RedirectResponse, Response

from app.api import signposting
from app.api.describing import Description, about_document, describe, read_mark, read_triples
from app.api.failures import BadRequest, Gone, NotAcceptable, NotFound
from app.api.jsonld import frame, write_jsonld
from app.api.methods import READ
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, local_address, page
from app.api.profiles import PLAIN, PROVENANCE, SCHEMA_ORG, Profile, choose_form, choose_profile
from app.api.representation import represent
from app.api.service import Current, Service, current_service
from app.api.views import view
from app.engine.formats import GRAPHS, Format
from app.engine.results import rewrite, used_prefixes, write_graph
from app.namespaces import ID, KINDS, expand

router = APIRouter()

FORMATS = GRAPHS | {"html": HTML}
WITH_GRAPHS = {name: GRAPHS[name] for name in ("trig", "nq")}
VARY = "Accept, Accept-Language, Accept-Profile, Accept-Encoding"
RETIRED = f'{expand("owl:deprecated")} "true"'
SCHEMA_CONTEXT = {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}
JSONLD = GRAPHS["jsonld"]
DOCUMENT = r"/doc/(?P<kind>[^/]+)/(?P<name>[^/]+)"
"""The paths of documents."""


@router.api_route("/id/{kind}/{slug}", methods=READ, summary="A thing: leads to its document")
async def thing(request: Request, service: Current, kind: str, slug: str) -> Response:
    """Answer 303 See Other with the document about an entity, 404 where nothing is described, 301 or 410 if retired.

    What no accepted source tells is in no curated statement: it leads to the document of the graph that tells of it.
    """
    iri = entity_iri(kind, slug)
    choose(request, FORMATS)
    headers = {"Vary": VARY, "Cache-Control": f"public, max-age={service.settings.max_age}"}
    if not await exists(service, iri):
        return RedirectResponse(quote(await told_in(service, iri)), 303, headers)
    if (moved := await successor(service, iri)) is not None:
        return RedirectResponse(local_address(moved), 301, headers)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(quote(f"/doc/{kind}/{slug}") + query, 303, headers)


@router.api_route("/doc/{kind}/{name}", methods=READ, summary="The document about a thing")
async def document(
    request: Request,
    service: Current,
    kind: str,
    name: str,
    after: str | None = None,
    frame: str | None = None,
    version: str | None = None,
) -> Response:
    """Answer the description of an entity, in the negotiated format or the one that the suffix names.

    ``after`` begins another page of what points to the entity, ``frame`` names a stored frame for JSON-LD, ``version``
    asks for the document as that release has it, and for nothing else.
    """
    if version not in (None, service.release.version):
        raise NotFound(f"Here is release {service.release.version}; of {version!r} there is nothing left.")
    slug, suffix = split_suffix(name)
    iri = entity_iri(kind, slug)
    profile = choose_profile(request)
    format, media_type = choose(request, WITH_GRAPHS if profile is PROVENANCE else FORMATS, suffix)
    if frame is not None and suffix is None:
        format, media_type = JSONLD, JSONLD.media_type
    description = await describe(service, iri, kind, slug, read_mark(after))
    if f"{iri} {RETIRED}".encode() in description.text:
        moved = await successor(service, iri)
        if moved is not None:
            return RedirectResponse(local_address(moved), 301, {"Vary": VARY})
    links = signposting.links_of(description, profile)
    headers = {
        "Vary": VARY,
        "Last-Modified": service.release.last_modified,
        "Link": signposting.header(links),
        "Content-Location": location(description, format, request),
    }
    if version is not None:
        original = f'<{service.base_url(request)}{description.path}>; rel="original"'
        headers |= {"Memento-Datetime": service.release.last_modified, "Link": f"{headers['Link']}, {original}"}
    if format is HTML:
        liked = languages(request.headers.getlist("accept-language"))
        seen = view(description.triples, iri, liked)
        body = page(
            service.templates,
            "resource.html",
            view=seen,
            path=description.path,
            about=description,
            formats=GRAPHS,
            release=service.release,
            words=lambda term: service.library.words(term, liked),
        )
        return await represent(request, service, body, media_type, headers=headers | SAFETY)
    form = choose_form(request) if format is JSONLD else None
    body = await write_description(service, request, description, format, profile, form, frame)
    if form is not None:
        media_type = f'{media_type};profile="{form}"'
    headers["Content-Profile"] = f"<{profile.iri}>"
    return await represent(request, service, body, media_type, headers=headers)


async def asked_document(request: Request) -> Response:
    """Answer the document that a request asks for, without the framework's reading of parameters."""
    asked = request.query_params
    kind, name = request.path_params["kind"], request.path_params["name"]
    wishes = (asked.get("after"), asked.get("frame"), asked.get("version"))
    return await document(request, await current_service(request), kind, name, *wishes)


@router.api_route("/linkset/{kind}/{slug}", methods=READ, summary="Every link of a document (RFC 9264)")
async def linkset(request: Request, service: Current, kind: str, slug: str) -> Response:
    """Answer the linkset of the document about an entity."""
    description = await describe(service, entity_iri(kind, slug), kind, slug)
    body = signposting.linkset(description, signposting.links_of(description, PLAIN), service.base_url(request))
    headers = {"Vary": VARY, "Last-Modified": service.release.last_modified}
    return await represent(request, service, body, signposting.LINKSET, headers=headers)


@router.api_route("/timemap/{kind}/{slug}", methods=READ, summary="The versions of a document (RFC 7089)")
async def timemap(request: Request, service: Current, kind: str, slug: str) -> Response:
    """Answer which versions of the document about an entity can be had here."""
    description = await describe(service, entity_iri(kind, slug), kind, slug)
    body = signposting.timemap(description, service.release, service.base_url(request))
    headers = {"Vary": VARY, "Last-Modified": service.release.last_modified}
    return await represent(request, service, body, signposting.TIMEMAP, headers=headers)


def location(description: Description, format: Format, request: Request) -> str:
    """Return the address that always answers what this request got."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{description.path}.{format.name}{query}"


def split_suffix(name: str) -> tuple[str, str | None]:
    """Return slug and format name of a document's last path segment.

    >>> split_suffix("JPN.ttl"), split_suffix("JPN")
    (('JPN', 'ttl'), ('JPN', None))
    """
    slug, dot, suffix = name.rpartition(".")
    return (slug, suffix) if dot and suffix in FORMATS else (name, None)


def entity_iri(kind: str, slug: str) -> NamedNode:
    """Return the IRI under a path; raises NotFound where no IRI of the project can be."""
    if kind not in KINDS:
        raise NotFound(f"There is no kind of thing called {kind!r}.")
    try:
        return NamedNode(f"{ID}{kind}/{slug}")
    except ValueError as error:
        raise NotFound(f"{slug!r} cannot be part of an IRI.") from error


async def exists(service: Service, iri: NamedNode) -> bool:
    """Return whether the dataset describes an IRI."""
    answer = await service.ask_house("exists", resource=str(iri))
    return answer.body.endswith(b"true}")


async def told_in(service: Service, iri: NamedNode) -> str:
    """Return the path of the document of a named graph that speaks of a resource; raises NotFound if none does."""
    answer = await service.ask_house("told", resource=str(iri))
    for row in orjson.loads(answer.body)["results"]["bindings"]:
        if (graph := str(row["graph"]["value"])).startswith(ID):
            return f"/doc/{graph.removeprefix(ID)}"
    raise NotFound(f"This dataset describes no {iri.value}.")


async def successor(service: Service, iri: NamedNode) -> str | None:
    """Return what replaced a retired resource, None where it is in use; raises Gone where nothing did."""
    answer = await service.ask_house("fate", resource=str(iri))
    rows = orjson.loads(answer.body)["results"]["bindings"]
    if not any(row["retired"]["value"] in ("true", "1") for row in rows):
        return None
    for row in rows:
        if "replacement" in row:
            return str(row["replacement"]["value"])
    raise Gone(f"{iri.value} has been withdrawn.")


async def write_description(
    service: Service,
    request: Request,
    description: Description,
    format: Format,
    profile: Profile,
    form: str | None,
    frame_name: str | None,
) -> bytes:
    """Return a description in a format and a profile, with what the document says of itself."""
    about = about_document(description, service.release.modified, service.release.version)
    if profile is PROVENANCE:
        return await write_with_graphs(service, description.triples, read_triples(about), format)
    if profile is SCHEMA_ORG:
        return await write_schema_org(service, description.iri, format)
    if format is not JSONLD:
        return rewrite(description.text + about, format.name)
    if frame_name is not None and service.context is not None:
        stored = read_frame(service, frame_name) | {"id": description.iri.value}
        address = f"{service.base_url(request)}/context.jsonld"
        return await asyncio.to_thread(frame, description.triples, stored, service.context, address)
    return await write(service, request, read_triples(description.text + about), format, description.iri, form)


def read_frame(service: Service, name: str) -> dict[str, Any]:
    """Return a stored frame; raises BadRequest where there is none of that name."""
    folder = service.vocabulary / "ontology" / "frames"
    known = {path.stem: path for path in sorted(folder.glob("*.jsonld"))}
    if name not in known:
        raise BadRequest(f"There is no frame {name!r}. Known: {', '.join(known)}.")
    stored: dict[str, Any] = orjson.loads(known[name].read_bytes())
    return stored


async def write_with_graphs(service: Service, triples: list[Triple], about: list[Triple], format: Format) -> bytes:
    """Return the statements, each in every named graph that states it; what none states is in the default graph."""
    wanted = set(triples)
    found: list[Quad] = []
    for subject in dict.fromkeys(triple.subject for triple in triples):
        if not isinstance(subject, NamedNode):
            continue
        answer = await service.ask_house("stated", subject=str(subject))
        rows = parse_query_results(answer.body, format=ResultsFormat.JSON)
        assert isinstance(rows, QuerySolutions)
        quads = [Quad(subject, row["property"], row["value"], row["graph"]) for row in rows]
        found += [quad for quad in quads if quad.triple in wanted]
    placed = {quad.triple for quad in found}
    unplaced = [triple for triple in (*about, *triples) if triple not in placed]
    rest = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in unplaced]
    quads = rest + sorted(found, key=lambda quad: (str(quad.graph_name), str(quad)))
    lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
    if format.name != "trig":
        return lines
    return serialize(quads, format=RdfFormat.TRIG, prefixes=used_prefixes(lines)) or b""


async def write_schema_org(service: Service, iri: NamedNode, format: Format) -> bytes:
    """Return what schema.org has words for, in those words."""
    answer = await service.ask_house("schema-org", resource=str(iri))
    if not answer.rows:
        raise NotAcceptable(f"schema.org has no words for {iri.value}.")
    triples = read_triples(b"\n".join(sorted(answer.body.splitlines())))
    if format is JSONLD:
        context = SCHEMA_CONTEXT["@context"]
        body = await asyncio.to_thread(frame, triples, {"id": iri.value}, SCHEMA_CONTEXT, "")
        return orjson.dumps(orjson.loads(body) | {"@context": context}, option=orjson.OPT_INDENT_2)
    return write_graph(triples, format.name, service.settings.answer_bytes)[0]


async def write(
    service: Service,
    request: Request,
    triples: list[Triple],
    format: Format,
    main: NamedNode | None = None,
    form: str | None = None,
) -> bytes:
    """Return triples in a format; JSON-LD is compact and names the project's context by its address."""
    if format.name == "jsonld" and service.words is not None:
        return await write_jsonld(triples, service.words, f"{service.base_url(request)}/context.jsonld", main, form)
    return write_graph(triples, format.name, service.settings.answer_bytes)[0]
