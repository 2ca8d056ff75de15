"""Every shape and every report is proved by files: valid ones that it passes, invalid ones that it alone refuses.

The files stand in ``tests/examples/{valid,invalid}``. Each is named for the shape's local name, or is called
``report-<stem of the query>``; a further case of the same rule adds ``--<case>``. They look like the curated
graph, with the types of every level written out. What the ontology and the schemes say of the terms that a file
names is added to it, so that a renamed concept or property breaks its example.
"""

from functools import lru_cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from app.build.corpus import read_ontology, read_turtle
from app.build.shapes import read_shapes
from app.build.validation import SEVERITIES, Result, run_reports, run_shapes
from app.namespaces import SCHEMES_GRAPH
from app.queries import read_query

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "examples"
REPORTS = ROOT / "queries" / "reports"
SHAPES = read_shapes(ROOT)
NAMESPACE = "https://w3id.org/digdip/shapes#"
SEEN_SEVERITIES = {SH.Violation: "Violation", SH.Warning: "Warning", SH.Info: "Info"}


def local(shape: URIRef) -> str:
    return str(shape).removeprefix(NAMESPACE)


def rules() -> dict[str, URIRef]:
    """Return the shapes that can give a result of their own: those with a message, keyed by local name."""
    return {local(shape): shape for shape in SHAPES.subjects(SH.message) if isinstance(shape, URIRef)}


def report_names() -> dict[str, Path]:
    """Return the reports whose rows are failures; those that only list are tried in ``tests/queries``."""
    return {f"report-{path.stem}": path for path in REPORTS.glob("*.rq") if not read_query(path).header.get("listing")}


def examples(verdict: str) -> dict[str, Path]:
    return {path.stem: path for path in sorted((EXAMPLES / verdict).iterdir()) if path.suffix in (".ttl", ".trig")}


def rule_of(name: str) -> str:
    """Return the shape or report that an example is about: its name without the case.

    >>> rule_of("State-notation--twice")
    'State-notation'
    """
    return name.partition("--")[0]


@lru_cache(maxsize=1)
def terms() -> dict[NamedNode, list[Quad]]:
    """Return what the ontology and the schemes say, by subject, as quads of the default graph."""
    ontology, schemes, _ = read_ontology(ROOT)
    regions = read_turtle(ROOT, [ROOT / "data" / "reference" / "regions.ttl"], SCHEMES_GRAPH)
    found: dict[NamedNode, list[Quad]] = {}
    for quad in (*ontology, *schemes, *regions):
        if isinstance(quad.subject, NamedNode):
            plain = Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
            found.setdefault(quad.subject, []).append(plain)
    return found


def read_example(path: Path) -> Store:
    store = Store()
    store.load(path=str(path), format=RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.TURTLE)
    named = {quad.object for quad in store if isinstance(quad.object, NamedNode)}
    store.extend(quad for term in named for quad in terms().get(term, []))
    return store


def results(path: Path) -> set[Result]:
    store = read_example(path)
    return run_shapes(store, SHAPES) | run_reports(store, REPORTS)


def names(found: set[Result], *severities: str) -> set[str]:
    """Return the names of the shapes and reports that gave results of these severities."""
    shapes = {item.shape for item in found if item.severity in severities}
    return {name.removeprefix(NAMESPACE).replace("report:", "report-") for name in shapes}


def test_every_shape_and_report_has_both_examples() -> None:
    wanted = {*rules(), *report_names()}
    assert len(wanted) >= 70
    for verdict in ("valid", "invalid"):
        assert {name for name in examples(verdict) if name == rule_of(name)} == wanted
        assert {rule_of(name) for name in examples(verdict)} == wanted


def test_no_example_is_left_uncollected() -> None:
    for verdict in ("valid", "invalid"):
        assert len(list((EXAMPLES / verdict).iterdir())) == len(examples(verdict))


@pytest.mark.parametrize("name", sorted(examples("valid")))
def test_a_valid_example_passes(name: str) -> None:
    found = results(examples("valid")[name])
    assert rule_of(name) not in names(found, *SEVERITIES)
    assert names(found, "Violation") == set()


