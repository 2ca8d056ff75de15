"""No resource of the full release is put, by a property's domain or range, into a class that excludes it."""

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from app.namespaces import RDF_TYPE, expand
from app.terms import Term

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ontology() -> Store:
    store = Store()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


def excluded(ontology: Store) -> dict[Term, set[Term]]:
    """For each class the classes that it shares no member with."""
    found: dict[Term, set[Term]] = defaultdict(set)
    for quad in ontology.quads_for_pattern(None, expand("owl:disjointWith"), None):
        found[quad.subject].add(quad.object)
        found[quad.object].add(quad.subject)
    return found


@pytest.mark.parametrize(("rule", "place"), [("rdfs:domain", "subject"), ("rdfs:range", "object")])
def test_properties_put_nothing_into_a_class_that_excludes_it(
    everything: Store, ontology: Store, rule: str, place: str
) -> None:
    types: dict[object, set[Term]] = defaultdict(set)
    for quad in everything.quads_for_pattern(None, RDF_TYPE, None, DefaultGraph()):
        types[quad.subject].add(quad.object)
    others, checked = excluded(ontology), 0
    for axiom in ontology.quads_for_pattern(None, expand(rule), None):
        if isinstance(axiom.object, NamedNode) and (foreign := others[axiom.object]):
            for use in everything.quads_for_pattern(None, axiom.subject, None, DefaultGraph()):
                checked += 1
                assert not types[getattr(use, place)] & foreign, str(use)
    assert checked > 1_000


def test_nothing_is_of_two_classes_that_exclude_one_another(everything: Store, ontology: Store) -> None:
    types: dict[object, set[Term]] = defaultdict(set)
    for quad in everything.quads_for_pattern(None, RDF_TYPE, None, DefaultGraph()):
        types[quad.subject].add(quad.object)
    others = excluded(ontology)
    assert sum(map(len, others.values())) >= 10
    assert [node for node, kinds in types.items() if any(kinds & others[kind] for kind in kinds)] == []
