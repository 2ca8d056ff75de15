"""Retired resources, and names in any script."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, Quad

from app.build.release import dumps, write_release
from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from tests.engine.sample import quads
from tests.serving import serving

HELD_BACK, ITS_GRAPH = entity("claim", "s0352-01"), entity("graph", "s0352")
OLD, NEW, LOST = entity("event", "old"), entity("event", "sau-jpn-meeting"), entity("event", "lost")
NAMED = "الرياض"
TRUE = Literal("true", datatype=expand("xsd:boolean"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("retired")
    more = [
        (OLD, expand("owl:deprecated"), TRUE),
        (OLD, expand("dcterms:isReplacedBy"), NEW),
        (LOST, expand("owl:deprecated"), TRUE),
        (entity("place", NAMED), RDF_TYPE, dd("City")),
        (entity("place", NAMED), RDFS_LABEL, Literal("Riyadh", language="en")),
    ]
    everything = [*quads(), *(Quad(*statement, DefaultGraph()) for statement in more)]
    everything.append(Quad(HELD_BACK, RDF_TYPE, dd("Claim"), ITS_GRAPH))
    manifest = {"version": "s", "modified": "2026-11-23", "quads": 0, "triples": 0, "graphs": 5, "counts": {}}
    write_release(folder, "s", dumps(everything), manifest)
    with (
        serving(RELEASE=str(folder / "current"), WORKERS="2", ANNOUNCE="false") as address,
        httpx.Client(base_url=address) as http,
    ):
        yield http


@pytest.mark.parametrize("room", ["id", "doc"])
def test_what_was_replaced_leads_on(client: httpx.Client, room: str) -> None:
    answer = client.get(f"/{room}/event/old", headers={"Accept": "text/turtle"})
    assert answer.status_code == 301 and answer.headers["location"] == "/id/event/sau-jpn-meeting"


@pytest.mark.parametrize("room", ["id", "doc"])
def test_what_was_withdrawn_is_gone(client: httpx.Client, room: str) -> None:
    answer = client.get(f"/{room}/event/lost", headers={"Accept": "text/turtle"})
    assert answer.status_code == 410 and answer.headers["content-type"] == "application/problem+json"


def test_what_no_accepted_source_tells_leads_to_the_graph_that_tells_it(client: httpx.Client) -> None:
    answer = client.get("/id/claim/s0352-01", headers={"Accept": "text/turtle"})
    assert answer.status_code == 303 and answer.headers["location"] == "/doc/graph/s0352"
    assert "claim:s0352-01" in client.get(answer.headers["location"]).text
    assert client.get("/doc/claim/s0352-01").status_code == client.get("/id/claim/s0352-99").status_code == 404


@pytest.mark.parametrize("slug", [NAMED, quote(NAMED)])
def test_names_in_any_script_are_one_resource(client: httpx.Client, slug: str) -> None:
    answer = client.get(f"/id/place/{slug}", follow_redirects=True)
    assert answer.status_code == 200 and f"place/{NAMED}" in client.get(f"/doc/place/{slug}.nt").text
    assert NAMED.encode() in client.get(f"/doc/place/{slug}.jsonld").content
    assert client.get(f"/doc/place/{slug}.html").status_code == 200


def test_names_can_be_sent_as_they_are_typed(client: httpx.Client) -> None:
    """As curl does it: the letters themselves in the request line, here twice on one connection."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10) as connection:
        for format in ("nt", "ttl"):
            head = f"HEAD /doc/place/{NAMED}.{format} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            connection.sendall(head.encode())
            answer = connection.recv(65_536).decode()
            assert answer.startswith("HTTP/1.1 200 ") and quote(NAMED) in answer
        connection.sendall(b"HEAD /doc/place/\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 404 ")
