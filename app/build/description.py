"""The dataset describes itself: VoID statistics, DCAT distributions and the PROV record of the build, as quads.

The static part (title, licence, creators, dates) is ``data/dataset.ttl``, written by people; here come the numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from app.build.release import PER_SOURCE, File, source_dump
from app.errors import BuildError
from app.namespaces import BASE, DATASET_GRAPH, PREFIXES, RDF_TYPE, RDFS_LABEL, entity, expand, source_graph
from app.terms import select

DATASET = NamedNode(BASE + "dataset")
SPARQL_ENDPOINT = NamedNode(BASE + "sparql")


def describe_dataset(store: Store, root: Path, version: str, inputs: Mapping[str, str]) -> list[Quad]:
    """Add the description to the store (default graph and ``graph:dataset``) and return its quads.

    The numbers count the description too: it is written, counted and written again until nothing changes.
    """
    static = _static(root)
    previous: set[Triple] = set()
    for _ in range(8):
        triples = {*static, *_build_record(version, inputs), *_statistics(store, version)}
        if triples == previous:
            return _quads(triples)
        for quad in _quads(previous):
            store.remove(quad)
        store.extend(_quads(triples))
        previous = triples
    raise BuildError("the statistics of the dataset do not settle")


def _quads(triples: Iterable[Triple]) -> list[Quad]:
    """Return the triples as part of the curated graph and of the description's own graph."""
    graphs = (DATASET_GRAPH, DefaultGraph())
    return [Quad(t.subject, t.predicate, t.object, graph) for t in triples for graph in graphs]


def _static(root: Path) -> set[Triple]:
    path = root / "data" / "dataset.ttl"
    try:
        return {quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)}
    except (OSError, SyntaxError) as error:
        raise BuildError(f"{path.name}: {error}") from error


def modified(root: Path) -> str:
    """Return the day of the newest change, as the people who made it wrote it into ``data/dataset.ttl``."""
    key = (DATASET, expand("dcterms:modified"))
    days = {t.object.value for t in _static(root) if (t.subject, t.predicate) == key and isinstance(t.object, Literal)}
    if len(days) != 1:
        raise BuildError("data/dataset.ttl needs exactly one dcterms:modified for the dataset")
    return days.pop()


def _statistics(store: Store, version: str) -> set[Triple]:
    """Count the curated graph (VoID), with a partition for every class and property."""
    facts = {
        Triple(DATASET, RDF_TYPE, expand("void:Dataset")),
        Triple(DATASET, RDF_TYPE, expand("dcat:Dataset")),
        Triple(DATASET, expand("dcat:version"), Literal(version)),
        *_access(),
        Triple(DATASET, expand("void:sparqlEndpoint"), SPARQL_ENDPOINT),
    }
    for name, pattern in _COUNTS.items():
        facts.add(Triple(DATASET, expand(f"void:{name}"), _one_count(store, pattern)))
    facts |= _linksets(store)
    for name, (link, query) in _PARTITIONS.items():
        for row in select(store, _prefixed(query)):
            of, count = row["of"], row["n"]
            if isinstance(of, NamedNode) and isinstance(count, Literal):
                facts |= _partition(name, link, of, count)
    return facts


def _access() -> set[Triple]:
    """Return how the dataset is queried (a DCAT data service) and where crawlers begin."""
    service = SPARQL_ENDPOINT
    return {
        Triple(service, RDF_TYPE, expand("dcat:DataService")),
        Triple(service, RDFS_LABEL, Literal("SPARQL endpoint of digdip", language="en")),
        Triple(service, expand("dcterms:title"), Literal("SPARQL endpoint of digdip", language="en")),
        Triple(service, expand("dcat:endpointURL"), service),
        Triple(service, expand("dcat:endpointDescription"), service),
        Triple(service, expand("dcat:servesDataset"), DATASET),
        Triple(service, expand("dcterms:conformsTo"), NamedNode("https://www.w3.org/TR/sparql11-protocol/")),
        Triple(DATASET, expand("void:rootResource"), NamedNode(f"{BASE}id/state")),
        Triple(DATASET, expand("dcat:landingPage"), NamedNode(BASE)),
        Triple(DATASET, expand("dcterms:identifier"), Literal(DATASET.value)),
    }


_COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(STRSTARTS(STR(?s), STR(id:))) }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "documents": "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a dd:SourceDocument }",
}
_PARTITIONS = {
    "classPartition": ("class", "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of"),
    "propertyPartition": ("property", "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of"),
}


_LINKS = """SELECT ?link ?target (COUNT(*) AS ?n) {
  VALUES ?link {
    owl:sameAs skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch dd:sources
  }
  ?from ?link ?to
  FILTER(ISIRI(?to) && !STRSTARTS(STR(?to), STR(own:)))
  BIND(REPLACE(STR(?to), "^([a-z]+://[^/]+/).*$", "$1") AS ?target)
} GROUP BY ?link ?target"""
"""Links that lead away from the project, those of the ontology too, by property and by the authority they lead to."""


def _linksets(store: Store) -> set[Triple]:
    """Return a linkset for each property that links resources to those of another authority."""
    facts: set[Triple] = set()
    for row in select(store, _prefixed(_LINKS)):
        link, target, count = row["link"], row["target"], row["n"]
        if not (isinstance(link, NamedNode) and isinstance(target, Literal) and isinstance(count, Literal)):
            continue
        host = target.value.split("://", 1)[1].strip("/")
        node = NamedNode(f"{DATASET.value}/links/{host}/{link.value.rsplit('#', 1)[-1]}")
        other = NamedNode(f"{DATASET.value}/links/{host}")
        facts |= {
            Triple(DATASET, expand("void:subset"), node),
            Triple(node, RDF_TYPE, expand("void:Linkset")),
            Triple(node, expand("void:linkPredicate"), link),
            Triple(node, expand("void:subjectsTarget"), DATASET),
            Triple(node, expand("void:objectsTarget"), other),
            Triple(node, expand("void:triples"), count),
            Triple(other, RDF_TYPE, expand("void:Dataset")),
            Triple(other, RDFS_LABEL, Literal(f"Resources of {host}", language="en")),
            Triple(other, expand("void:uriSpace"), target),
        }
    return facts


def _prefixed(query: str) -> str:
    used = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("dd", "owl", "skos"))
    return f"{used}PREFIX own: <{BASE}> PREFIX id: <{BASE}id/> {query}"


def _one_count(store: Store, query: str) -> Literal:
    count = next(select(store, _prefixed(query)))["n"]
    return count if isinstance(count, Literal) else Literal(0)


def _partition(name: str, link: str, of: NamedNode, count: Literal) -> set[Triple]:
    slug = of.value.removeprefix("https://").removeprefix("http://").replace("/", "-").replace("#", "-")
    node = NamedNode(f"{DATASET.value}/{link}/{slug}")
    counted = "entities" if link == "class" else "triples"
    return {
        Triple(DATASET, expand(f"void:{name}"), node),
        Triple(node, expand(f"void:{link}"), of),
        Triple(node, expand(f"void:{counted}"), count),
    }


def _build_record(version: str, inputs: Mapping[str, str]) -> set[Triple]:
    """Return the PROV record of the build: what was used, by checksum; no clock, so that builds can be compared."""
    run = NamedNode(f"{BASE}build/{version}")
    facts = {
        Triple(run, RDF_TYPE, expand("prov:Activity")),
        Triple(run, RDFS_LABEL, Literal(f"Build of version {version}", language="en")),
        Triple(DATASET, expand("prov:wasGeneratedBy"), run),
    }
    for name, digest in inputs.items():
        file = NamedNode(f"{BASE}build/input/{name}")
        checksum = NamedNode(f"{BASE}build/input/{name}#sha256")
        facts |= {
            Triple(run, expand("prov:used"), file),
            Triple(file, RDF_TYPE, expand("prov:Entity")),
            Triple(file, RDFS_LABEL, Literal(name, language="en")),
        }
        facts |= _checksum(file, checksum, digest)
    return facts