@pytest.mark.parametrize("name", sorted(examples("invalid")))
def test_an_invalid_example_trips_what_it_is_named_for(name: str) -> None:
    found = results(examples("invalid")[name])
    assert rule_of(name) in names(found, *SEVERITIES)
    assert names(found, "Violation") <= {rule_of(name)}


@pytest.mark.parametrize("name", sorted(rules()))
def test_a_shape_explains_itself_in_two_languages(name: str) -> None:
    shape = rules()[name]
    for predicate in (SH.message, SH.name):
        texts = list(SHAPES.objects(shape, predicate))
        assert sorted(str(getattr(text, "language", None)) for text in texts) == ["en", "fr"]
        assert all(str(text).strip() for text in texts)
    assert len(list(SHAPES.objects(shape, SH.severity))) == 1
    assert SHAPES.value(shape, SH.severity) in SEEN_SEVERITIES
    assert "Constraint" in str(SHAPES.value(shape, SH.description))


@pytest.mark.parametrize("name", sorted(rules()))
def test_the_severity_of_a_result_is_the_one_of_its_shape(name: str) -> None:
    found = [item for item in results(examples("invalid")[name]) if item.shape == NAMESPACE + name]
    assert {item.severity for item in found} == {SEEN_SEVERITIES[SHAPES.value(rules()[name], SH.severity)]}


def test_a_property_shape_has_its_iri_order_and_group() -> None:
    properties = set(SHAPES.subjects(RDF.type, SH.PropertyShape))
    assert len(properties) >= 45
    for shape in properties:
        assert local(shape) in rules()
        assert SHAPES.value(shape, SH.order) is not None
        assert (SHAPES.value(shape, SH.group), RDF.type, SH.PropertyGroup) in SHAPES
    targeted = {shape for target in (SH.targetClass, SH.targetSubjectsOf) for shape in SHAPES.subjects(target)}
    used = {part for shape in targeted for part in SHAPES.objects(shape, SH.property)}
    assert used <= properties
    assert properties <= used | targeted


def test_every_value_scheme_of_the_ontology_has_a_shape() -> None:
    """Constraint 23 holds for a property as soon as the ontology gives it a scheme."""
    _, _, vocabulary = read_ontology(ROOT)
    with_scheme = {item.iri for item in vocabulary.properties.values() if item.scheme}
    checked = {str(SHAPES.value(shape, SH.path)) for shape in SHAPES.subjects(SH["and"])}
    assert len(with_scheme) >= 20
    assert with_scheme <= checked


def test_the_shapes_cover_every_constraint() -> None:
    described = " ".join(str(text) for shape in rules().values() for text in SHAPES.objects(shape, SH.description))
    numbers = {int(word.strip(":,.")) for word in described.split() if word.strip(":,.").isdigit()}
    headers = {read_query(path).header["constraint"] for path in report_names().values()}
    assert set(range(1, 31)) <= numbers | {number for number in headers if isinstance(number, int)}


@pytest.mark.parametrize("name", sorted(report_names()))
def test_a_report_says_what_it_checks(name: str) -> None:
    header = read_query(report_names()[name]).header
    assert header["summary"].endswith(".")
    assert header["severity"] in SEVERITIES
    assert header["constraint"] in {*range(1, 31), "contradictions", "functional"}


def test_a_shapes_file_has_the_stem_of_an_ontology_module() -> None:
    modules = {path.stem for path in (ROOT / "ontology").glob("*.ttl")} - {"digdip"}
    assert {path.stem for path in (ROOT / "shapes").glob("*.ttl")} == modules
    assert len(modules) == 5


def test_the_shapes_are_shapes() -> None:
    """No shape is named that is not described, and nothing needs more than SHACL core."""
    linked = {part for link in (SH.property, SH.node, RDF.first) for part in SHAPES.objects(None, link)}
    assert all((part, None, None) in SHAPES for part in linked if str(part).startswith(NAMESPACE))
    assert not list(SHAPES.subject_objects(SH.sparql))
    assert isinstance(SHAPES, Graph)
