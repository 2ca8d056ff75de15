"""An afternoon of attacks in less than a minute. ``well_afterwards`` looks after the server after each of them."""

import os
import signal
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.hostile.attack import (
    ENDLESS,
    EXPENSIVE,
    LIMIT,
    NESTED,
    PATTERNS,
    RIGHT,
    assert_well,
    connect,
    silent_listener,
)
from tests.protocol.live import Live

PROBLEM = "application/problem+json"
QUERY = {"Content-Type": "application/sparql-query"}


@pytest.mark.parametrize("name", NESTED)
def test_nesting_ends_at_once(client: httpx.Client, live: Live, name: str) -> None:
    workers = live.workers()
    start = time.monotonic()
    response = client.post("/sparql", content=NESTED[name], headers=QUERY)
    assert response.status_code == 400 and response.headers["content-type"] == PROBLEM
    assert time.monotonic() - start < LIMIT
    assert live.workers() == workers


@pytest.mark.parametrize("name", EXPENSIVE)
def test_expensive_queries_end_in_time(client: httpx.Client, name: str) -> None:
    start = time.monotonic()
    response = client.post("/sparql", content=EXPENSIVE[name], headers=QUERY)
    assert response.status_code == 503 and response.headers["content-type"] == PROBLEM
    assert int(response.headers["retry-after"]) > 0
    assert time.monotonic() - start < LIMIT + 1


@pytest.mark.parametrize("name", PATTERNS)
def test_regular_expressions_end_in_time(client: httpx.Client, name: str) -> None:
    text = "a" * 20_000 + "!"
    query = (
        f'SELECT (REGEX("{text}", "{PATTERNS[name]}") AS ?x) (REPLACE("{text}", "{PATTERNS[name]}", "b") AS ?y) {{}}'
    )
    start = time.monotonic()
    assert client.post("/sparql", content=query, headers=QUERY).status_code in (200, 400, 503)
    assert time.monotonic() - start < LIMIT + 1


