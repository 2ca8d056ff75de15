"""The SPARQL 1.1 Service Description: what the endpoint answers, in which formats, over which graphs."""

from collections.abc import Iterator

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.api.service import Service
from app.engine.formats import GRAPHS, TABLES
from app.engine.results import write_graph
from app.namespaces import BASE, RDF_TYPE, expand

QUERY_LANGUAGES = ("sd:SPARQL10Query", "sd:SPARQL11Query")
DATASET = NamedNode(BASE + "dataset")
XSD_INTEGER = expand("xsd:integer")


async def describe(service: Service, base_url: str, format: str) -> bytes:
    """Return the description in a format of ``GRAPHS``. Federation is not among the features, because it is refused."""
    answer = await service.ask_house("graphs", "json")
    rows = orjson.loads(answer.body)["results"]["bindings"]
    sizes = {row["graph"]["value"] if "graph" in row else None: int(row["triples"]["value"]) for row in rows}
    endpoint = NamedNode(f"{base_url}/sparql")
    triples = [*about_service(endpoint), *about_graphs(sizes)]
    return write_graph(triples, format, service.settings.answer_bytes)[0]


def about_service(endpoint: NamedNode) -> Iterator[Triple]:
    """Yield what holds of the endpoint itself."""
    yield Triple(endpoint, RDF_TYPE, expand("sd:Service"))
    yield Triple(endpoint, expand("sd:endpoint"), endpoint)
    for language in QUERY_LANGUAGES:
        yield Triple(endpoint, expand("sd:supportedLanguage"), expand(language))
    for format in (*TABLES.values(), *GRAPHS.values()):
        if format.iri:
            yield Triple(endpoint, expand("sd:resultFormat"), NamedNode(format.iri))
    yield Triple(endpoint, expand("sd:defaultDataset"), DATASET)
    yield Triple(endpoint, expand("dcterms:license"), NamedNode("https://creativecommons.org/licenses/by/4.0/"))


def about_graphs(sizes: dict[str | None, int]) -> Iterator[Triple]:
    """Yield the dataset with its default graph (None) and its named graphs, each with its number of triples."""
    yield Triple(DATASET, RDF_TYPE, expand("sd:Dataset"))
    default = BlankNode("default")
    yield Triple(DATASET, expand("sd:defaultGraph"), default)
    yield from about_graph(default, sizes.get(None, 0))
    named_graphs = [(iri, size) for iri, size in sizes.items() if iri is not None]
    for number, (iri, size) in enumerate(named_graphs):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(DATASET, expand("sd:namedGraph"), named)
        yield Triple(named, RDF_TYPE, expand("sd:NamedGraph"))
        yield Triple(named, expand("sd:name"), NamedNode(iri))
        yield Triple(named, expand("sd:graph"), content)
        yield from about_graph(content, size)


def about_graph(graph: BlankNode, triples: int) -> Iterator[Triple]:
    """Yield type and size of one graph."""
    yield Triple(graph, RDF_TYPE, expand("sd:Graph"))
    yield Triple(graph, expand("void:triples"), Literal(str(triples), datatype=XSD_INTEGER))
