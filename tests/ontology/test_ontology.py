"""The ontology: complete for people, within OWL 2 RL, and consistent with the data."""

from collections import Counter, defaultdict
from pathlib import Path

import owlrl
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize
from rdflib import Graph

from app.answers import READ
from app.build.context import write_context
from app.build.corpus import curate, read_corpus, read_ontology
from app.build.vocabulary import Vocabulary
from app.namespaces import DD, ONTOLOGY, RDF_TYPE, RDFS_LABEL, dd, expand
from app.terms import statements

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("core", "events", "agreements", "claims", "time")


@pytest.fixture(scope="module")
def ontology() -> tuple[Quad, ...]:
    return read_ontology(ROOT)[0]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_ontology(ROOT)[2]


def own_terms(quads: tuple[Quad, ...]) -> set[NamedNode]:
    return {item.subject for item in statements(quads) if item.subject.value.startswith(DD)}


def languages(quads: tuple[Quad, ...], predicate: NamedNode) -> dict[NamedNode, Counter[str]]:
    found: dict[NamedNode, Counter[str]] = defaultdict(Counter)
    for item in statements(quads):
        if item.predicate == predicate and isinstance(item.object, Literal):
            found[item.subject][item.object.language or ""] += 1
    return found


def test_every_term_is_labelled_and_defined_in_two_languages(ontology: tuple[Quad, ...]) -> None:
    labels, definitions = languages(ontology, RDFS_LABEL), languages(ontology, expand("skos:definition"))
    terms = own_terms(ontology)
    assert len(terms) > 150
    for term in terms:
        assert labels[term] == {"en": 1, "fr": 1}, term
        assert definitions[term] == {"en": 1, "fr": 1}, term


def test_every_term_is_defined_by_the_ontology_once(ontology: tuple[Quad, ...]) -> None:
    defined = {item.subject for item in statements(ontology) if item.predicate == expand("rdfs:isDefinedBy")}
    assert own_terms(ontology) <= defined
    kinds = defaultdict(set)
    for item in statements(ontology):
        if item.predicate == RDF_TYPE and item.subject in own_terms(ontology) and isinstance(item.object, NamedNode):
            kinds[item.subject].add(item.object.value.rsplit("#", 1)[1])
    exclusive = {"Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    assert {term.value: types for term, types in kinds.items() if len(types & exclusive) != 1} == {}


AXIOMS = {
    *(
        f"owl:{name}"
        for name in "imports inverseOf disjointWith deprecated versionIRI versionInfo priorVersion".split()
    ),
    *(f"rdfs:{name}" for name in "subClassOf subPropertyOf domain range label comment seeAlso isDefinedBy".split()),
    "rdf:type",
}
TYPES = {
    f"owl:{name}"
    for name in (
        "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty FunctionalProperty SymmetricProperty "
        "TransitiveProperty"
    ).split()
} | {"rdfs:Datatype"}
RL_DATATYPES = {f"xsd:{name}" for name in "string integer decimal boolean dateTime anyURI".split()}


def test_the_ontology_stays_within_owl_2_rl(ontology: tuple[Quad, ...]) -> None:
    """A white list: named classes and properties only, and no construct that the profile forbids."""
    allowed_predicates = {expand(name) for name in AXIOMS}
    reserved = tuple(expand(f"{prefix}:").value for prefix in ("owl", "rdfs", "rdf"))
    assert not [quad for quad in ontology if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]
    for item in statements(ontology):
        if item.predicate.value.startswith(reserved):
            assert item.predicate in allowed_predicates, item
        if item.predicate == RDF_TYPE and item.object.value.startswith(reserved):
            assert item.object in {expand(name) for name in TYPES}, item
        if item.predicate == expand("rdfs:range") and item.object.value.startswith(expand("xsd:").value):
            assert item.object in {expand(name) for name in RL_DATATYPES}, item


def test_a_property_has_one_domain_and_one_range_at_most(ontology: tuple[Quad, ...]) -> None:
    """Several domains intersect in OWL, which is never what is meant (OOPS! pitfall 19)."""
    for predicate in ("rdfs:domain", "rdfs:range"):
        counts = Counter(item.subject for item in statements(ontology) if item.predicate == expand(predicate))
        assert {term: count for term, count in counts.items() if count > 1} == {}


def test_every_module_has_a_complete_header(ontology: tuple[Quad, ...]) -> None:
    needed = "dcterms:title dcterms:description dcterms:creator dcterms:license dcterms:created dcterms:modified"
    needed += " owl:versionIRI owl:versionInfo vann:preferredNamespacePrefix vann:preferredNamespaceUri"
    facts = {(item.subject, item.predicate) for item in statements(ontology)}
    for name in ("", *(f"/{module}" for module in MODULES)):
        node = NamedNode(ONTOLOGY + name)
        missing = [curie for curie in needed.split() if (node, expand(curie)) not in facts]
        assert missing == [], node
    imported = {item.object.value for item in statements(ontology) if item.predicate == expand("owl:imports")}
    assert {f"{ONTOLOGY}/{module}" for module in MODULES} <= imported


def test_the_context_is_fresh(vocabulary: Vocabulary) -> None:
    written = (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert written == write_context(vocabulary), "run `digdip context`"


@pytest.fixture(scope="module")
def store() -> Store:
    return curate(read_corpus(ROOT, dossiers=READ))


def closure_errors(store: Store) -> list[str]:
    """Return the contradictions that the OWL 2 RL rules find in a store's default graph.

    Literals and the rows about states, places and concepts are left out: no rule of the ontology can fail on them,
    and the closure grows with the square of what goes in.
    """
    skipped = ("state/", "place/", "topic/", "cameo/", "plover/", "region/", "sector/", "span/", "scheme/")
    prefixes = tuple(f"https://w3id.org/digdip/id/{kind}" for kind in skipped)
    kept = [
        quad.triple
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        if isinstance(quad.object, NamedNode) and not str(quad.subject)[1:].startswith(prefixes)
    ]
    graph = Graph().parse(data=serialize(kept, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = "http://www.daml.org/2002/03/agents/agent-ont#error"
    return [str(message) for _, predicate, message in graph if str(predicate) == error]


def test_ontology_and_data_are_consistent(store: Store) -> None:
    assert closure_errors(store) == []


def test_an_inconsistency_would_be_found(ontology: tuple[Quad, ...]) -> None:
    wrong = Store()
    wrong.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in ontology)
    someone = NamedNode("https://example.org/somebody")
    wrong.extend(Quad(someone, RDF_TYPE, kind, DefaultGraph()) for kind in (expand("foaf:Person"), dd("State")))
    assert closure_errors(wrong)


def test_single_valued_properties_have_one_value(store: Store, vocabulary: Vocabulary) -> None:
    counts: Counter[tuple[object, object]] = Counter()
    functional = vocabulary.functional()
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if quad.predicate.value in functional:
            counts[quad.subject, quad.predicate] += 1
    assert len(counts) > 500
    assert {key: count for key, count in counts.items() if count > 1} == {}
