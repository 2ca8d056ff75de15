"""Twenty things that a linked-data person tries first on an endpoint, one after the other, by number."""

import contextlib
import csv
import gzip
import io
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from tests.protocol.conftest import LIMIT
from tests.protocol.live import DOCUMENTS, Live

ONE = "SELECT * { ?s ?p ?o } LIMIT 1"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
QUERY, PROBLEM = "application/sparql-query", "application/problem+json"
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
LABELS = f"SELECT ?label ?missing {{ <https://w3id.org/digdip/id/state/JPN> {RDFS_LABEL} ?label }}"
BROKEN = "SELECT * {\n  ?s ?p }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
BOMB = f'SELECT ?x40 {{ BIND("aaaaaaaaaa" AS ?x0) {DOUBLINGS} }}'
THOUSAND = " ".join(map(str, range(1_000)))
PRODUCT = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?{name} {{ {THOUSAND} }}" for name in "abcd") + " }"
INTERNALS = re.compile(r'Traceback|File "|/app/|site-packages|\.py\b|\.rs\b')


def ask(client: httpx.Client, query: str, accept: str | None = None) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else {})


def kind(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


def test_01_json_by_default(client: httpx.Client) -> None:
    assert kind(ask(client, ONE)) == JSON
    rows = ask(client, LABELS).json()["results"]["bindings"]
    assert len(rows) == 3 and all(set(row) == {"label"} for row in rows)
    assert {row["label"]["xml:lang"] for row in rows} == {"en", "fr", "ar"}
    (row,) = ask(client, "SELECT (1 AS ?n) {}").json()["results"]["bindings"]
    assert row["n"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"


def test_02_csv_and_tsv(client: httpx.Client) -> None:
    query = "SELECT (<urn:x> AS ?iri) ('a' AS ?text) (1 AS ?number) (?nothing AS ?unbound) {}"
    table = ask(client, query, CSV)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content == b"iri,text,number,unbound\r\nurn:x,a,1,\r\n"
    tabbed = ask(client, query, TSV)
    assert kind(tabbed) == TSV
    assert tabbed.content == b'?iri\t?text\t?number\t?unbound\n<urn:x>\t"a"\t1\t\n'


@pytest.mark.parametrize(
    ("accept", "good"),
    [("text/csv;q=0.1, application/sparql-results+xml;q=0.9", {XML}), (f"{JSON};q=0, */*", {XML, CSV, TSV})],
)
def test_03_quality_values(client: httpx.Client, accept: str, good: set[str]) -> None:
    assert kind(ask(client, ONE, accept)) in good


def test_04_a_list_made_for_tables_still_gets_a_graph(client: httpx.Client) -> None:
    response = ask(client, "CONSTRUCT WHERE { ?s a ?o }", f"{JSON},*/*;q=0.9")
    format = RdfFormat.from_media_type(kind(response))
    assert response.status_code == 200 and format is not None
    assert len(list(parse(response.content, format=format))) == int(response.headers["result-count"])


def test_05_not_acceptable_lists_what_there_is(client: httpx.Client) -> None:
    response = ask(client, ONE, "image/png")
    assert response.status_code == 406 and kind(response) == PROBLEM
    assert {JSON, XML, CSV, TSV} <= set(re.findall(r"[\w.+-]+/[\w.+-]+", response.text))


@pytest.mark.parametrize(("media_type", "status"), [(f"{QUERY}; charset=utf-8", 200), ("text/plain", 415)])
def test_06_media_types_of_the_body(client: httpx.Client, media_type: str, status: int) -> None:
    response = client.post("/sparql", content="ASK{}", headers={"Content-Type": media_type})
    assert response.status_code == status


def test_07_forms_are_decoded_once(client: httpx.Client) -> None:
    query = 'SELECT ("100%25" AS ?x) ("1+1" AS ?y) ("é\U0001f54a" AS ?z) {}'
    for response in (ask(client, query, CSV), client.post("/sparql", data={"query": query}, headers={"Accept": CSV})):
        assert list(csv.reader(io.StringIO(response.text)))[1] == ["100%25", "1+1", "é\U0001f54a"]


@pytest.mark.parametrize("accept", [None, CSV, XML, "text/turtle", "image/png", "text/html"])
def test_08_syntax_errors_have_a_place_and_no_trace(client: httpx.Client, accept: str | None) -> None:
    assert ask(client, "SELEKT", accept).status_code == 400
    response = ask(client, BROKEN, accept)
    assert response.status_code == 400 and not INTERNALS.search(response.text)
    if accept != "text/html":
        assert kind(response) == PROBLEM
        assert response.json()["line"] == 2 and response.json()["column"] > 1


@pytest.mark.parametrize(
    ("search", "status"),
    [
        ("query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("query=ASK%7B%7D&update=CLEAR%20ALL", 400),
        ("ac=1&query=ASK%7B%7D", 200),
    ],
)
def test_09_parameters(client: httpx.Client, search: str, status: int) -> None:
    assert client.get(f"/sparql?{search}").status_code == status


@pytest.mark.parametrize(("graph", "lines"), [(DOCUMENTS[0], 2), ("urn:unknown", 1)])
def test_10_a_chosen_graph_is_all_there_is(client: httpx.Client, graph: str, lines: int) -> None:
    response = client.get("/sparql", params={"query": ONE, "default-graph-uri": graph}, headers={"Accept": CSV})
    assert len(response.text.splitlines()) == lines


def test_11_updates_change_nothing(client: httpx.Client) -> None:
    before = ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()
    assert client.get("/sparql", params={"update": "CLEAR ALL"}).status_code in range(400, 500)
    assert client.post("/sparql", data={"query": "INSERT DATA { <urn:a> <urn:b> 1 }"}).status_code == 400
    posted = client.post("/sparql", data={"update": "CLEAR ALL"})
    assert posted.status_code == 401 and "www-authenticate" in posted.headers
    assert ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } #").json() == before


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
)
def test_12_service_description(client: httpx.Client, live: Live, media_type: str) -> None:
    response = client.get("/sparql", headers={"Accept": media_type})
    assert kind(response) == media_type
    format = RdfFormat.from_media_type(media_type)
    assert format is not None
    said: dict[str, set[str]] = {}
    for triple in parse(response.content, format=format):
        said.setdefault(triple.predicate.value.rpartition("#")[2], set()).add(
            triple.object.value if isinstance(triple.object, NamedNode) else ""
        )
    assert said["endpoint"] == {f"{live.address}/sparql"}
    languages = {iri.rpartition("#")[2] for iri in said["supportedLanguage"]}
    assert "SPARQL11Query" in languages and not [name for name in languages if "Update" in name]
    assert "resultFormat" in said and "defaultDataset" in said and set(DOCUMENTS) <= said["name"]
    assert "BasicFederatedQuery" not in response.text
    assert "<textarea" in client.get("/sparql", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("query", [ONE, "SELEKT", "CONSTRUCT WHERE { ?s a ?o }"])
def test_13_head_is_get_without_a_body(client: httpx.Client, query: str) -> None:
    get, head = ask(client, query), client.head("/sparql", params={"query": query})
    changing = {"date", "server-timing", "age", "x-request-id", "ratelimit", "ratelimit-policy"}
    # a problem's body names its own request, so that the two differ in that alone
    assert head.content == b"" and head.status_code == get.status_code
    assert {name for name in head.headers if name not in changing} == {n for n in get.headers if n not in changing}
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_14_other_methods_are_told_which_there_are(client: httpx.Client) -> None:
    response = client.put("/sparql", params={"query": ONE})
    assert response.status_code == 405
    assert {"GET", "HEAD", "OPTIONS", "POST"} <= set(response.headers["allow"].split(", "))


def test_15_browsers_of_other_sites_may_read(client: httpx.Client) -> None:
    origin = {"Origin": "http://x.test"}
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = client.options("/sparql", headers=origin | wish)
    assert preflight.status_code == 204 and preflight.headers["access-control-allow-origin"] == "*"
    assert {"access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"} <= set(
        preflight.headers
    )
    assert "access-control-allow-credentials" not in preflight.headers
    for params, accept, status in [
        ({"query": ONE}, JSON, 200),
        ({"query": "SELEKT"}, JSON, 400),
        ({"query": ONE}, "image/png", 406),
        ({"query": f"{ENDLESS} # cors"}, JSON, 503),
    ]:
        response = client.get("/sparql", params=params, headers=origin | {"Accept": accept})
        assert (response.status_code, response.headers["access-control-allow-origin"]) == (status, "*")


def test_16_gzip(client: httpx.Client, live: Live) -> None:
    with client.stream(
        "GET", "/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept-Encoding": "gzip"}
    ) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert {"Accept", "Accept-Encoding"} <= set(re.split(r",\s*", response.headers["vary"]))
    assert len(json.loads(gzip.decompress(raw))["results"]["bindings"]) == int(response.headers["result-count"])


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <{}> {{ ?s ?p ?o }}",
        "VALUES ?x {{ <{}> }} SERVICE ?x {{ ?s ?p ?o }}",
        "SERVICE SILENT <{}> {{ ?s ?p ?o }}",
    ],
)
def test_17_no_query_reaches_outside(client: httpx.Client, clause: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        response = ask(client, "SELECT * { " + clause.format(f"http://127.0.0.1:{listener.getsockname()[1]}/") + " }")
        assert 400 <= response.status_code < 500 and "policy" in response.json()
        with pytest.raises(TimeoutError):
            listener.accept()


def test_18_deep_nesting(client: httpx.Client) -> None:
    start = time.monotonic()
    body = "ASK " + "{" * 5_000 + "}" * 5_000
    assert client.post("/sparql", content=body, headers={"Content-Type": QUERY}).status_code == 400
    assert time.monotonic() - start < 1 and client.get("/healthz").status_code == 200


@pytest.mark.parametrize("query", [BOMB, PRODUCT], ids=["doublings", "product"])
def test_19_bombs_end_within_the_limit(client: httpx.Client, live: Live, query: str) -> None:
    before = live.memory()
    with ThreadPoolExecutor(1) as aside:
        start = time.monotonic()
        bomb = aside.submit(client.post, "/sparql", data={"query": query})
        with httpx.Client(base_url=live.address, timeout=10) as other:
            while not bomb.done():
                assert other.get("/healthz").status_code == 200
                time.sleep(0.05)
        response = bomb.result()
    assert response.status_code == 503 and kind(response) == PROBLEM
    assert response.headers["retry-after"].isdigit() and time.monotonic() - start < LIMIT + 1
    deadline = time.monotonic() + 5
    while live.memory() > 1.5 * before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert live.memory() <= 1.5 * before


def test_20_crowds_and_large_bodies(live: Live, client: httpx.Client) -> None:
    limits = httpx.Limits(max_connections=60)
    with httpx.Client(base_url=live.address, timeout=20, limits=limits) as http, ThreadPoolExecutor(50) as crowd:
        asked = [crowd.submit(http.get, "/sparql", params={"query": f"{ENDLESS} #{i}"}) for i in range(50)]
        answers = [request.result() for request in asked]
    assert {answer.status_code for answer in answers} <= {429, 503}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and all("retry-after" in answer.headers for answer in answers)
    large = client.post("/sparql", content=b"#" * (2 << 20), headers={"Content-Type": QUERY})
    assert large.status_code == 413
    with contextlib.suppress(httpx.TransportError):  # the rest of a body nobody reads may find the door shut
        assert client.post("/sparql", data={"query": "#" * (8 << 20)}).status_code == 413
    assert ask(client, ONE).status_code == 200
