"""The critical and important pitfalls of OOPS! that a program can look for; docs/fairness.md tells what it found."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest
import rdflib.namespace
from pyoxigraph import DefaultGraph, NamedNode

from app import answers
from app.build.corpus import curate, read_corpus
from app.namespaces import DD, RDF_TYPE, VOCABULARIES, dd, expand, shorten
from tests.ontology.table import GRAPH, HEADER, LIBRARY, mentions, objects, own, pairs, results, typed
from tests.serving import ROOT

CLASSES, PROPERTIES = typed("owl:Class"), typed("owl:ObjectProperty", "owl:DatatypeProperty")
READ = {"P01", "P16", "P17", "P23"}
"""Pitfalls that only a reader can judge."""

OPEN = {"P11"}
"""The pitfall that is there on purpose."""


UNASKED = {
    f"dd:{name}"
    for name in (
        "attestedIn buildsOn claimObject evidence hasNameForm hasParticipant hostedBy lineageCount locatedIn "
        "mentionsEvent resultedIn seatIn supports underStrategy"
    ).split()
}
"""Properties of several kinds of record, or derived, of which no shape asks anything either."""


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
    VOCABULARIES["geo"]: {"lat", "long"},
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
    assert set(table) == {*FOUND, *READ, *OPEN, "P18", "P37"} and len(table) == 29
    assert {name for name, result in table.items() if result == "judged by reading"} == READ
    assert {name for name, result in table.items() if result == "there, on purpose"} == OPEN


def test_open_domains_and_ranges_are_asked_by_shapes_or_have_a_datatype_of_their_own() -> None:
    """P11: OWL 2 RL has no union to name several classes, and no xsd:date; SHACL says what OWL cannot."""
    asked = {t.object for module in LIBRARY.shapes for t in module.triples if t.predicate == expand("sh:path")}
    typed_otherwise = {prop for prop, _ in pairs("dd:valueDatatype")}
    open_ones = {term for term in own(PROPERTIES) if not all(ends(term))}
    assert len(open_ones) > 20
    assert sorted(shorten(term.value) for term in open_ones - asked - typed_otherwise) == sorted(UNASKED)


def test_domains_and_ranges_are_wide_enough_for_the_data() -> None:
    """P18: nothing in the curated graph has a property whose domain or range it would have to be put into."""
    store = curate(read_corpus(ROOT, dossiers=answers.READ))
    kinds = defaultdict(set)
    for quad in store.quads_for_pattern(None, RDF_TYPE, None, DefaultGraph()):
        kinds[quad.subject].add(quad.object)
    found = set()
    for prop in own(typed("owl:ObjectProperty")):
        domains, ranges = ends(prop)
        for quad in store.quads_for_pattern(None, prop, None, DefaultGraph()):
            found |= {(prop, "domain") for domain in domains if domain not in kinds[quad.subject]}
            found |= {(prop, "range") for kind in ranges if kind not in kinds[quad.object]}
    assert dd("tookPlaceAt") in PROPERTIES and sorted(map(str, found)) == []
    assert results("OOPS!")["P18"] == "not there"
