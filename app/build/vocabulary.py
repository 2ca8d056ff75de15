"""What the ontology and its schemes (OWL 2, SKOS) allow in a file: classes, properties, concepts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from app.namespaces import DD, ID, RDF_TYPE, dd, expand

LANGUAGE_STRING = expand("rdf:langString").value
EDTF = expand("edtf:EDTF").value
ANY_LITERAL = expand("rdfs:Literal").value
IRI = "@id"
PROPERTY_NAME = "@vocab"

REUSED_CLASSES = {"Person": "foaf:Person"}

REUSED_PROPERTIES = {
    "label": ("rdfs:label", LANGUAGE_STRING),
    "comment": ("rdfs:comment", LANGUAGE_STRING),
    "prefLabel": ("skos:prefLabel", LANGUAGE_STRING),
    "altLabel": ("skos:altLabel", LANGUAGE_STRING),
    "definition": ("skos:definition", LANGUAGE_STRING),
    "notation": ("skos:notation", "xsd:string"),
    "exactMatch": ("skos:exactMatch", IRI),
    "closeMatch": ("skos:closeMatch", IRI),
    "broader": ("skos:broader", IRI),
    "inScheme": ("skos:inScheme", IRI),
    "literalForm": ("skosxl:literalForm", LANGUAGE_STRING),
    "title": ("dcterms:title", LANGUAGE_STRING),
    "description": ("dcterms:description", LANGUAGE_STRING),
    "language": ("dcterms:language", "xsd:string"),
    "issued": ("dcterms:issued", "xsd:date"),
    "modified": ("dcterms:modified", "xsd:date"),
    "publisher": ("dcterms:publisher", IRI),
    "creator": ("dcterms:creator", IRI),
    "identifier": ("dcterms:identifier", "xsd:string"),
    "license": ("dcterms:license", IRI),
    "sources": ("dcterms:source", IRI),
    "isReplacedBy": ("dcterms:isReplacedBy", IRI),
    "deprecated": ("owl:deprecated", "xsd:boolean"),
    "familyName": ("foaf:familyName", "xsd:string"),
    "givenName": ("foaf:givenName", "xsd:string"),
    "unitOf": ("org:unitOf", IRI),
    "url": ("schema:url", IRI),
    "derivedFrom": ("prov:wasDerivedFrom", IRI),
    "value": ("rdf:value", IRI),
    "lat": ("geo:lat", "xsd:decimal"),
    "long": ("geo:long", "xsd:decimal"),
    "hasSource": ("oa:hasSource", IRI),
    "hasSelector": ("oa:hasSelector", IRI),
    "start": ("oa:start", "xsd:integer"),
    "end": ("oa:end", "xsd:integer"),
    "TextPositionSelector": ("oa:TextPositionSelector", IRI),
}
"""Terms of other vocabularies that files may use: key → (prefixed name, datatype or ``@id``)."""

PROPERTY_VALUED = {"claimPredicate", "leavesOpen"}
"""Properties whose values are properties, written by their local name."""


@dataclass(frozen=True)
class Property:
    """A property as a key of a file: its IRI, and how a value of it is read.

    ``reads`` is a datatype IRI, ``rdf:langString`` for a language map, ``@id`` for an IRI or ``@vocab`` for the
    name of a property; ``scheme`` names the concept kind whose bare slugs are allowed.
    """

    key: str
    iri: str
    reads: str
    scheme: str | None = None
    functional: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The ontology as the build needs it, keyed by the names that people write."""

    classes: Mapping[str, str]
    properties: Mapping[str, Property]
    concepts: Mapping[str, frozenset[str]]
    superclasses: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def functional(self) -> frozenset[str]:
        """Return the IRIs of the properties that give a resource one value at most."""
        return frozenset(item.iri for item in self.properties.values() if item.functional)

    def by_iri(self) -> dict[str, Property]:
        """Return the properties keyed by IRI."""
        return {item.iri: item for item in self.properties.values()}


def read_vocabulary(ontology: Iterable[Quad], schemes: Iterable[Quad]) -> Vocabulary:
    """Build the vocabulary from the quads of the ontology's modules and of the schemes."""
    values: dict[NamedNode, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in ontology:
        if isinstance(quad.subject, NamedNode) and hasattr(quad.object, "value"):
            values[quad.subject][quad.predicate.value].add(quad.object.value)
    classes = {name: expand(curie).value for name, curie in REUSED_CLASSES.items()}
    properties = {
        key: Property(key, expand(curie).value, reads if reads.startswith(("@", "http")) else expand(reads).value)
        for key, (curie, reads) in REUSED_PROPERTIES.items()
        if key != "TextPositionSelector"
    }
    owl_class, annotation = expand("owl:Class").value, expand("owl:AnnotationProperty").value
    for term, facts in values.items():
        if not term.value.startswith(DD):
            continue
        name, types = term.value.removeprefix(DD), facts[RDF_TYPE.value]
        if owl_class in types:
            classes[name] = term.value
        elif types and annotation not in types:
            properties[name] = _property(name, facts, types)
    return Vocabulary(classes, properties, _concepts(schemes), _superclasses(values))


def _property(name: str, facts: Mapping[str, set[str]], types: set[str]) -> Property:
    scheme = next((iri.rsplit("/", 1)[1] for iri in facts[dd("valueScheme").value]), None)
    datatypes = facts[dd("valueDatatype").value] or facts[expand("rdfs:range").value] - {ANY_LITERAL}
    if expand("owl:ObjectProperty").value in types:
        reads = PROPERTY_NAME if name in PROPERTY_VALUED else IRI
    else:
        reads = min(datatypes, default="")
    return Property(name, DD + name, reads, scheme, expand("owl:FunctionalProperty").value in types)


def _concepts(schemes: Iterable[Quad]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in schemes:
        if quad.predicate == expand("skos:inScheme") and isinstance(quad.subject, NamedNode):
            kind, _, slug = quad.subject.value.removeprefix(ID).partition("/")
            found[kind].add(slug)
    return {kind: frozenset(slugs) for kind, slugs in found.items()}


def _superclasses(values: Mapping[NamedNode, Mapping[str, set[str]]]) -> dict[str, frozenset[str]]:
    parents = {
        term.value: {iri for iri in facts[expand("rdfs:subClassOf").value] if iri.startswith("http")}
        for term, facts in values.items()
        if expand("rdfs:subClassOf").value in facts
    }

    def ancestors(iri: str) -> set[str]:
        direct = parents.get(iri, set())
        return direct.union(*(ancestors(parent) for parent in direct)) if direct else set()

    return {iri: frozenset(ancestors(iri)) for iri in parents}
