"""pyld: a document and the context that it names are the triples that Turtle says."""

from typing import Any

import httpx
import pytest
from pyld import jsonld
from pyoxigraph import BlankNode, RdfFormat, parse

from tests.protocol.live import Live

ACCEPT = {"Accept": "application/ld+json, application/json;q=0.5"}


def load(url: str, options: Any) -> dict[str, Any]:
    """Fetch a document as pyld asks its loaders to."""
    response = httpx.get(url, headers=ACCEPT, follow_redirects=True)
    response.raise_for_status()
    assert response.headers["content-type"].startswith("application/ld+json")
    assert response.headers["access-control-allow-origin"] == "*"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": response.json()}


@pytest.mark.parametrize("path", ["/id/state/JPN", "/id/event/sau-jpn-meeting", "/ontology", "/.well-known/void"])
def test_compact_documents_say_the_same(live: Live, path: str) -> None:
    url = live.address + path
    quads = jsonld.to_rdf(url, {"documentLoader": load, "format": "application/n-quads"})
    turtle = httpx.get(url, headers={"Accept": "text/turtle"}, follow_redirects=True)
    stated = {quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS)}
    expected = {quad.triple for quad in parse(turtle.content, format=RdfFormat.TURTLE)}
    assert without_blank(stated) == without_blank(expected) and len(stated) == len(expected) > 1


def without_blank(triples: set[Any]) -> set[Any]:
    """Return the triples that name everything; the names of blank nodes are each document's own."""
    return {t for t in triples if not isinstance(t.subject, BlankNode) and not isinstance(t.object, BlankNode)}


def test_a_frame_finds_the_entity(live: Live) -> None:
    frame = {"@context": f"{live.address}/context.jsonld", "type": "State"}
    framed = jsonld.frame(f"{live.address}/id/state/JPN", frame, {"documentLoader": load})
    assert framed["id"] == "state:JPN" and framed["label"]["fr"] == "Japon"
