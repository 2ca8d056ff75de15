"""The ontology and its shapes on the web: every module, version and term at its address, as a page and as files."""

from fastapi import APIRouter, Request
from pyoxigraph import BlankNode, NamedNode, Triple
from starlette.responses import RedirectResponse, Response

from app.api.dataset import graph_document
from app.api.diagrams import class_tree, property_map
from app.api.failures import NotFound
from app.api.library import Library, Module
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, page
from app.api.representation import represent
from app.api.resources import FORMATS, READ, VARY, write
from app.api.service import Current, Service
from app.engine.formats import GRAPHS
from app.namespaces import BASE, DD, ONTOLOGY, ONTOLOGY_GRAPH

router = APIRouter()

SHAPES = BASE + "shapes"


@router.api_route("/ontology", methods=READ, summary="The ontology, as a page or a file")
async def ontology(request: Request, service: Current) -> Response:
    """Answer the whole ontology; its terms are fragments of this address."""
    format, _ = choose(request, FORMATS)
    if format is HTML and service.library.modules:
        return await documentation(request, service, service.library.modules, ONTOLOGY)
    return await graph_document(request, service, ONTOLOGY_GRAPH, NamedNode(ONTOLOGY))


@router.api_route("/ontology/{part:path}", methods=READ, summary="A module, version or term of the ontology")
async def part(request: Request, service: Current, part: str) -> Response:
    """Answer a module or a version of the ontology; lead from the name of a term to its fragment."""
    iri = f"{ONTOLOGY}/{part}"
    if f"{DD}{part}" in service.library.terms:
        return RedirectResponse(f"/ontology#{part}", 303, {"Vary": VARY})
    module = service.library.find(iri)
    if module is None:
        raise NotFound(f"The ontology has no part {part!r}.")
    if module.iri == ONTOLOGY:
        return await ontology(request, service)
    return await file(request, service, module)


@router.api_route("/shapes", methods=READ, summary="What is asked of the data (SHACL)")
async def shapes(request: Request, service: Current) -> Response:
    """Answer all shapes."""
    held = [module for module in service.library.files.values() if module.iri.startswith(f"{SHAPES}/")]
    format, media_type = choose(request, FORMATS)
    if format is HTML:
        return RedirectResponse("/ontology", 303, {"Vary": VARY})
    triples = [triple for number, module in enumerate(held) for triple in apart(module.triples, number)]
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
    """Answer one file: as it was written for Turtle, as a page where it declares terms, else in the format asked."""
    formats = FORMATS if module.terms else GRAPHS | {"html": HTML}
    format, media_type = choose(request, formats)
    if format is HTML:
        if module.terms:
            return await documentation(request, service, [module], module.iri)
        return RedirectResponse("/ontology", 303, {"Vary": VARY})
    turtle = format.name == "ttl"
    body = module.path.read_bytes() if turtle else await write(service, request, list(module.triples), format)
    return await represent(request, service, body, media_type, headers=headers(service, module.iri))


def headers(service: Service, iri: str) -> dict[str, str]:
    """Return the headers of a file: what it is, its licence, when it changed."""
    links = f'<{iri}>; rel="cite-as", <https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    return {"Vary": VARY, "Last-Modified": service.release.last_modified, "Link": links}


def apart(triples: tuple[Triple, ...], number: int) -> list[Triple]:
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
        formats=GRAPHS,
        path="/" + iri.removeprefix(BASE),
    )
    links = headers(service, iri)
    return await represent(request, service, body, "text/html", headers=links | SAFETY)


def users(library: Library) -> dict[str, list[str]]:
    """Return the properties that start at each class."""
    found: dict[str, list[str]] = {}
    for term in library.terms.values():
        for domain in term.links.get("of", ()):
            found.setdefault(domain, []).append(term.iri)
    return found
