"""The SPARQL 1.1 Service Description: what the endpoint answers, in which formats, over which graphs, up to what."""

from collections.abc import Iterator

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.api.service import Service
from app.engine.formats import GRAPHS, TABLES
from app.engine.functions import EXTENSIONS
from app.engine.results import write_graph
from app.namespaces import BASE, RDF_TYPE, RDFS_LABEL, expand
from app.settings import Settings

QUERY_LANGUAGES = ("sd:SPARQL10Query", "sd:SPARQL11Query")
DATASET = NamedNode(BASE + "dataset")
LICENSE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
SIMPLE_ENTAILMENT = NamedNode("http://www.w3.org/ns/entailment/Simple")
LIMITS = (
    "max_query_bytes max_nesting max_patterns max_path_steps max_values_rows max_operators max_arguments max_tokens "
    "query_seconds cpu_seconds memory_bytes answer_bytes client_share queue_seconds max_queue"
).split()
"""The settings that a client can run into."""


async def describe(service: Service, base_url: str, format: str) -> bytes:
    """Return the description in a format of ``GRAPHS``. Federation is not among the features, because it is refused."""
    answer = await service.ask_house("graphs", "json")
    rows = orjson.loads(answer.body)["results"]["bindings"]
    sizes = {row["graph"]["value"] if "graph" in row else None: int(row["triples"]["value"]) for row in rows}
    endpoint = NamedNode(f"{base_url}/sparql")
    own = service.settings.data is None
    dataset = DATASET if own else NamedNode(f"{base_url}/dataset")  # a file has no name but where it is served
    triples = [
        *about_service(endpoint, dataset),
        *about_limits(endpoint, service.settings),
        *about_graphs(dataset, sizes),
        Triple(dataset, expand("void:sparqlEndpoint"), endpoint),
        Triple(dataset, expand("dcterms:hasVersion"), Literal(service.release.version)),
    ]
    if own:  # of a file, only its owner can say under which terms it may be used
        triples += [Triple(subject, expand("dcterms:license"), LICENSE) for subject in (endpoint, dataset)]
    return write_graph(triples, format, service.settings.answer_bytes)[0]


def about_service(endpoint: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    """Yield what holds of the endpoint itself."""
    yield Triple(endpoint, RDF_TYPE, expand("sd:Service"))
    yield Triple(endpoint, RDFS_LABEL, Literal("SPARQL endpoint", language="en"))
    yield Triple(endpoint, expand("sd:endpoint"), endpoint)
    for language in QUERY_LANGUAGES:
        yield Triple(endpoint, expand("sd:supportedLanguage"), expand(language))
    for format in (*TABLES.values(), *GRAPHS.values()):
        if format.iri:
            yield Triple(endpoint, expand("sd:resultFormat"), NamedNode(format.iri))
    for function in map(NamedNode, EXTENSIONS):
        yield Triple(endpoint, expand("sd:extensionFunction"), function)
        yield Triple(function, RDF_TYPE, expand("sd:Function"))
    yield Triple(endpoint, expand("sd:defaultEntailmentRegime"), SIMPLE_ENTAILMENT)
    yield Triple(endpoint, expand("sd:defaultDataset"), dataset)


def about_limits(endpoint: NamedNode, settings: Settings) -> Iterator[Triple]:
    """Yield each limit with its reason. The standard has no terms for them, schema.org has."""
    for name in LIMITS:
        limit = BlankNode(f"limit-{name}")
        yield Triple(endpoint, expand("schema:additionalProperty"), limit)
        yield Triple(limit, RDF_TYPE, expand("schema:PropertyValue"))
        yield Triple(limit, expand("schema:propertyID"), Literal(name))
        yield Triple(limit, expand("schema:value"), Literal(getattr(settings, name)))
        reason = Settings.model_fields[name].description or name
        yield Triple(limit, expand("schema:description"), Literal(reason, language="en"))


def about_graphs(dataset: NamedNode, sizes: dict[str | None, int]) -> Iterator[Triple]:
    """Yield the dataset with its default graph (None) and its named graphs, each with its number of triples."""
    yield Triple(dataset, RDF_TYPE, expand("sd:Dataset"))
    yield Triple(dataset, RDF_TYPE, expand("void:Dataset"))
    default = BlankNode("default")
    yield Triple(dataset, expand("sd:defaultGraph"), default)
    yield Triple(dataset, expand("void:triples"), Literal(sizes.get(None, 0)))
    yield from about_graph(default, sizes.get(None, 0))
    named_graphs = [(iri, size) for iri, size in sizes.items() if iri is not None]
    for number, (iri, size) in enumerate(named_graphs):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, expand("sd:namedGraph"), named)
        yield Triple(named, RDF_TYPE, expand("sd:NamedGraph"))
        yield Triple(named, expand("sd:name"), NamedNode(iri))
        yield Triple(named, expand("sd:graph"), content)
        yield from about_graph(content, size)


def about_graph(graph: BlankNode, triples: int) -> Iterator[Triple]:
    """Yield type and size of one graph."""
    yield Triple(graph, RDF_TYPE, expand("sd:Graph"))
    yield Triple(graph, expand("void:triples"), Literal(triples))
