"""The ontology on the web: every term, module and version resolves, as a page and in every format."""

import html
import re
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from app.api.library import SHAPES, read_library
from app.engine.formats import GRAPHS
from app.engine.release import read_release
from app.namespaces import BASE, DD, ONTOLOGY, expand
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


def test_the_document_has_one_header(web: httpx.Client) -> None:
    """A reader that finds several ontologies in one document has to guess which of them it is."""
    for path in ("/ontology", "/ontology/1.1.0"):
        said = {quad.triple for quad in parse(web.get(path, headers=TURTLE).content, format=RdfFormat.TURTLE)}
        assert {t.subject for t in said if t.object == expand("owl:Ontology")} == {NamedNode(ONTOLOGY)}
        assert {t.predicate for t in said if t.subject == NamedNode(ONTOLOGY)} >= {expand("owl:versionIRI")}


def test_the_version_before_resolves(web: httpx.Client) -> None:
    prior = LIBRARY.files[ONTOLOGY].prior
    said = parse(web.get(prior.removeprefix(BASE.rstrip("/")), headers=TURTLE).content, format=RdfFormat.TURTLE)
    header = {(quad.predicate, quad.object) for quad in said if quad.subject == NamedNode(ONTOLOGY)}
    assert (expand("owl:versionIRI"), NamedNode(prior)) in header
    page = web.get(prior.removeprefix(BASE.rstrip("/")), headers=HTML)
    assert page.status_code == 200 and "1.0.0" in page.text and "ReportedResource" not in page.text


def test_every_term_has_queries_that_give_rows(web: httpx.Client) -> None:
    page = web.get("/ontology", headers=HTML).text
    links: set[str] = set()
    for article in re.findall(r'<article class="term" id="\w+">(.*?)</article>', page, re.DOTALL):
        found = re.findall(r'<a href="(/sparql\?[^"]+)"', article)
        assert found, article[:200]
        links.update(map(html.unescape, found))
    assert page.count('<article class="term"') == len(LIBRARY.terms) and len(links) > len(LIBRARY.terms)
    for link in sorted(links):
        answer = web.get(link)
        assert answer.status_code == 200 and int(answer.headers["result-count"]) > 0, link


def test_the_page_shows_the_changes_and_alignments(web: httpx.Client) -> None:
    changes = web.get("/ontology", headers=HTML).text.partition('<section id="alignments">')[2]
    for term in LIBRARY.terms.values():
        assert f'<a href="#{term.name}">' in changes
    assert all(f'href="{file.iri.removeprefix(BASE[:-1])}"' in changes for file in LIBRARY.alignments)
    part = web.get("/ontology/time", headers=HTML).text.partition('<section id="changes">')[2]
    assert '<a href="#dateEDTF">' in part and '<a href="#Meeting">' not in part


@pytest.mark.parametrize("iri", sorted({file.iri for file in (*LIBRARY.alignments, *LIBRARY.shapes)} | {SHAPES}))
def test_alignments_and_shapes_are_pages_too(web: httpx.Client, iri: str) -> None:
    page = web.get("/" + iri.removeprefix(BASE), headers=HTML)
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    assert iri == SHAPES or LIBRARY.files[iri].titles[0][1] in html.unescape(page.text)
    assert iri != SHAPES or 'id="DiplomaticEventShape"' in page.text


def test_the_release_keeps_the_files_it_rests_on(built: Path) -> None:
    assert read_release(built).vocabulary == built
    assert (built / "ontology" / "core.ttl").read_bytes() == (ROOT / "ontology" / "core.ttl").read_bytes()
    assert read_library(built).terms == LIBRARY.terms


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


@pytest.mark.parametrize("path", ["/ontology/", "/ontology/core/", "/ontology/1.1.0/"])
def test_a_last_slash_is_forgiven(web: httpx.Client, path: str) -> None:
    answer = web.get(path, headers=TURTLE)
    assert answer.status_code == 307 and answer.headers["location"] == path.rstrip("/")


def test_shapes_resolve(web: httpx.Client) -> None:
    said = {quad.subject for quad in parse(web.get("/shapes", headers=TURTLE).content, format=RdfFormat.TURTLE)}
    assert NamedNode(BASE + "shapes#DiplomaticEventShape") in said
    assert web.get("/ontology/nothing").status_code == 404 and web.get("/shapes/nothing").status_code == 404
