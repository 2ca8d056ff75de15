"""The SPARQL 1.1 Protocol, as a client sees it on a live server."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from app.engine.formats import GRAPHS
from app.engine.functions import EXTENSIONS
from app.namespaces import expand

ONE = "SELECT * { ?s ?p ?o } LIMIT 1"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
SEED = "https://w3id.org/digdip/id/graph/seed-000"
PROBLEM = "application/problem+json"
LABELS = 'SELECT ?label { <https://w3id.org/digdip/id/state/JPN> rdfs:label ?label FILTER(LANG(?label) = "ar") }'
LABELS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + LABELS


def ask(client: httpx.Client, query: str, accept: str | None = None, **params: Any) -> httpx.Response:
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", params={"query": query} | params, headers=headers)


def kind(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (ONE, None, JSON),
        (ONE, "*/*", JSON),
        (ONE, "", JSON),
        (ONE, XML, XML),
        (ONE, CSV, CSV),
        (ONE, TSV, TSV),
        (ONE, "application/json", "application/json"),
        (ONE, f"{CSV};q=0.1, {XML};q=0.9", XML),
        (ONE, "text/csv; charset=utf-8", CSV),
        (ONE, "text/*", CSV),
        (ONE, f"image/png, {TSV};q=0.2", TSV),
        (ONE, BROWSER, "text/html"),
        ("ASK {}", None, JSON),
        ("ASK {}", XML, XML),
        ("ASK {}", CSV, CSV),
        ("CONSTRUCT WHERE { ?s a ?o }", None, "text/turtle"),
        ("CONSTRUCT WHERE { ?s a ?o }", f"{JSON},*/*;q=0.9", "text/turtle"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <https://w3id.org/digdip/id/state/JPN>", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/trig", "application/trig"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/n-quads", "application/n-quads"),
    ],
)
def test_negotiation(client: httpx.Client, query: str, accept: str | None, expected: str) -> None:
    response = ask(client, query, accept)
    assert response.status_code == 200
    assert kind(response) == expected
    assert {"Accept", "Accept-Encoding"} <= set(response.headers["vary"].split(", "))


def test_refused_type_is_not_used(client: httpx.Client) -> None:
    assert kind(ask(client, ONE, f"{JSON};q=0, */*")) not in (JSON, "application/json")


def test_accept_on_two_lines(client: httpx.Client) -> None:
    headers = [("Accept", f"{CSV};q=0.1"), ("Accept", XML)]
    assert kind(client.get("/sparql", params={"query": ONE}, headers=headers)) == XML


@pytest.mark.parametrize(("name", "expected"), [("csv", CSV), ("xml", XML), (TSV, TSV), ("html", "text/html")])
def test_format_parameter_wins(client: httpx.Client, name: str, expected: str) -> None:
    assert kind(ask(client, ONE, JSON, format=name)) == expected


def test_json_results(client: httpx.Client) -> None:
    rows = ask(client, "SELECT ?x ?y { VALUES ?x { 'a'@fr 1 } }").json()["results"]["bindings"]
    assert rows[0] == {"x": {"type": "literal", "value": "a", "xml:lang": "fr"}}
    assert rows[1]["x"]["datatype"].endswith("#integer")


def test_csv_and_tsv(client: httpx.Client) -> None:
    assert ask(client, LABELS, CSV).content == "label\r\nاليابان\r\n".encode()
    assert ask(client, LABELS, CSV).headers["content-type"] == "text/csv; charset=utf-8"
    assert ask(client, LABELS, TSV).content == '?label\n"اليابان"@ar\n'.encode()


def test_carriage_return_survives_xml(client: httpx.Client) -> None:
    assert b"a&#13;" in ask(client, 'SELECT ("a\\rb" AS ?x) {}', XML).content


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (ONE, "image/png", 406),
        ("CONSTRUCT WHERE { ?s a ?o }", CSV, 406),
        ("CONSTRUCT WHERE { ?s <https://example.org/123> ?o }", "application/rdf+xml", 406),
        ('SELECT ("\x01" AS ?x) {}', XML, 406),
        ("SELEKT", None, 400),
        ("SELEKT", CSV, 400),
        ("SELEKT", "image/png", 400),
        ("SELECT * { ?s }", "text/turtle", 400),
        ("", None, 400),
        ("SELECT (<urn:no>(1) AS ?x) {}", None, 400),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", None, 400),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", None, 403),
        ("ASK FROM <file:///etc/passwd> {}", None, 403),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", None, 422),
    ],
)
def test_errors_are_problems(client: httpx.Client, query: str, accept: str | None, status: int) -> None:
    response = ask(client, query, accept)
    assert response.status_code == status
    assert kind(response) == PROBLEM
    assert response.headers["access-control-allow-origin"] == "*"
    problem = response.json()
    assert problem["status"] == status and problem["title"] and problem["detail"]
    assert "Traceback" not in response.text and "/app/" not in response.text


def test_syntax_errors_have_line_and_column_for_every_client(client: httpx.Client) -> None:
    for accept in (None, JSON, CSV, "text/turtle"):
        problem = ask(client, "SELECT * {\n ?s ?p }", accept).json()
        assert (problem["line"], problem["column"]) == (2, 9)
    page = ask(client, "SELECT * {\n ?s <p> }", BROWSER)
    assert page.status_code == 400 and "Line 2" in page.text and "&lt;p&gt;" in page.text


def test_406_lists_what_there_is(client: httpx.Client) -> None:
    assert ask(client, ONE, "image/png").json()["available"][:2] == [JSON, XML]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"ASK {}", "application/sparql-query", 200),
        (b"ASK {}", "application/sparql-query; charset=utf-8", 200),
        (b"ASK {}", "application/sparql-query; charset=latin-1", 415),
        (b"query=ASK%20%7B%7D", "application/x-www-form-urlencoded", 200),
        (b"query=ASK%20%7B%7D&ac=1", "application/x-www-form-urlencoded; charset=UTF-8", 200),
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        (b"CLEAR ALL", "application/sparql-update", 401),
        (b"update=CLEAR%20ALL", "application/x-www-form-urlencoded", 401),
        (b"query=ASK%7B%7D&update=CLEAR%20ALL", "application/x-www-form-urlencoded", 400),
        (b"other=1", "application/x-www-form-urlencoded", 400),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400),
        (b"query=ASK%7B%7D%FF", "application/x-www-form-urlencoded", 400),
        (b"#" * (2 << 20), "application/sparql-query", 413),
    ],
)
def test_posts(client: httpx.Client, content: bytes, content_type: str, status: int) -> None:
    response = client.post("/sparql", content=content, headers={"Content-Type": content_type})
    assert response.status_code == status
    assert ("www-authenticate" in response.headers) is (status == 401)


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        ("query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("query=ASK%7B%7D&update=CLEAR%20ALL", 400),
        ("update=CLEAR%20ALL", 400),
        ("ac=1&query=ASK%7B%7D", 200),
        ("query=ASK%7B%7D&default-graph-uri=no-iri", 400),
        ("query=ASK%7B%7D&format=nonsense", 400),
        ("query=ASK%7B%7D&format=turtle", 406),
        ("query=ASK%7B%7D%FF", 400),
    ],
)
def test_query_strings(client: httpx.Client, query_string: str, status: int) -> None:
    assert client.get(f"/sparql?{query_string}").status_code == status


def test_form_is_decoded_once(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": 'SELECT ("100%25" AS ?x) ("1+1" AS ?y) {}'})
    row = response.json()["results"]["bindings"][0]
    assert (row["x"]["value"], row["y"]["value"]) == ("100%25", "1+1")


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
REFERENCE = "https://w3id.org/digdip/id/graph/reference"


@pytest.mark.parametrize(
    ("query", "params", "expected"),
    [
        (COUNT, {"default-graph-uri": SEED}, 5),
        (COUNT, {"default-graph-uri": [SEED, REFERENCE]}, 12),
        (COUNT, {"default-graph-uri": "urn:unknown"}, 0),
        (COUNT, {"named-graph-uri": SEED}, 0),
        (IN_GRAPHS, {"named-graph-uri": SEED}, 5),
        (IN_GRAPHS, {"default-graph-uri": SEED}, 0),
        (COUNT.replace("{", f"FROM <{REFERENCE}> {{", 1), {}, 7),
        (COUNT.replace("{", f"FROM <{REFERENCE}> {{", 1), {"default-graph-uri": SEED}, 5),
        (COUNT.replace("{", "FROM <http://127.0.0.1:9/> {", 1), {}, 0),
    ],
)
def test_datasets(client: httpx.Client, query: str, params: dict[str, Any], expected: int) -> None:
    rows = ask(client, query, None, **params).json()["results"]["bindings"]
    assert int(rows[0]["n"]["value"]) == expected


@pytest.mark.parametrize(
    ("value", "rows"),
    [("state:JPN", 3), ("<https://w3id.org/digdip/id/state/JPN>", 3), ("https://w3id.org/digdip/id/state/JPN", 3),
     ("state:FRA", 0), ('"Japan"@en', 0)],
)  # fmt: skip
def test_parameters_are_bound_terms(client: httpx.Client, value: str, rows: int) -> None:
    query = "SELECT ?state ?label { ?state <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    response = ask(client, query, None, **{"$state": value})
    assert response.headers["result-count"] == str(rows)


@pytest.mark.parametrize("value", ["state:JPN . <urn:a> <urn:b> <urn:c>", "_:x", "[]", "no term", "1 , 2", ""])
def test_what_is_no_term_is_refused(client: httpx.Client, value: str) -> None:
    assert ask(client, "SELECT ?x { ?x ?p ?o }", None, **{"$x": value}).status_code == 400


def test_head_is_get_without_body(client: httpx.Client) -> None:
    get = ask(client, ONE)
    head = client.head("/sparql", params={"query": ONE})
    assert head.content == b"" and head.status_code == get.status_code
    changing = {"date", "server-timing", "x-request-id", "ratelimit", "ratelimit-policy"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in get.headers.items() if k not in changing
    }


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": ONE})
    assert response.status_code == 405 and kind(response) == PROBLEM
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST", "QUERY"}


def test_preflight(client: httpx.Client) -> None:
    headers = {"Origin": "http://x.test", "Access-Control-Request-Method": "POST"}
    headers["Access-Control-Request-Headers"] = "content-type"
    response = client.options("/sparql", headers=headers)
    assert response.status_code == 204 and response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert response.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-max-age" in response.headers
    assert "access-control-allow-credentials" not in response.headers


def test_gzip_only_where_welcome(client: httpx.Client) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 50"
    packed = client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "gzip"})
    plain = client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json() and packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("name", GRAPHS)
def test_service_description(client: httpx.Client, server: str, name: str) -> None:
    response = client.get("/sparql", headers={"Accept": GRAPHS[name].media_type})
    assert kind(response) == GRAPHS[name].media_type
    formats = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}
    formats |= {"rdf": RdfFormat.RDF_XML, "trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}
    triples = [quad.triple for quad in parse(response.content, format=formats[name])]
    endpoint = NamedNode(f"{server}/sparql")
    assert {t.object for t in triples if t.predicate == expand("sd:endpoint")} == {endpoint}
    assert NamedNode(SEED) in {t.object for t in triples if t.predicate == expand("sd:name")}
    assert not [t for t in triples if "BasicFederatedQuery" in str(t)]
    functions = {t.object.value for t in triples if t.predicate == expand("sd:extensionFunction")}  # type: ignore[union-attr]
    assert functions == set(EXTENSIONS)


def test_browsers_get_a_form_and_a_table(client: httpx.Client) -> None:
    form = client.get("/sparql", headers={"Accept": BROWSER})
    assert "<textarea" in form.text and "default-src 'none'" in form.headers["content-security-policy"]
    table = ask(client, LABELS, BROWSER)
    assert 'lang="ar" dir="rtl"' in table.text
    hostile = ask(client, "SELECT ('<script>alert(1)</script>' AS ?x) (<javascript:alert(1)> AS ?y) {}", BROWSER)
    assert "<script>" not in hostile.text and 'href="javascript' not in hostile.text
    assert "prefix" in ask(client, "CONSTRUCT WHERE { ?s a ?o }", BROWSER).text


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
BOMB = f'SELECT ?x40 {{ BIND("aaaaaaaaaa" AS ?x0) {DOUBLINGS} }}'


@pytest.mark.parametrize("query", [ENDLESS, BOMB], ids=["cross product", "memory bomb"])
def test_hostile_queries_end_in_503(client: httpx.Client, query: str) -> None:
    start = time.monotonic()
    response = ask(client, query)
    assert response.status_code == 503 and response.headers["retry-after"].isdigit()
    assert kind(response) == PROBLEM and time.monotonic() - start < 20
    assert ask(client, ONE).status_code == 200


def test_nesting_is_refused_at_once(client: httpx.Client) -> None:
    query = "ASK " + "{" * 5000 + "}" * 5000
    response = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert response.status_code == 400 and response.json()["limit"] == 100
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "clause", ["SERVICE <{}> {{}}", "VALUES ?x {{ <{}> }} SERVICE ?x {{ ?s ?p ?o }}", "SERVICE SILENT <{}> {{}}"]
)
def test_federation_is_silent_to_the_outside(client: httpx.Client, clause: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        response = ask(client, "ASK { " + clause.format(f"http://127.0.0.1:{listener.getsockname()[1]}/") + " }")
        assert response.status_code == 403 and response.json()["policy"] == "no-federation"
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_crowds_are_refused_and_others_still_served(server: str) -> None:
    limits = httpx.Limits(max_connections=60)
    with httpx.Client(base_url=server, timeout=60, limits=limits) as http, ThreadPoolExecutor(50) as crowd:
        running = [crowd.submit(http.get, "/sparql", params={"query": f"{ENDLESS} #{i}"}) for i in range(50)]
        time.sleep(0.5)
        assert http.get("/healthz").status_code == 200
        assert http.get("/id/state/JPN").status_code == 303
        statuses = [request.result() for request in running]
    assert {response.status_code for response in statuses} <= {429, 503}
    assert all("retry-after" in response.headers for response in statuses)
    assert any(response.status_code == 429 for response in statuses)


def test_a_client_that_leaves_frees_its_worker(server: str, client: httpx.Client) -> None:
    for number in range(6):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{server}/sparql", params={"query": f"{ENDLESS} #leaves {number}"}, timeout=0.1)
    start = time.monotonic()
    assert ask(client, f"{ONE} #after").status_code == 200
    assert time.monotonic() - start < 3  # two workers and six such queries would be busy for 9 s


def test_smuggled_requests_are_refused(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    body = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"sample-1" not in answer and answer.count(b"HTTP/1.1 ") <= 1


def test_formats_agree(client: httpx.Client) -> None:
    query = "SELECT ?s ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o"
    counts = {ask(client, query, accept).headers["result-count"] for accept in (JSON, CSV, TSV)}
    assert counts == {str(len(json.loads(ask(client, query).content)["results"]["bindings"]))}
