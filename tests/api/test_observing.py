"""What an operator and a client see of the inside: identifiers, figures, shares, encodings, slow connections."""

import contextlib
import gzip
import http.client
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import brotli
import httpx
import pytest
import zstandard

from app.guard import refusal
from app.logs import JsonFormatter, request_id
from tests.serving import ROOT, SERVE, free_port, wait_until_healthy

ONE = "SELECT * { ?s ?p ?o } LIMIT 1"
MANY = "SELECT * { ?s ?p ?o } LIMIT 60"
QUERY = {"Content-Type": "application/sparql-query"}


def test_a_request_keeps_its_identifier(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELEKT"}, headers={"X-Request-Id": "abc-1"})
    assert response.headers["x-request-id"] == response.json()["requestId"] == "abc-1"


@pytest.mark.parametrize("sent", ["a b", "<x>", "x" * 200, ""])
def test_what_is_no_identifier_is_replaced(client: httpx.Client, sent: str) -> None:
    found = client.get("/sparql", params={"query": ONE}, headers={"X-Request-Id": sent}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", found)


def test_answers_from_memory_have_their_own_identifier(client: httpx.Client) -> None:
    params = {"query": ONE + " #kept"}
    first, second = (client.get("/sparql", params=params).headers for _ in range(2))
    assert first["x-request-id"] != second["x-request-id"]
    assert "ratelimit" in first and "ratelimit" not in second


def test_figures(client: httpx.Client) -> None:
    client.get("/sparql", params={"query": ONE + " #figures"})
    client.get("/sparql", params={"query": "SELEKT"})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    for figure in (
        'digdip_queries_total{form="select",outcome="ok"}',
        'digdip_query_seconds_bucket{le="0.001",outcome="ok"}',
        'digdip_responses_total{method="GET",status="400"}',
        'digdip_workers{lane="slow"}',
        'digdip_queue_length{lane="trial"}',
        'digdip_memory_bytes{process="keeper"}',
        "digdip_cache_hits_total",
        'digdip_dataset_quads{version="sample-1"}',
    ):
        assert figure in response.text


def test_readiness(client: httpx.Client) -> None:
    assert client.get("/readyz").json() == {"status": "ok", "version": "sample-1"}


def test_shares_are_said(client: httpx.Client) -> None:
    headers = client.get("/sparql", params={"query": ONE + " #share"}).headers
    assert headers["ratelimit-policy"] == '"queries";q=40;qu="concurrent-requests"'
    assert headers["ratelimit"] == '"queries";r=39'


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("gzip;q=0.5, br", "br"),
        ("zstd", "zstd"),
        ("br;q=0", None),
        ("gzip;q=0.2, identity", None),
        ("", None),
    ],
)
def test_encodings(client: httpx.Client, accepted: str, coding: str | None) -> None:
    params = {"query": MANY, "format": "csv"}
    with client.stream("GET", "/sparql", params=params, headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())
    plain = client.get("/sparql", params=params, headers={"Accept-Encoding": "identity"})
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    assert response.headers.get("content-encoding") == coding
    assert (unpack[coding](raw) if coding else raw) == plain.content
    assert (response.headers["etag"] == plain.headers["etag"]) is (coding is None)
    assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"ASK {}", QUERY, 200),
        (b"query=ASK%20%7B%7D", {"Content-Type": "application/x-www-form-urlencoded"}, 200),
        (b"ASK {}", {"Content-Type": "text/plain"}, 415),
        (b"ASK {}", {}, 415),
        (zlib.compress(b"ASK {}"), QUERY | {"Content-Encoding": "deflate"}, 415),
        (b"ASK { '\xff' }", QUERY, 400),
        (b"SELEKT", QUERY, 400),
    ],
)
def test_the_method_query(client: httpx.Client, content: bytes, headers: dict[str, str], status: int) -> None:
    assert client.request("QUERY", "/sparql", content=content, headers=headers).status_code == status


def test_a_long_body_is_refused_before_it_is_read(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        head += "Content-Length: 9999999\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


def test_parameters_bind_in_filters_and_leave_no_column(client: httpx.Client) -> None:
    query = "SELECT ?x { ?x <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(?l = ?wanted) }"
    response = client.post("/sparql", data={"query": query, "$wanted": '"Japan"@en', "format": "csv"})
    assert response.text == "x\r\nhttps://w3id.org/digdip/id/state/JPN\r\n"


def test_unused_parameters_are_refused(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ONE, "$nobody": "1"})
    assert response.status_code == 400 and response.json()["unused"] == ["nobody"]


def test_the_description_of_the_interface_has_examples_that_run(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    examples = paths["/sparql"]["get"]["parameters"][0]["examples"]
    assert len(examples) > 3
    for example in examples.values():
        assert client.get("/sparql", params={"query": example["value"]}).status_code == 200
    assert not [path for path, item in paths.items() if "head" in item]


def test_the_service_description_has_limits_with_reasons(client: httpx.Client) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert '"query_seconds"' in text and "https://schema.org/PropertyValue" in text


def test_log_lines_are_json_and_carry_the_request() -> None:
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "two\nlines %s", ("é",), None)
    token = request_id.set("id-1")
    try:
        line = JsonFormatter().format(record)
    finally:
        request_id.reset(token)
    assert "\n" not in line
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "warning",
        "logger": "x",
        "message": "two\nlines é",
        "request": "id-1",
    }


