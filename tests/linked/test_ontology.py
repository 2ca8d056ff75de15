"""The ontology on the web: every term, module and version resolves, as a page and in every format."""

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from app.api.library import read_library
from app.engine.formats import GRAPHS
from app.namespaces import BASE, DD, expand
from tests.serving import ROOT

LIBRARY = read_library(ROOT)
HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}


def test_the_library_is_not_empty() -> None:
    assert len(LIBRARY.modules) == 5 and len(LIBRARY.terms) > 150


def test_every_term_has_a_place_on_the_page(web: httpx.Client) -> None:
    page = web.get("/ontology", headers=HTML).text
    for term in LIBRARY.terms.values():
        assert f'id="{term.name}"' in page, term.name
        led = web.get(f"/ontology/{term.name}", headers=TURTLE)
        assert led.status_code == 303 and led.headers["location"] == f"/ontology#{term.name}"


def test_every_term_is_in_the_file(web: httpx.Client) -> None:
    said = {quad.subject for quad in parse(web.get("/ontology", headers=TURTLE).content, format=RdfFormat.TURTLE)}
    assert {NamedNode(iri) for iri in LIBRARY.terms} <= said


@pytest.mark.parametrize(
    "iri", sorted({m.iri for m in LIBRARY.files.values()} | {m.version_iri for m in LIBRARY.files.values()})
)
def test_every_file_resolves(web: httpx.Client, iri: str) -> None:
    path = "/" + iri.removeprefix(BASE)
    said = parse(web.get(path, headers=TURTLE).content, format=RdfFormat.TURTLE)
    assert expand("owl:Ontology") in {quad.object for quad in said if quad.predicate == expand("rdf:type")}
    for format in GRAPHS.values():
        answer = web.get(path, headers={"Accept": format.media_type})
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(format.media_type)
    assert web.get(path, headers=HTML, follow_redirects=True).headers["content-type"].startswith("text/html")


def test_the_page_is_generated_from_the_ontology(web: httpx.Client) -> None:
    page = web.get("/ontology/events", headers=HTML).text
    meeting = LIBRARY.terms[DD + "Meeting"]
    assert all(text.replace("'", "&#39;") in page for _, text in (*meeting.labels, *meeting.definitions))
    assert page.count('<svg class="diagram"') == 2 and 'dir="auto"' in page
    assert any(term.constraints for term in LIBRARY.terms.values()) and "asked of it" in page
    assert 'style="' not in page, "the content security policy allows no inline style"
    assert web.get("/ontology/core", headers=HTML).status_code == 200


def test_shapes_resolve(web: httpx.Client) -> None:
    said = {quad.subject for quad in parse(web.get("/shapes", headers=TURTLE).content, format=RdfFormat.TURTLE)}
    assert NamedNode(BASE + "shapes#DiplomaticEventShape") in said
    assert web.get("/ontology/nothing").status_code == 404 and web.get("/shapes/nothing").status_code == 404
