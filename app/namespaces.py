"""Every namespace, kind and graph name of the project, written once.

The prefix of a kind is its path segment: ``state:JPN`` is ``https://w3id.org/digdip/id/state/JPN``.
"""

from functools import cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/digdip/"
ONTOLOGY = BASE + "ontology"
DD = ONTOLOGY + "#"
ID = BASE + "id/"

ENTITY_KINDS = (
    "act agreement body claim contradiction delegation event forum graph group holding name office organisation "
    "participation person place provision scheme source span state strategy territory value"
).split()

CONCEPT_KINDS = (
    "act-type agreement-status bindingness body-status cameo capacity contradiction-kind date-basis date-precision "
    "event-status modality name-order plover polarity provision-kind quantifier region resolution-rule review-status "
    "role sector topic"
).split()

KINDS = sorted(ENTITY_KINDS + CONCEPT_KINDS)

VOCABULARIES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "vann": "http://purl.org/vocab/vann/",
    "spdx": "http://spdx.org/rdf/terms#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}

PREFIXES = {"dd": DD, "shape": BASE + "shapes#"} | VOCABULARIES | {kind: f"{ID}{kind}/" for kind in KINDS}
"""Every prefix that files, queries and answers may use, with its namespace."""

_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


@cache
def dd(name: str) -> NamedNode:
    """Return the ontology term with this local name."""
    return NamedNode(DD + name)


def entity(kind: str, slug: str) -> NamedNode:
    """Return the IRI of an entity or concept.

    >>> entity("state", "JPN").value
    'https://w3id.org/digdip/id/state/JPN'
    """
    return NamedNode(f"{ID}{kind}/{slug}")


def expand(curie: str) -> NamedNode:
    """Return the IRI that a prefixed name stands for; raises KeyError on an unknown prefix.

    >>> expand("dd:Meeting").value
    'https://w3id.org/digdip/ontology#Meeting'
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself where no prefix fits.

    >>> shorten("https://w3id.org/digdip/id/state/JPN")
    'state:JPN'
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIX_OF.get(iri[:cut])
    return iri if prefix is None else f"{prefix}:{iri[cut:]}"


def source_graph(source: NamedNode) -> NamedNode:
    """Return the named graph that holds what one source document says."""
    return entity("graph", source.value.rsplit("/", 1)[1])


REFERENCE_GRAPH = entity("graph", "reference")
ONTOLOGY_GRAPH = entity("graph", "ontology")
SCHEMES_GRAPH = entity("graph", "schemes")
EDITORIAL_GRAPH = entity("graph", "editorial")
DERIVED_GRAPH = entity("graph", "derived")
DATASET_GRAPH = entity("graph", "dataset")

RDF_TYPE = expand("rdf:type")
RDF_VALUE = expand("rdf:value")
RDFS_LABEL = expand("rdfs:label")
