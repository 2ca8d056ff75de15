"""Preconditions and caching: what a client has already is not sent again, and what it does not want is not sent."""

import httpx
import pytest

ONE = "SELECT * { ?s ?p ?o } LIMIT 1"
XML = "application/sparql-results+xml"
PATHS = ["/sparql?query=ASK%7B%7D", "/doc/state/JPN.ttl", "/data/dataset.nq.gz"]


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


def test_conditional_requests(client: httpx.Client) -> None:
    first = ask(client, ONE)
    etag = first.headers["etag"]
    for _ in range(2):
        again = client.get("/sparql", params={"query": ONE}, headers={"If-None-Match": etag})
        assert again.status_code == 304 and again.headers["etag"] == etag and "vary" in again.headers
    other = client.get("/sparql", params={"query": ONE}, headers={"If-None-Match": etag, "Accept": XML})
    assert other.status_code == 200 and other.headers["etag"] != etag
    assert first.headers["dataset-version"] == "sample-1" and first.headers["result-count"] == "1"


@pytest.mark.parametrize("path", PATHS)
def test_known_answers_may_be_named_on_several_lines(client: httpx.Client, path: str) -> None:
    for _ in range(2):  # from its maker, and from the cache
        etag = client.get(path).headers["etag"]
        lines = [("If-None-Match", '"other"'), ("If-None-Match", etag)]
        assert client.get(path, headers=lines).status_code == 304


@pytest.mark.parametrize("path", PATHS)
def test_only_what_if_match_names_is_given(client: httpx.Client, path: str) -> None:
    for _ in range(2):  # from its maker, and where the cache has it
        etag = client.get(path).headers["etag"]
        for wanted in (etag, "*", f'"other", {etag}'):
            assert client.get(path, headers={"If-Match": wanted}).status_code == 200
        for wanted in ('"other"', f"W/{etag}"):
            other = client.get(path, headers={"If-Match": wanted})
            assert other.status_code == 412 and other.json()["type"].endswith("/precondition-failed")


@pytest.mark.parametrize(("method", "status"), [("QUERY", 304), ("POST", 412)])
def test_a_known_answer_is_no_answer_but_to_reading(client: httpx.Client, method: str, status: int) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    etag = client.request(method, "/sparql", content=ONE, headers=kind).headers["etag"]
    again = client.request(method, "/sparql", content=ONE, headers=kind | {"If-None-Match": etag})
    assert again.status_code == status and again.headers["etag"] == etag


def test_chance_is_not_kept(client: httpx.Client) -> None:
    query = "SELECT (STRUUID() AS ?x) {}"
    assert ask(client, query).content != ask(client, query).content
    assert ask(client, query).headers["cache-control"] == "no-store"


def test_if_match_names_no_answer_of_chance(client: httpx.Client) -> None:
    params = {"query": "SELECT (STRUUID() AS ?x) {}"}
    assert client.get("/sparql", params=params, headers={"If-Match": '"other"'}).status_code == 412
