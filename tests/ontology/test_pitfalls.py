"""The critical and important pitfalls of OOPS! that a program can look for; docs/fairness.md tells what it found."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest
import rdflib.namespace
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from app import answers
from app.build.corpus import curate, read_corpus
from app.namespaces import DD, RDF_TYPE, VOCABULARIES, dd, expand, shorten
from tests.ontology.table import GRAPH, HEADER, LIBRARY, mentions, objects, own, pairs, results, typed
from tests.serving import ROOT

CLASSES, PROPERTIES = typed("owl:Class"), typed("owl:ObjectProperty", "owl:DatatypeProperty")
READ = {"P01", "P16", "P17", "P23"}
"""Pitfalls that only a reader can judge."""

ENTAILED = {expand("foaf:Agent"), expand("geo:SpatialThing"), dd("ReportedResource"), dd("Predicate")}
"""Classes that the data name nowhere, so that only a domain or a range puts things into them; see docs/fairness.md."""

SUPERPROPERTY_SAYS_SO = {(dd("resultedIn"), "range")}
"""PROV-O has it that what an activity generated is an entity; an agency that it set up is an agent of ours besides."""


def local(term: NamedNode) -> str:
    return re.split("[#/]", term.value)[-1]


def ends(prop: NamedNode) -> tuple[list[object], list[object]]:
    return list(objects(prop, "rdfs:domain")), list(objects(prop, "rdfs:range"))


def above() -> dict[NamedNode, set[NamedNode]]:
    """Return every class with all classes above it."""
    direct = defaultdict(set)
    for lower, upper in pairs("rdfs:subClassOf"):
        direct[lower].add(upper)
    found: dict[NamedNode, set[NamedNode]] = {}
    for term in list(direct):
        found[term], todo = set(), list(direct[term])
        while todo:
            upper = todo.pop()
            if upper not in found[term]:
                found[term].add(upper)
                todo += direct.get(upper, ())
    return found


def tied(one: NamedNode, other: NamedNode) -> bool:
    """Return whether one class is stated to be above or a match of the other, in the ontology or an alignment."""
    said = [triple for module in LIBRARY.files.values() for triple in module.triples]
    return any({one, other} == {triple.subject, triple.object} for triple in said)


def likeness(term: NamedNode) -> str:
    """Return a name by which two classes that mean the same would be found: letters alone, British or not."""
    return local(term).lower().replace("isation", "ization")


def reused() -> set[NamedNode]:
    """Return every term of another vocabulary."""
    used = {t.predicate for t in GRAPH} | CLASSES | PROPERTIES | typed("owl:AnnotationProperty")
    return {term for term in used if not term.value.startswith(DD)}


BIBO = "http://purl.org/ontology/bibo/"
LISTED = "DCAT DCTERMS FOAF ORG OWL PROV RDF RDFS SKOS TIME VANN VOID".split()
CLOSED = {str(space): space for space in (getattr(rdflib.namespace, name) for name in LISTED)}
READ_UP = {VOCABULARIES["schema"]: {"Place", "url"}, VOCABULARIES["skosxl"]: {"Label", "literalForm"}} | {
    VOCABULARIES["oa"]: {"SpecificResource", "TextPositionSelector", "hasSource", "hasSelector", "start", "end"},
    VOCABULARIES["geo"]: {"SpatialThing", "lat", "long"},
    BIBO: {"status"},
}
"""Terms of vocabularies that rdflib does not list in full, looked up by people."""


def unknown() -> list[NamedNode]:
    """Return the reused terms that their vocabulary does not define."""

    def known(term: NamedNode) -> bool:
        name = local(term)
        space = term.value.removesuffix(name)
        return name in READ_UP.get(space, ()) or (space in CLOSED and rdflib.URIRef(term.value) in CLOSED[space])

    return [term for term in reused() if not known(term)]


def structure() -> set[NamedNode]:
    """Return what is used as a class."""
    used = [term for name in ("rdfs:subClassOf", "owl:disjointWith") for pair in pairs(name) for term in pair]
    used += [domain for _, domain in pairs("rdfs:domain")]
    used += [value for prop, value in pairs("rdfs:range") if prop in typed("owl:ObjectProperty")]
    return set(used)


def as_properties() -> set[NamedNode]:
    """Return what is used as a property."""
    used = [term for name in ("rdfs:subPropertyOf", "owl:inverseOf") for pair in pairs(name) for term in pair]
    return {*used, *(prop for name in ("rdfs:domain", "rdfs:range") for prop, _ in pairs(name))}


FOUND: dict[str, Callable[[], object]] = {
    "P03": lambda: [term for term in PROPERTIES if local(term).lower() in {"is", "isa", "sameas", "type"}],
    "P05": lambda: [pair for pair in pairs("owl:inverseOf") if ends(pair[0]) != ends(pair[1])[::-1]],
    "P06": lambda: [term for term, upper in above().items() if term in upper],
    "P10": lambda: not pairs("owl:disjointWith"),
    "P11": lambda: [term for term in own(PROPERTIES) if not all(ends(term))],
    "P12": lambda: [name for name, n in Counter(local(term).lower() for term in PROPERTIES).items() if n > 1],
    "P14": lambda: mentions("owl:allValuesFrom"),
    "P15": lambda: mentions("owl:complementOf") + mentions("owl:someValuesFrom"),
    "P19": lambda: [term for term in PROPERTIES if max(map(len, ends(term))) > 1],
    "P24": lambda: (
        [term for term in PROPERTIES if term in ends(term)[0] + ends(term)[1]]
        + [pair for pair in pairs("rdfs:subClassOf") if pair[0] == pair[1]]
    ),
    "P25": lambda: [pair for pair in pairs("owl:inverseOf") if pair[0] == pair[1]],
    "P26": lambda: {term for pair in pairs("owl:inverseOf") for term in pair} & typed("owl:SymmetricProperty"),
    "P27": lambda: mentions("owl:equivalentProperty"),
    "P28": lambda: [term for term in typed("owl:SymmetricProperty") if ends(term)[0] != ends(term)[1]],
    "P29": lambda: [term for term in typed("owl:TransitiveProperty") if ends(term)[0] != ends(term)[1]],
    "P30": lambda: [
        pair
        for pair in combinations(CLASSES, 2)
        if own(pair) and likeness(pair[0]) == likeness(pair[1]) and not tied(*pair)
    ],
    "P31": lambda: mentions("owl:equivalentClass"),
    "P34": lambda: structure() - CLASSES,
    "P35": lambda: as_properties() - PROPERTIES - typed("owl:AnnotationProperty"),
    "P38": lambda: typed("owl:Ontology") != {HEADER},
    "P39": lambda: not all(t.subject.value.startswith("http") for t in GRAPH if isinstance(t.subject, NamedNode)),
    "P40": unknown,
    "P41": lambda: not objects(HEADER, "dcterms:license"),
}
"""What is wrong, by pitfall; nothing where the pitfall is not there."""


@pytest.mark.parametrize("name", FOUND)
def test_a_pitfall_is_not_there(name: str) -> None:
    assert not FOUND[name]()
    assert results("OOPS!")[name] == "not there"


def test_the_page_names_every_critical_and_important_pitfall() -> None:
    table = results("OOPS!")
    assert set(table) == {*FOUND, *READ, "P18", "P37"} and len(table) == 29
    assert {name for name, result in table.items() if result == "judged by reading"} == READ


@pytest.fixture(scope="module")
def store() -> Store:
    return curate(read_corpus(ROOT, dossiers=answers.READ))


@pytest.fixture(scope="module")
def kinds(store: Store) -> dict[object, set[object]]:
    """Every resource with its classes and all above these."""
    found: dict[object, set[object]] = defaultdict(set)
    upper = above()
    for quad in store.quads_for_pattern(None, RDF_TYPE, None, DefaultGraph()):
        found[quad.subject] |= {quad.object, *upper.get(quad.object, ())}
    return found


def entailments(store: Store) -> set[tuple[NamedNode, str, object, object]]:
    """Return what domains and ranges say of the data: property, which of the two, class, and who is put into it."""
    found = set()
    for prop in own(PROPERTIES):
        domains, ranges = ends(prop)
        for quad in store.quads_for_pattern(None, prop, None, DefaultGraph()):
            found |= {(prop, "domain", domain, quad.subject) for domain in domains}
            if not isinstance(quad.object, Literal):
                found |= {(prop, "range", kind, quad.object) for kind in ranges}
    return found


def test_domains_and_ranges_are_wide_enough_for_the_data(store: Store, kinds: dict[object, set[object]]) -> None:
    """P18: nothing in the curated graph has a property whose domain or range it would have to be put into."""
    needed = {item[:3] for item in entailments(store) if item[2] not in ENTAILED | kinds[item[3]]}
    assert {(prop, end) for prop, end, _ in needed} == SUPERPROPERTY_SAYS_SO
    assert results("OOPS!")["P18"] == "not there"


def test_nothing_but_what_they_say_follows_from_the_classes_that_are_only_entailed() -> None:
    """No class is below or above them, and none is apart from them."""
    for kind in ENTAILED:
        said = [t for t in GRAPH if kind in (t.subject, t.object) and isinstance(t.object, NamedNode)]
        structure = {"rdf:type", "rdfs:domain", "rdfs:range", "rdfs:isDefinedBy"}
        assert said and {shorten(t.predicate.value) for t in said} <= structure, kind


TRUE_OF = {
    dd("ReportedResource"): {dd("attestedIn"), dd("statedIn"), dd("leavesOpen")},
    expand("foaf:Agent"): {expand("foaf:Person"), expand("foaf:Group"), expand("prov:Agent")},
    expand("geo:SpatialThing"): {dd("Place"), dd("State"), dd("Territory")},
    dd("Predicate"): {expand("owl:ObjectProperty"), expand("owl:DatatypeProperty"), expand("owl:AnnotationProperty")},
}
"""By what else it is seen that the entailed class is true: for the first by a property of it or a
claim that names its document, for the others by a class."""


@pytest.mark.parametrize("kind", TRUE_OF, ids=lambda kind: local(kind))
def test_an_entailed_class_is_true_of_all_that_is_put_into_it(
    kind: NamedNode, store: Store, kinds: dict[object, set[object]]
) -> None:
    members = {member for _, _, entailed, member in entailments(store) if entailed == kind}
    properties: dict[object, set[object]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        properties[quad.subject].add(quad.predicate)
    claims = {
        quad.object
        for name in ("claimAbout", "claimSubject", "claimObject")
        for quad in store.quads_for_pattern(None, dd(name), None, DefaultGraph())
        if properties[quad.subject] & {dd("statedIn"), expand("dcterms:source")}  # editorial claims cite documents
    }
    told = {member for member in members if (properties[member] | kinds[member]) & TRUE_OF[kind] or member in claims}
    assert members and sorted(str(member) for member in members - told) == []
