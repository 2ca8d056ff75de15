"""The ontology and its shapes on the web: every module, version and term at its address, as a page and as files."""

from collections.abc import Sequence

import orjson
from fastapi import APIRouter, Request
from pyoxigraph import BlankNode, NamedNode, Triple
from starlette.responses import RedirectResponse, Response

from app.api.dataset import graph_document
from app.api.diagrams import class_tree, property_map
from app.api.examples import Examples, gather
from app.api.failures import NotFound
from app.api.library import SHAPES, Library, Module
from app.api.methods import READ
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, page
from app.api.representation import represent
from app.api.resources import FORMATS, VARY, write
from app.api.service import Current, Service
from app.api.signposting import links_of_whole
from app.api.views import views
from app.engine.formats import GRAPHS
from app.namespaces import BASE, DD, ONTOLOGY, ONTOLOGY_GRAPH

router = APIRouter()


@router.api_route("/ontology", methods=READ, summary="The ontology, as a page or a file")
async def ontology(request: Request, service: Current) -> Response:
    """Answer the whole ontology; its terms are fragments of this address."""
    format, media_type = choose(request, FORMATS)
    library = service.library
    if format is HTML and library.modules:
        return await documentation(request, service, library.modules, ONTOLOGY)
    if service.settings.data is not None or not library.ontology:
        return await graph_document(request, service, ONTOLOGY_GRAPH, NamedNode(ONTOLOGY))
    body = await write(service, request, library.ontology, format)
    return await represent(request, service, body, media_type, headers=headers(service, ONTOLOGY))


@router.api_route("/ontology/{part:path}", methods=READ, summary="A module, version or term of the ontology")
async def part(request: Request, service: Current, part: str) -> Response:
    """Answer a module or a version of the ontology; lead from the name of a term to its fragment."""
    if part.endswith("/") or not part:
        return RedirectResponse(f"/ontology/{part}".rstrip("/"), 307, {"Vary": VARY})
    iri = f"{ONTOLOGY}/{part}"
    if f"{DD}{part}" in service.library.terms:
        return RedirectResponse(f"/ontology#{part}", 303, {"Vary": VARY})
    module = service.library.find(iri)
    if module is None:
        raise NotFound(f"The ontology has no part {part!r}.")
    if module is service.library.files.get(ONTOLOGY):
        return await ontology(request, service)
    return await file(request, service, module)


@router.api_route("/shapes", methods=READ, summary="What is asked of the data (SHACL)")
async def shapes(request: Request, service: Current) -> Response:
    """Answer all shapes; each is a fragment of this address."""
    format, media_type = choose(request, FORMATS)
    held = service.library.shapes
    triples = [triple for number, module in enumerate(held) for triple in apart(module.triples, number)]
    if format is HTML:
        return await listing(request, service, triples, SHAPES)
    body = await write(service, request, triples, format)
    return await represent(request, service, body, media_type, headers=headers(service, SHAPES))


@router.api_route("/shapes/{name}", methods=READ, summary="The shapes of a module (SHACL)")
async def shapes_of(request: Request, service: Current, name: str) -> Response:
    """Answer the shapes of one module."""
    module = service.library.find(f"{SHAPES}/{name}")
    if module is None:
        raise NotFound(f"There are no shapes called {name!r}.")
    return await file(request, service, module)


async def file(request: Request, service: Service, module: Module) -> Response:
    """Answer one file: as it was written for Turtle, as a page, else in the format asked."""
    format, media_type = choose(request, FORMATS)
    iri = module.version_iri if module.version_iri in service.library.versions else module.iri
    if format is HTML and module.terms:
        return await documentation(request, service, [module], iri)
    if format is HTML:
        return await listing(request, service, module.triples, iri)
    turtle = format.name == "ttl"
    body = module.path.read_bytes() if turtle else await write(service, request, list(module.triples), format)
    return await represent(request, service, body, media_type, headers=headers(service, iri))


async def listing(request: Request, service: Service, triples: Sequence[Triple], iri: str) -> Response:
    """Answer what a file says as a page, resource by resource."""
    liked = languages(request.headers.getlist("accept-language"))
    shown = views(triples, liked)
    shown.sort(key=lambda view: view.iri != iri)  # the header first
    body = page(service.templates, "graph.html", topic=iri, views=shown)
    return await represent(request, service, body, "text/html", headers=headers(service, iri) | SAFETY)


def headers(service: Service, iri: str) -> dict[str, str]:
    """Return the headers of a file: what it is, its licence, when it changed."""
    links = links_of_whole(iri, "/" + iri.removeprefix(BASE))
    return {"Vary": VARY, "Last-Modified": service.release.last_modified, "Link": links}


def apart(triples: Sequence[Triple], number: int) -> list[Triple]:
    """Return the triples of a file with nameless nodes that no other file has."""

    def named(term: object) -> object:
        return BlankNode(f"f{number}{term.value}") if isinstance(term, BlankNode) else term

    return [Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]


async def documentation(request: Request, service: Service, modules: list[Module], iri: str) -> Response:
    """Answer the documentation of some modules as a page."""
    liked = languages(request.headers.getlist("accept-language"))
    library = service.library
    drawn = [
        (
            module,
            class_tree(module.classes, f"Classes of {module.name}"),
            property_map(module.properties, f"Properties of {module.name}"),
        )
        for module in modules
    ]
    root = library.files.get(iri) or modules[0]
    body = page(
        service.templates,
        "ontology.html",
        root=root,
        modules=drawn,
        words=lambda term: library.words(term, liked),
        known=library.terms,
        users=users(library),
        examples=await examples(service),
        changes=library.changes,
        alignments=library.alignments if iri == ONTOLOGY else [],
        formats=GRAPHS,
        path="/" + iri.removeprefix(BASE),
    )
    links = headers(service, iri)
    return await represent(request, service, body, "text/html", headers=links | SAFETY)


async def examples(service: Service) -> dict[str, Examples]:
    """Return the examples of every term; counted once for a release."""
    if service.examples is None:
        answer = await service.ask_house("usage", "json")
        rows = orjson.loads(answer.body)["results"]["bindings"]
        uses = {row["term"]["value"]: int(row["uses"]["value"]) for row in rows}
        queries = [query for found in service.catalogue.themes().values() for query in found]
        service.examples = gather(service.library.terms, queries, uses)
    return service.examples


def users(library: Library) -> dict[str, list[str]]:
    """Return the properties that start at each class."""
    found: dict[str, list[str]] = {}
    for term in library.terms.values():
        for domain in term.links.get("of", ()):
            found.setdefault(domain, []).append(term.iri)
    return found
