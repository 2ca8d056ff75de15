"""Any file of RDF is served in place of a release: its graphs, its addresses, counted and not claimed."""

import gzip
import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.serving import serving

TRIG = """
@prefix ex: <http://example.org/> .
ex:a ex:label "A"@en ; ex:p ex:b , <relative> , [ ex:q 1 ] .
<http://other.example/x?y=1> ex:p ex:a .
<http://example.org/%C3%A9> ex:p "é" .
ex:g { ex:b ex:p "in g" . }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("data") / "some.trig.gz"
    path.write_bytes(gzip.compress(TRIG.encode()))
    with serving(DATA=str(path), RELEASE="/nowhere/current") as address, httpx.Client(base_url=address) as client:
        client.headers.pop("accept")
        yield client


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "7"),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "1"),
        ("SELECT ?g { GRAPH ?g { } }", "http://example.org/g"),
        ("SELECT ?x { ?a ?b ?x FILTER(ISIRI(?x) && STRSTARTS(STR(?x), 'file:')) }", "file:///relative"),
    ],
)
def test_the_graphs_of_the_file_are_those_of_the_service(service: httpx.Client, query: str, answer: str) -> None:
    response = service.get("/sparql", params={"query": query, "format": "csv"})
    assert response.text.split("\r\n")[1] == answer


def test_the_gate_is_the_same(service: httpx.Client) -> None:
    assert service.get("/sparql", params={"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/a", "http://example.org/a"),
        ("/x?y=1", "http://other.example/x?y=1"),
        ("/%C3%A9", "http://example.org/%C3%A9"),
        ("/b", "http://example.org/b"),
    ],
)
def test_the_path_of_an_iri_is_an_address(service: httpx.Client, path: str, iri: str) -> None:
    response = service.get(path)
    assert response.status_code == 303
    document = service.get(response.headers["location"], headers={"Accept": "application/n-triples"})
    assert document.status_code == 200 and f"<{iri}>" in document.text
    assert len(document.text.splitlines()) == len(set(document.text.splitlines()))


def test_unknown_addresses_and_broken_iris(service: httpx.Client) -> None:
    assert service.get("/nothing").status_code == 404
    assert service.get("/doc", params={"iri": "http://example.org/none"}).status_code == 404
    assert service.get("/doc", params={"iri": "no iri"}).status_code == 400
    assert service.get("/doc").status_code == 400


def test_the_description_counts_and_claims_no_licence(service: httpx.Client) -> None:
    for path in ("/sparql", "/dataset", "/.well-known/void"):
        text = service.get(path, headers={"Accept": "application/n-triples"}).text
        assert "http://example.org/g" in text and "license" not in text
        assert '<http://rdfs.org/ns/void#triples> "7"' in text


def test_other_pages_work_without_a_release(service: httpx.Client) -> None:
    assert service.get("/readyz").json()["version"].startswith("some.trig.gz-")
    assert service.get("/openapi.json").status_code == 200
    links = re.findall('<li><a href="(/[^"]*)"', service.get("/docs").text)
    assert links and all(link.startswith("/sparql?") for link in links)
    assert all(service.get(html.unescape(link)).status_code == 200 for link in links)
    assert service.get("/sparql", headers={"Accept": "text/html"}).status_code == 200
