"""The W3C's list of SPARQL 1.1 Protocol tests, written out for an endpoint that reads and does not write.

Names and order are the list's. Its graphs ``data1`` to ``data3`` are ours of the same shape. Its tests of updates
keep their names too: each must be refused, and leave the data as it was.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from tests.protocol.live import DOCUMENTS

ONE, TWO, THREE = DOCUMENTS
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
IN_DEFAULT = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?type }} GRAPH ?h {{ <{TWO}> a ?type }} }}"
IN_BOTH = f"ASK {{ <{THREE}> a ?type GRAPH ?g {{ <{ONE}> a ?type }} GRAPH ?h {{ <{TWO}> a ?type }} }}"
EVERYTHING = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@dataclass(frozen=True)
class Case:
    """One request of the list and what must come of it: true, tabular, boolean, RDF or refused."""

    name: str
    expected: str
    method: str = "GET"
    params: list[tuple[str, str]] = field(default_factory=list)
    media_type: str | None = None
    body: bytes | None = None


def get(name: str, expected: str, *params: tuple[str, str], method: str = "GET") -> Case:
    """Return a case without a body."""
    return Case(name, expected, method, list(params))


def post(name: str, expected: str, media_type: str | None, body: str | bytes, *params: tuple[str, str]) -> Case:
    """Return a case with a body of a stated media type, None for one that states none."""
    return Case(name, expected, "POST", list(params), media_type, body.encode() if isinstance(body, str) else body)


def default(*iris: str) -> list[tuple[str, str]]:
    """Return the parameters that make graphs the default graph."""
    return [("default-graph-uri", iri) for iri in iris]


def named(*iris: str) -> list[tuple[str, str]]:
    """Return the parameters that make graphs the named graphs."""
    return [("named-graph-uri", iri) for iri in iris]


INSERT = "INSERT DATA { GRAPH <https://example.org/data/4> { <https://example.org/data/4> a <urn:x> } }"
USING = ("using-graph-uri", ONE)
CASES = [
    post("query_post_form", "true", FORM, urlencode({"query": "ASK {}"}), *default(ONE)),
    get("query_dataset_default_graphs_get", "true", ("query", IN_DEFAULT), *default(ONE, TWO)),
    post("query_dataset_default_graphs_post", "true", QUERY, IN_DEFAULT, *default(ONE, TWO)),
    post("query_dataset_named_graphs_post", "true", QUERY, IN_NAMED, *named(ONE, TWO)),
    get("query_dataset_named_graphs_get", "true", ("query", IN_NAMED), *named(ONE, TWO)),
    post("query_dataset_full", "true", QUERY, IN_BOTH, *default(THREE), *named(ONE, TWO)),
    post("query_multiple_dataset", "true", QUERY, IN_NAMED.replace("{", f"FROM <{THREE}> {{", 1), *named(ONE, TWO)),
    get("query_get", "true", ("query", "ASK {}"), *default(ONE)),
    post("query_content_type_select", "tabular", QUERY, "SELECT (1 AS ?value) {}", *default(ONE)),
    post("query_content_type_ask", "boolean", QUERY, "ASK {}", *default(ONE)),
    post("query_content_type_describe", "RDF", QUERY, f"DESCRIBE <{ONE}>", *default(ONE)),
    post("query_content_type_construct", "RDF", QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", *default(ONE)),
    post("update_dataset_default_graph", "refused", UPDATE, INSERT, USING),
    post("update_dataset_default_graphs", "refused", UPDATE, INSERT, USING, ("using-graph-uri", TWO)),
    post("update_dataset_named_graphs", "refused", UPDATE, INSERT, ("using-named-graph-uri", ONE)),
    post("update_dataset_full", "refused", UPDATE, INSERT, USING, ("using-named-graph-uri", TWO)),
    post("update_post_form", "refused", FORM, urlencode({"update": "CLEAR ALL"})),
    post("update_post_direct", "refused", UPDATE, "CLEAR ALL"),
    post("update_base_uri", "refused", UPDATE, "INSERT DATA { <s> <p> 1 }"),
    post("query_post_direct", "true", QUERY, "ASK {}", *default(ONE)),
    get("bad_query_method", "refused", ("query", "ASK {}"), method="PUT"),
    get("bad_multiple_queries", "refused", ("query", "ASK {}"), ("query", "SELECT * {}")),
    post("bad_query_wrong_media_type", "refused", "text/plain", "ASK {}"),
    post("bad_query_missing_form_type", "refused", None, urlencode({"query": "ASK {}"})),
    post("bad_query_missing_direct_type", "refused", None, "ASK {}"),
    post("bad_query_non_utf8", "refused", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
    get("bad_query_syntax", "refused", ("query", "ASK {")),
    get("bad_update_get", "refused", ("update", "CLEAR ALL")),
    post("bad_multiple_updates", "refused", FORM, urlencode([("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")])),
    post("bad_update_wrong_media_type", "refused", "text/plain", "CLEAR NAMED"),
    post("bad_update_missing_form_type", "refused", None, urlencode({"update": "CLEAR NAMED"})),
    post("bad_update_non_utf8", "refused", f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16")),
    post("bad_update_syntax", "refused", FORM, urlencode({"update": "CLEAR XYZ"})),
    post("bad_update_dataset_conflict", "refused", FORM, urlencode({"update": "WITH <urn:g> CLEAR ALL"}), USING),
]
BEYOND = [
    post("the same in the form's own fields", "true", FORM,
         urlencode([("query", IN_DEFAULT), *default(ONE), *default(TWO)])),
    post("half of the dataset in the form", "true", FORM, urlencode([("query", IN_DEFAULT), *default(TWO)]),
         *default(ONE)),
    post("declared as UTF-8", "true", f"{QUERY}; charset=UTF-8", "ASK {}"),
    post("media type in capitals", "true", "APPLICATION/SPARQL-QUERY", "ASK {}"),
    post("bytes that are not UTF-8", "refused", QUERY, b'ASK { ?s ?p "\xff" }'),
    post("UTF-16 without saying so", "refused", QUERY, "ASK {}".encode("utf-16")),
    post("escaped bytes that are not UTF-8", "refused", FORM, "query=ASK%7B%3Fs+%3Fp+%22%FF%22%7D"),
    post("an empty form", "refused", FORM, ""),
    post("query in address and body", "refused", FORM, urlencode({"query": "ASK {}"}), ("query", "ASK {}")),
    get("an update sent as a query", "refused", ("query", INSERT)),
    get("a query beside an update", "refused", ("query", "ASK {}"), ("update", "CLEAR ALL")),
    get("an unknown parameter", "true", ("ac", "1"), ("query", "ASK {}")),
    get("a graph named from a base", "true",
        ("query", "BASE <https://example.org/data/> ASK FROM <1> FROM NAMED <2> { <1> a ?t GRAPH <2> { <2> a ?t } }")),
    get("a graph name that is no IRI", "refused", ("query", "ASK {}"), *default("no iri")),
]  # fmt: skip


def send(client: httpx.Client, case: Case) -> httpx.Response:
    """Send a case's request, with no header that it does not name."""
    headers = {"Content-Type": case.media_type} if case.media_type else {}
    return client.request(case.method, "/sparql", params=case.params, content=case.body, headers=headers)