@pytest.fixture(scope="module")
def impatient(release_path: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    """A service that waits for nobody, behind a trusted proxy, and its log."""
    port, log = free_port(), tmp_path_factory.mktemp("log") / "log"
    settings = {
        "PORT": str(port),
        "RELEASE": str(release_path),
        "HEAD_SECONDS": "0.5",
        "BODY_SECONDS": "0.5",
        "SEND_SECONDS": "0.7",
        "MAX_HEAD_BYTES": "20000",
        "TRUSTED_PROXIES": "127.0.0.1",
        "CLIENT_SHARE": "1",
        "QUERY_SECONDS": "2",
    }
    environment = os.environ | {f"DIGDIP_{name}": value for name, value in settings.items()}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE], env=environment | {"PYTHONPATH": str(ROOT)}, stderr=stream
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield port, log
        finally:
            process.terminate()
            assert process.wait(20) in (0, -15)


def test_a_long_body_may_be_sent_to_its_end(client: httpx.Client, server: str) -> None:
    """Clients such as Python's own listen only when they have sent everything."""
    host, port = server.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    for _ in range(2):  # and the connection goes on
        connection.request("POST", "/sparql", b"#" * (4 << 20), QUERY)
        answer = connection.getresponse()
        assert answer.status == 413 and json.load(answer)["limit"] == 1 << 20
    connection.close()


def test_a_body_without_end_ends(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        with pytest.raises(OSError):
            for _ in range(100):
                connection.sendall(b"#" * (1 << 20))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b"HTTP/1.1 408"),
        (b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"HTTP/1.1 408"),
        (b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 30_000, b"HTTP/1.1 431"),
        (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 9\r\n\r\nASK",
            b"",
        ),
    ],
    ids=["no request", "half a head", "long head", "half a body"],
)
def test_slow_and_boundless_clients_are_let_go(impatient: tuple[int, Path], sent: bytes, status: bytes) -> None:
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", impatient[0]), timeout=10) as connection:
        connection.sendall(sent)
        try:
            answer = connection.recv(65536)
        except ConnectionResetError:
            answer = b""
    assert answer.startswith(status) and time.monotonic() - start < 5


@pytest.mark.parametrize(
    "sent",
    [
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        b'GET / HTTP/1.1\r\nHost: x"><y\r\n\r\n',
        b"GET / HTTP/1.1\r\nHost: x\r\n a\r\n\r\n\0",
    ],
)
def test_what_is_no_request_gets_a_problem_too(server: str, sent: bytes) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"application/problem+json" in head
    assert b"Access-Control-Allow-Origin: *" in head and json.loads(body)["status"] == 400


def test_long_addresses_are_read_whole(server: str) -> None:
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=10)
    for length in (60_000, 66_000, 200_000):
        text = "ASK { VALUES ?x { '" + "x" * length + "' } FILTER(STRLEN(?x) = " + str(length) + ") }"
        for _ in range(2):  # from a worker, and from the cache
            connection.request("GET", f"/sparql?query={quote(text)}")
            answer = connection.getresponse()
            assert answer.status == 200 and json.loads(answer.read())["boolean"] is True
    connection.close()


@pytest.mark.parametrize("steady", [True, False])
def test_who_reads_slowly_is_served_and_who_reads_nothing_is_let_go(impatient: tuple[int, Path], steady: bool) -> None:
    doublings = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(20))
    path = quote(f'SELECT ?x20 {{ BIND("aaaaaaaaaa" AS ?x0) {doublings} }}')
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", impatient[0]))
        connection.sendall(f"GET /sparql?query={path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        taken, end = len(connection.recv(100)), time.monotonic() + 4
        while time.monotonic() < end:
            taken += len(connection.recv(1 << 15)) if steady else 0
            time.sleep(0.05)
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                taken += len(part)
    assert (taken > 10 * 2**20) is steady


def test_shares_go_by_the_client_that_a_trusted_proxy_names(impatient: tuple[int, Path]) -> None:
    address = f"http://127.0.0.1:{impatient[0]}/sparql"
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

    def ask(client: str, mark: str) -> int:
        headers = {"X-Forwarded-For": client}
        return httpx.get(address, params={"query": f"{endless} #{mark}"}, headers=headers, timeout=30).status_code

    assert ask("192.0.2.1", "first") == 503  # now its shape is known to be slow
    with ThreadPoolExecutor(3) as crowd:
        one = crowd.submit(ask, "192.0.2.1", "second")
        time.sleep(0.3)
        assert ask("192.0.2.1", "third") == 429
        assert crowd.submit(ask, "192.0.2.2", "fourth").result() == 503
        assert one.result() == 503
    lines = [json.loads(line) for line in impatient[1].read_text().splitlines()]
    troubled = [line for line in lines if line.get("status") == 429]
    assert troubled and troubled[0]["client"] == "192.0.2.1" and troubled[0]["request"]


def test_refusals_are_whole_answers() -> None:
    head, _, body = refusal(HTTPStatus.REQUEST_TIMEOUT, "Late.").partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head and json.loads(body)["status"] == 408
