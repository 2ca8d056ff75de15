"""What FOOPS! asks of an ontology, as far as the file can answer; docs/fairness.md tells the result of every test.

What takes a server is tried in tests/linked/test_ontology.py, under the paths that the IRIs have at a service.
"""

import re
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from app.namespaces import DD, ONTOLOGY, VOCABULARIES
from tests.ontology.table import GRAPH, HEADER, objects, own, results, typed
from tests.serving import ROOT

HOSTED = {"URI1", "OM4.2", "FIND2", "FIND3", "FIND_3_BIS", "OM3"}
"""Tests of what only the public web can show: IRIs that resolve there, a registry's entry, a DOI."""

SERVED = {"CN1", "DOC1", "RDF1", "VER2"}
"""Tests of what a server answers."""

METADATA_VOCABULARIES = [VOCABULARIES[name] for name in ("dcterms", "vann", "foaf")]


def header(*names: str) -> bool:
    return all(objects(HEADER, name) for name in names)


def terms() -> set[NamedNode]:
    return own(typed("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"))


CHECKS: dict[str, Callable[[], bool]] = {
    "PURL1": lambda: ONTOLOGY.startswith("https://w3id.org/"),
    "HTTP1": lambda: ONTOLOGY.startswith("https://"),
    "URI2": lambda: typed("owl:Ontology") == {HEADER},
    "VER1": lambda: header("owl:versionInfo") and objects(HEADER, "owl:versionIRI") not in ([], [HEADER]),
    "FIND1": lambda: objects(HEADER, "vann:preferredNamespacePrefix") == [Literal("dd")],
    "OM1": lambda: (
        header("dcterms:title", "dcterms:description", "dcterms:license", "owl:versionIRI", "dcterms:creator")
        and objects(HEADER, "vann:preferredNamespaceUri") == [Literal(DD)]
    ),
    "OM2": lambda: header(
        "vann:preferredNamespacePrefix", "owl:versionInfo", "dcterms:created", "dcterms:bibliographicCitation"
    ),
    "OM4.1": lambda: all(isinstance(item, NamedNode) for item in objects(HEADER, "dcterms:license")),
    "OM5.1": lambda: header("dcterms:created", "dcterms:creator"),
    "OM5.2": lambda: header("dcterms:issued", "dcterms:publisher"),
    "VOC1": lambda: all(
        any(t.subject == HEADER and t.predicate.value.startswith(start) for t in GRAPH)
        for start in METADATA_VOCABULARIES
    ),
    "VOC2": lambda: bool(typed("owl:Class") - own(typed("owl:Class"))) and header("owl:imports"),
    "VOC3": lambda: all(objects(term, "rdfs:label") for term in terms()),
    "VOC4": lambda: all(objects(term, "skos:definition") for term in terms()),
}


@pytest.mark.parametrize("name", CHECKS)
def test_what_the_file_can_show_passes(name: str) -> None:
    assert CHECKS[name]()
    assert results("FOOPS!")[name] == "passes"


def test_only_the_doi_is_missing_from_the_detailed_metadata() -> None:
    assert header("dcterms:publisher", "foaf:logo", "dcterms:source", "dcterms:issued", "dcterms:modified")
    assert [t for t in GRAPH if t.subject == HEADER and t.predicate.value.endswith("bibo/status")]
    assert not [t for t in GRAPH if t.predicate.value.endswith("/doi")] and results("FOOPS!")["OM3"] == "all but one"


def test_the_page_names_every_test() -> None:
    table = results("FOOPS!")
    assert set(table) == {*CHECKS, *HOSTED, *SERVED} and len(table) == 24
    assert {name for name, result in table.items() if result == "passes at a service"} == SERVED
    assert {name for name, result in table.items() if result == "with hosting"} == HOSTED - {"OM3"}


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "fairness.md").read_text(encoding="utf-8")
    folders = [ROOT / "tests" / "ontology", ROOT / "tests" / "linked"]
    code = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 5 and not {name for name in named if f"def {name}(" not in code}


def test_the_citation_names_the_version() -> None:
    (version,) = objects(HEADER, "owl:versionInfo")
    (citation,) = objects(HEADER, "dcterms:bibliographicCitation")
    assert f"version {version.value}" in citation.value and f"{ONTOLOGY}/{version.value}" in citation.value