def test_a_large_answer_is_an_error_and_not_a_short_one(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert response.status_code >= 400 and response.headers["content-type"] == PROBLEM
    assert "LIMIT" in response.json()["detail"] or "retry-after" in response.headers


OUTSIDE = [
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{0}') AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "PREFIX service: <{0}> SELECT * {{ SERVICE service:a {{ ?s ?p ?o }} }}",
    "PREFIX ex: <{0}> SELECT * {{SERVICEex:a{{?s ?p ?o}}}}",
    "BASE <{0}> SELECT * {{ SeRvIcE <> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE # <\n<{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{0}> {{ }} }} }} }}",
    "\\u0053ERVICE <{0}>",
    "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERV\\u0049CE <{0}> {{ ?s ?p ?o }} }}",
    'ASK {{ FILTER(?a<?b#>"""\n) SERVICE <{0}> {{}} #"""\n}}',
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <urn:g>",
    "# ASK {{}}\nLOAD <{0}>",
    "ASK {{}} ; LOAD <{0}>",
    "PREFIX ask: <urn:x> LOAD <{0}>",
    "\\u004COAD <{0}>",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "DESCRIBE <{0}>",
    "DESCRIBE <{0}> FROM <{0}>",
]


@pytest.mark.parametrize("template", OUTSIDE, ids=range(len(OUTSIDE)))
def test_nothing_is_fetched(client: httpx.Client, template: str) -> None:
    with silent_listener() as outside:
        query = template.format(outside)
        response = client.post("/sparql", content=query, headers=QUERY)
        if "SERVICE" in query.upper() or "LOAD" in query.upper() or "\\u" in query:
            assert 400 <= response.status_code < 500
        else:
            assert response.status_code == 200
            assert response.headers["result-count"] == "0"


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("scheme", ["outside", "file"])
def test_a_requested_graph_is_not_fetched(client: httpx.Client, name: str, scheme: str) -> None:
    with silent_listener() as outside:
        iri = outside if scheme == "outside" else "file:///etc/passwd"
        response = client.get(
            "/sparql", params={"query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", name: iri}
        )
        assert response.status_code in (200, 400, 403)
        if response.status_code == 200:
            assert response.json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    "clause", ["FROM <file:///etc/passwd>", "FROM NAMED <file:///etc/passwd>", "FROM <FILE:/etc/hosts>"]
)
def test_no_file_is_read(client: httpx.Client, clause: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT * {clause} {{ ?s ?p ?o }}"})
    assert response.status_code in (400, 403) and response.json()["policy"] == "no-outside-access"


UPDATES = [
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP DEFAULT",
    "#\nclear all",
    "PREFIX select: <urn:x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "BASE <urn:x:> CREATE GRAPH <g>",
    "ADD DEFAULT TO <urn:g>",
    "MOVE DEFAULT TO <urn:g>",
    "COPY DEFAULT TO <urn:g>",
    "ASK {} ; CLEAR ALL",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "\\u0043LEAR ALL",
]


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("field", ["query", "update"])
def test_updates_are_refused(client: httpx.Client, update: str, field: str) -> None:
    assert client.post("/sparql", data={field: update}).status_code in (400, 401)


def test_clients_that_leave_free_their_workers(client: httpx.Client, live: Live) -> None:
    for number in range(8):
        with connect(live) as connection:
            text = httpx.QueryParams({"query": f"{ENDLESS} # {number}"})
            connection.sendall(f"GET /sparql?{text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.02)
    start = time.monotonic()
    assert client.get("/sparql", params={"query": RIGHT}).status_code == 200
    assert time.monotonic() - start < LIMIT  # eight such queries on two workers would take four times as long


HALVES: list[tuple[str, bytes]] = [
    ("half a request line", b"GET /sparql"),
    ("half a header", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow"),
    (
        "a body that never comes",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK",
    ),
    (
        "an endless chunk",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nFFFF\r\nASK",
    ),
]


@pytest.mark.parametrize(("name", "half"), HALVES)
def test_slow_clients_hold_up_nobody(live: Live, name: str, half: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connect(live)).sendall(half)
        start = time.monotonic()
        assert_well(live)
        assert time.monotonic() - start < LIMIT, name


def test_a_client_that_does_not_read_holds_up_nobody(live: Live) -> None:
    with ExitStack() as stack:
        for number in range(10):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect(live.host_and_port)
            text = httpx.QueryParams({"query": f"SELECT * {{ ?s ?p ?o }} LIMIT 3000 # {number}"})
            slow.sendall(f"GET /sparql?{text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert_well(live)


RAW = [
    b"\x00" * 4_096,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?" + b"&".join(b"a%d=1" % i for i in range(5_000)) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: \xff\r\nAccept: \xff\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
]


@pytest.mark.parametrize("message", RAW, ids=range(len(RAW)))
def test_broken_requests_are_no_server_errors(live: Live, message: bytes) -> None:
    with connect(live) as connection:
        try:
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65_536)
        except (ConnectionError, OSError):
            answer = b""  # hung up on, which is an answer too
    assert not answer.startswith(b"HTTP/1.1 5") and answer.count(b"HTTP/1.1 ") <= 1


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGTERM"])
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_workers_may_die(client: httpx.Client, live: Live, name: str, busy: bool) -> None:
    keepers = live.keepers()
    with ThreadPoolExecutor(1) as aside:
        asked = aside.submit(client.get, "/sparql", params={"query": f"{ENDLESS} # {name}"}) if busy else None
        time.sleep(0.1 if busy else 0)
        for pid in live.workers():
            os.kill(pid, getattr(signal, name))
        assert_well(live)
        if asked is not None:
            assert asked.result().status_code == 503
    assert live.keepers() == keepers


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_the_keeper_may_die(client: httpx.Client, live: Live, name: str) -> None:
    (keeper,) = live.keepers()
    workers = live.workers()
    with ThreadPoolExecutor(1) as aside:
        asked = aside.submit(client.get, "/sparql", params={"query": f"{ENDLESS} # keeper {name}"})
        time.sleep(0.1)
        os.kill(keeper, getattr(signal, name))
        assert asked.result().status_code == 503
    assert_well(live)
    assert live.keepers() != [keeper] and not set(live.workers()) & set(workers)


def test_fifty_at_once_do_not_starve_a_bystander(live: Live) -> None:
    """The crowd comes from one address, the bystander from another, as behind any public address."""
    limits = httpx.Limits(max_connections=60)
    bystander = httpx.HTTPTransport(local_address="127.0.0.2")
    waits = []
    with (
        httpx.Client(base_url=live.address, timeout=20, limits=limits) as http,
        httpx.Client(base_url=live.address, timeout=20, transport=bystander) as other,
        ThreadPoolExecutor(50) as crowd,
    ):
        asked = [crowd.submit(http.get, "/sparql", params={"query": f"{ENDLESS} # {i}"}) for i in range(50)]
        time.sleep(0.2)
        while not all(request.done() for request in asked) and len(waits) < 200:
            start = time.monotonic()
            answer = other.get("/sparql", params={"query": f"{RIGHT} # {start}"})
            waits.append(time.monotonic() - start)
            assert answer.status_code == 200 and len(answer.json()["results"]["bindings"]) == 1
            time.sleep(0.01)
        answers = [request.result() for request in asked]
    assert {answer.status_code for answer in answers} <= {429, 503}
    assert any(answer.status_code == 429 for answer in answers)
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert statistics.median(waits) < 0.5 and max(waits) < 2 * LIMIT


def test_memory_is_back_to_normal(client: httpx.Client, live: Live) -> None:
    """Last, after everything above: what the attacks took, the machine has again."""
    deadline = time.monotonic() + 10
    per_process = 160 << 20
    bound = per_process * (2 + 4)
    while live.memory() > bound and time.monotonic() < deadline:
        time.sleep(0.1)
    assert live.memory() < bound
    before = live.memory()
    for name in ("doublings", "distinct product", "sorted product"):
        assert client.post("/sparql", content=EXPENSIVE[name], headers=QUERY).status_code == 503
    assert_well(live)
    while live.memory() > 1.3 * before and time.monotonic() < deadline + 10:
        time.sleep(0.1)
    assert live.memory() < 1.3 * before
