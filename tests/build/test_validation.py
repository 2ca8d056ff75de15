"""Validation gives what plain pyshacl gives: rewritten shapes, divided work and chosen records change no result."""

from functools import lru_cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import SH, XSD

from app.build import validation
from app.build.corpus import read_ontology
from app.build.forked import share
from app.build.shapes import CuratedGraph, find_targets, flattened, read_shapes
from app.build.validation import Result, run_shapes
from app.errors import BuildError, DataError, Problem

ROOT = Path(__file__).resolve().parents[2]
SHAPES = read_shapes(ROOT)
AS_WRITTEN = Graph()
for _path in (ROOT / "shapes").glob("*.ttl"):
    AS_WRITTEN.parse(_path)


@lru_cache(maxsize=1)
def faulty() -> Store:
    """Return every example, right and wrong, in one graph, with the ontology and the schemes."""
    store = Store()
    for path in sorted((ROOT / "tests" / "examples").glob("*/*.ttl")):
        store.load(path=str(path), format=RdfFormat.TURTLE)
    ontology, schemes, _ = read_ontology(ROOT)
    for quad in (*ontology, *schemes):
        store.add(type(quad)(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


@lru_cache(maxsize=1)
def plain() -> frozenset[Result]:
    """Return what pyshacl says of all of it, with the shapes as they are written and the graph as it is serialised."""
    data = Graph().parse(data=faulty().dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=AS_WRITTEN, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return frozenset(validation._result(report, AS_WRITTEN, node) for node in report.objects(None, SH.result))


def test_plain_pyshacl_finds_something_for_most_shapes() -> None:
    assert len(plain()) > 60
    assert len({result.shape for result in plain()}) > 40


@pytest.mark.parametrize("worth", [1, 10**9], ids=["divided", "in one process"])
def test_all_records_give_what_plain_pyshacl_gives(worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "WORTH_A_PROCESS", worth)
    monkeypatch.setattr(validation, "processors", lambda: 3)
    assert run_shapes(faulty(), SHAPES) == plain()


def test_chosen_records_give_what_plain_pyshacl_gives_of_them() -> None:
    wrong = sorted({result.focus for result in plain()})
    for chosen in (frozenset(wrong[::3]), frozenset(wrong[:1]), frozenset()):
        assert run_shapes(faulty(), SHAPES, chosen) == {result for result in plain() if result.focus in chosen}


def test_a_closed_shape_keeps_the_keys_of_the_parts_that_moved() -> None:
    flat = flattened(SHAPES)
    assert (None, SH.property, URIRef("https://w3id.org/digdip/shapes#Claim-modality")) not in flat
    assert not [result for result in run_shapes(faulty(), SHAPES) - plain() if result.shape.endswith("ClaimShape")]


def test_a_target_of_another_kind_is_refused() -> None:
    shapes = Graph().parse(data="@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:target [] .", format="turtle")
    with pytest.raises(BuildError, match="targets"):
        find_targets(CuratedGraph(Store()), shapes)


def test_the_graph_for_pyshacl_is_the_default_graph() -> None:
    triple = NamedNode("urn:s"), NamedNode("urn:p"), Literal("o")
    store = Store()
    store.extend([Quad(*triple), Quad(*triple, NamedNode("urn:g")), Quad(*triple[:2], triple[0], NamedNode("urn:g"))])
    graph = CuratedGraph(store)
    assert list(graph.triples((None, None, None))) == [
        (URIRef("urn:s"), URIRef("urn:p"), RdfLiteral("o", datatype=XSD.string))
    ]
    assert graph


def test_shared_work_comes_back_in_order_and_errors_with_it() -> None:
    assert share(3, lambda part: part * part) == [0, 1, 4]

    def broken(part: int) -> int:
        if part == 1:
            raise DataError([Problem("a.yaml", "is wrong", "repair it")])
        return part

    with pytest.raises(DataError, match="is wrong"):
        share(2, broken)