def read(response: httpx.Response) -> Any:
    """Return what a SPARQL results document says: a boolean or solutions; fails for any other type."""
    media_type = response.headers["content-type"]
    format = QueryResultsFormat.from_media_type(media_type)
    assert format is not None, media_type
    return parse_query_results(response.content, format=format)


@pytest.mark.parametrize("case", CASES + BEYOND, ids=lambda case: case.name.replace(" ", "-"))
def test_case(client: httpx.Client, case: Case) -> None:
    before = client.get("/sparql", params={"query": EVERYTHING}).json()
    response = send(client, case)
    if case.expected == "refused":
        assert 400 <= response.status_code < 500
        assert response.headers["content-type"].startswith("application/problem+json")
        assert client.get("/sparql", params={"query": f"{EVERYTHING} # {case.name}"}).json() == before
        return
    assert response.status_code == 200, response.text
    if case.expected == "RDF":
        format = RdfFormat.from_media_type(response.headers["content-type"])
        assert format is not None and list(parse(response.content, format=format))
    elif case.expected == "tabular":
        assert isinstance(read(response), QuerySolutions)
    else:
        assert bool(read(response)) is True


def test_the_list_is_complete() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) == 34


def test_relative_iris_start_at_the_endpoint(client: httpx.Client) -> None:
    """The recommendation lets the service choose the base; it is where the query was sent."""
    response = client.post("/sparql", content="CONSTRUCT { <s> <p> 1 } {}", headers={"Content-Type": QUERY})
    assert response.status_code == 200
    (triple,) = parse(response.content, format=RdfFormat.TURTLE)
    assert str(triple.subject.value).endswith("/s")
