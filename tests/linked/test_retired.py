"""Retired resources, and names in any script."""

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


@pytest.mark.parametrize("slug", [NAMED, quote(NAMED)])
def test_names_in_any_script_are_one_resource(client: httpx.Client, slug: str) -> None:
    answer = client.get(f"/id/place/{slug}", follow_redirects=True)
    assert answer.status_code == 200 and f"place/{NAMED}" in client.get(f"/doc/place/{slug}.nt").text
    assert NAMED.encode() in client.get(f"/doc/place/{slug}.jsonld").content
    assert client.get(f"/doc/place/{slug}.html").status_code == 200