def _checksum(node: NamedNode, checksum: NamedNode, digest: str) -> set[Triple]:
    return {
        Triple(node, expand("spdx:checksum"), checksum),
        Triple(checksum, RDF_TYPE, expand("spdx:Checksum")),
        Triple(checksum, expand("spdx:algorithm"), expand("spdx:checksumAlgorithm_sha256")),
        Triple(checksum, expand("spdx:checksumValue"), Literal(digest)),
    }


def describe_distributions(files: Sequence[File]) -> list[Quad]:
    """Return the DCAT distributions of the dumps of the whole; what one source says is a dump of its graph.

    They stand in a file beside the dumps, since a file cannot hold its own checksum; the service loads both.
    """
    triples: set[Triple] = set()
    for file in files:
        if file.name.startswith(PER_SOURCE):
            continue
        node = NamedNode(f"{BASE}data/{file.name}")
        checksum = NamedNode(f"{node.value}#sha256")
        triples |= {
            Triple(DATASET, expand("dcat:distribution"), node),
            Triple(node, RDF_TYPE, expand("dcat:Distribution")),
            Triple(node, RDFS_LABEL, Literal(file.name, language="en")),
            Triple(node, expand("dcterms:title"), Literal(_title(file.name), language="en")),
            Triple(node, expand("dcat:downloadURL"), node),
            Triple(node, expand("dcat:accessURL"), DATASET),
            Triple(node, expand("dcterms:license"), NamedNode("https://creativecommons.org/licenses/by/4.0/")),
            Triple(node, expand("dcat:byteSize"), Literal(file.size)),
            Triple(node, expand("dcat:mediaType"), _iana(file.media_type)),
            *(
                [Triple(node, expand("dcat:compressFormat"), _iana("application/gzip"))]
                if file.name.endswith(".gz")
                else []
            ),
        }
        triples |= _checksum(node, checksum, file.sha256)
        triples.add(Triple(DATASET, expand("void:dataDump"), node))
    return _quads(triples)


def _title(name: str) -> str:
    """Return what a dump holds, in words.

    >>> _title("curated.ttl.gz")
    'Everything: the curated graph'
    """
    whole = "the curated graph" if name.startswith("curated.") else "every named graph and the curated graph"
    return f"Everything: {whole}"


def _iana(media_type: str) -> NamedNode:
    return NamedNode(f"https://www.iana.org/assignments/media-types/{media_type}")


def describe_graphs(sources: Iterable[NamedNode]) -> list[Quad]:
    """Return a label and a source for every named graph, so that a graph name tells what it is."""
    named = {
        "ontology": "The ontology",
        "schemes": "The concept schemes",
        "reference": "Reference data: states, organisations, offices, places, persons",
        "editorial": "Editorial claims and the documents that they cite",
        "derived": "Shortcuts, contradictions and labels derived by the build",
        "dataset": "The description of the dataset",
    }
    triples = {Triple(entity("graph", slug), RDFS_LABEL, Literal(text, language="en")) for slug, text in named.items()}
    triples |= {Triple(entity("graph", slug), RDF_TYPE, expand("sd:NamedGraph")) for slug in named}
    for source in sources:
        graph = source_graph(source)
        label = f"What {source.value.rsplit('/', 1)[1]} says"
        triples |= {
            Triple(graph, RDFS_LABEL, Literal(label, language="en")),
            Triple(graph, expand("dcterms:source"), source),
            Triple(graph, RDF_TYPE, expand("sd:NamedGraph")),
            Triple(graph, expand("void:dataDump"), NamedNode(f"{BASE}data/{source_dump(graph)}")),
        }
    return _quads(triples)
