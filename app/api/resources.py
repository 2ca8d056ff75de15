"""Entity IRIs and their documents: 303 from the thing to its document, and the document in every format."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.responses import RedirectResponse, Response

from app.api.failures import NotFound
from app.api.jsonld import write_jsonld
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, page
from app.api.representation import represent
from app.api.service import Current, Service
from app.api.views import view
from app.engine.formats import GRAPHS, Format
from app.engine.results import write_graph
from app.namespaces import BASE, ID, KINDS, RDF_TYPE, expand

router = APIRouter()

FORMATS = GRAPHS | {"html": HTML}
VARY = "Accept, Accept-Language, Accept-Encoding"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
DATASET = NamedNode(BASE + "dataset")
READ = ["GET", "HEAD"]
SAFE_IN_IRI = ":/?#[]@!$&'()*+,;=%~"


@router.api_route("/id/{kind}/{slug}", methods=READ, summary="A thing: leads to its document")
async def thing(request: Request, service: Current, kind: str, slug: str) -> Response:
    """Answer 303 See Other with the document about an entity, 404 where nothing is described."""
    iri = entity_iri(kind, slug)
    choose(request, FORMATS)
    if not await exists(service, iri):
        raise unknown(iri)
    headers = {"Vary": VARY, "Cache-Control": f"public, max-age={service.settings.max_age}"}
    return RedirectResponse(quote(f"/doc/{kind}/{slug}"), 303, headers)


@router.api_route("/doc/{kind}/{name}", methods=READ, summary="The document about a thing")
async def document(request: Request, service: Current, kind: str, name: str) -> Response:
    """Answer the description of an entity, in the negotiated format or the one that the suffix names."""
    slug, suffix = split_suffix(name)
    iri = entity_iri(kind, slug)
    format, media_type = choose(request, FORMATS, suffix)
    triples = await describe(service, iri)
    path = quote(f"/doc/{kind}/{slug}")
    headers = {
        "Vary": VARY,
        "Last-Modified": service.release.last_modified,
        "Link": links(iri, path),
        "Content-Location": f"{path}.{format.name}",
    }
    if format is HTML:
        liked = languages(request.headers.getlist("accept-language"))
        body = page(service.templates, "resource.html", view=view(triples, iri, liked), path=path, formats=GRAPHS)
        return await represent(request, service, body, media_type, headers=headers | SAFETY)
    triples += about_document(iri, NamedNode(f"{BASE}doc/{kind}/{slug}"), service.release.modified)
    body = await write(service, request, triples, format)
    return await represent(request, service, body, media_type, headers=headers)


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


def unknown(iri: NamedNode) -> NotFound:
    """Return the error for an IRI that the dataset says nothing of."""
    return NotFound(f"This dataset describes no {iri.value}.")


async def exists(service: Service, iri: NamedNode) -> bool:
    """Return whether the dataset describes an IRI."""
    answer = await service.ask_house("exists", resource=str(iri))
    return answer.body.endswith(b"true}")


async def describe(service: Service, iri: NamedNode) -> list[Triple]:
    """Return the description of an entity, sorted; raises NotFound where there is none."""
    own = await service.ask_house("resource", resource=str(iri))
    if not own.rows:
        raise unknown(iri)
    users = await service.ask_house("users", resource=str(iri))
    lines = sorted({*own.body.splitlines(), *users.body.splitlines()})
    return read_triples(b"\n".join(lines))


def read_triples(ntriples: bytes) -> list[Triple]:
    """Return the triples of an N-Triples text, in its order."""
    return [quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES)]


def about_document(iri: NamedNode, document: NamedNode, modified: str) -> list[Triple]:
    """Return what the document says of itself: topic, licence, dataset, date."""
    return [
        Triple(document, RDF_TYPE, expand("foaf:Document")),
        Triple(document, expand("foaf:primaryTopic"), iri),
        Triple(document, expand("dcterms:license"), NamedNode(LICENSE)),
        Triple(document, expand("dcterms:source"), DATASET),
        Triple(document, expand("dcterms:modified"), Literal(modified, datatype=expand("xsd:date"))),
    ]


def links(iri: NamedNode, path: str) -> str:
    """Return the Link header of a document: what it describes, its name, its licence, its other formats."""
    formats = (*GRAPHS.values(), HTML)
    alternates = [f'<{path}.{format.name}>; rel="alternate"; type="{format.media_type}"' for format in formats]
    own = [
        f'<{path}>; rel="canonical"',
        f'<{quote(iri.value, safe=SAFE_IN_IRI)}>; rel="describes"',
        f'<{LICENSE}>; rel="license"',
    ]
    return ", ".join([*own, '</.well-known/void>; rel="collection describedby"', *alternates])


async def write(service: Service, request: Request, triples: list[Triple], format: Format) -> bytes:
    """Return triples in a format; JSON-LD is compact and names the project's context by its address."""
    if format.name == "jsonld" and service.context is not None:
        return await write_jsonld(triples, service.context, f"{service.base_url(request)}/context.jsonld")
    return write_graph(triples, format.name, service.settings.answer_bytes)[0]
