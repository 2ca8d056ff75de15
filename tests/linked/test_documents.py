"""Documents of the real data: the same graph in every format, profile and client, with the headers that caches need."""

import math
from pathlib import Path

import httpx
import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from app.api.jsonld import NS
from app.engine.formats import GRAPHS
from app.namespaces import BASE, ID, RDFS_LABEL, dd, entity, expand
from tests.linked.reading import expand_with_context, quads, sample, store_of, triples

NUMBER = 200
SIGNING = "event/sau-mar-egov-signing"
PRIMARY = expand("foaf:primaryTopic")
DATASET = NamedNode(BASE + "dataset")
NEXT = NamedNode("http://www.w3.org/1999/xhtml/vocab#next")


def test_random_things_say_the_same_in_every_format(web: httpx.Client, built: Path) -> None:
    iris = sample(built, NUMBER)
    for iri in iris:
        path = iri.removeprefix(BASE)
        wanted = triples(web.get("/" + path.replace("id/", "doc/", 1) + ".nt").content, "nt")
        assert any(triple.predicate == PRIMARY and triple.object == NamedNode(iri) for triple in wanted)
        for name, format in GRAPHS.items():
            answer = web.get("/" + path, headers={"Accept": format.media_type}, follow_redirects=True)
            assert answer.status_code == 200 and answer.headers["content-type"].startswith(format.media_type)
            assert [hop.status_code for hop in answer.history] == [303]
            read = expand_with_context(web, answer.json()) if name == "jsonld" else triples(answer.content, name)
            assert read == wanted, f"{iri} as {name}"


def test_random_things_are_cached_by_representation(web: httpx.Client, built: Path) -> None:
    for iri in sample(built, 20):
        path, tags = "/" + iri.removeprefix(BASE).replace("id/", "doc/", 1), set()
        for format in GRAPHS.values():
            headers = {"Accept": format.media_type}
            first = web.get(path, headers=headers)
            tag = first.headers["etag"]
            again = web.get(path, headers=headers | {"If-None-Match": tag})
            assert again.status_code == 304 and again.headers["etag"] == tag and not tag.startswith("W/")
            assert first.headers["cache-control"].startswith("public") and "last-modified" in first.headers
            assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(again.headers["vary"].split(", "))
            tags.add(tag)
        assert len(tags) == len(GRAPHS)


@pytest.mark.parametrize("path", [SIGNING, "state/JPN", "topic/artificial-intelligence", "claim/seed-000-02"])
def test_rdflib_reads_an_address(live: str, path: str) -> None:
    graph = rdflib.Graph().parse(f"{live}/id/{path}")
    assert (rdflib.URIRef(ID + path), None, None) in graph


def test_pyld_reads_an_address(live: str, web: httpx.Client) -> None:
    def load(url: str, options: object) -> dict[str, object]:
        answer = web.get(url, headers={"Accept": "application/ld+json"}, follow_redirects=True)
        return {"contentType": "application/ld+json", "documentUrl": url, "document": answer.json(), "contextUrl": None}

    (node,) = jsonld.expand(f"{live}/id/{SIGNING}", {"documentLoader": load})[:1]
    assert node["@id"] == ID + SIGNING and dd("SigningCeremony").value in node["@type"]


def test_jsonld_is_a_tree_around_its_topic(web: httpx.Client) -> None:
    document = web.get(f"/doc/{SIGNING}.jsonld").json()
    assert document["id"] == "event:sau-mar-egov-signing" and "SigningCeremony" in document["type"]
    assert document["label"]["en"] and document["eventStatus"] == "held" and document["lineageCount"] == 1
    part = document["hasParticipation"][0]
    assert part["role"] == "signatory" and part["evidence"]


@pytest.mark.parametrize("form", ["compacted", "expanded", "flattened", "framed"])
def test_forms_of_jsonld_are_honoured_and_echoed(web: httpx.Client, form: str) -> None:
    asked = f'application/ld+json;profile="{NS}{form}"'
    answer = web.get(f"/doc/{SIGNING}", headers={"Accept": asked})
    assert answer.headers["content-type"] == asked
    body = answer.json()
    assert isinstance(body, list) == (form == "expanded")
    read = {"@context": {}, "@graph": body} if form == "expanded" else body
    assert expand_with_context(web, read) == triples(web.get(f"/doc/{SIGNING}.nt").content, "nt")


def test_a_stored_frame_is_applied(web: httpx.Client) -> None:
    framed = web.get(f"/doc/{SIGNING}?frame=event").json()
    assert framed["id"] == "event:sau-mar-egov-signing" and framed["hasParticipation"][0]["participant"]["label"]
    assert web.get(f"/doc/{SIGNING}?frame=nothing").status_code == 400


def test_every_statement_stands_in_the_graph_of_its_source(web: httpx.Client) -> None:
    answer = web.get(f"/doc/{SIGNING}?profile=provenance")
    assert answer.headers["content-type"] == "application/trig"
    assert answer.headers["content-profile"] == f"<{BASE}profile/provenance>"
    said = quads(answer.content, "trig")
    held = {quad.graph_name for quad in said if quad.predicate == dd("hasParticipation")}
    assert held == {entity("graph", "seed-004")}
    assert {quad.triple for quad in said} == triples(web.get(f"/doc/{SIGNING}.nt").content, "nt")
    assert web.get(f"/doc/{SIGNING}.ttl?profile=provenance").status_code == 406


@pytest.mark.parametrize("how", [{"params": {"profile": "schema-org"}}, {"headers": {}}])
def test_schema_org_is_a_profile(web: httpx.Client, how: dict[str, dict[str, str]]) -> None:
    headers = {"Accept-Profile": f"<{BASE}profile/schema-org>"} if "headers" in how else {}
    said = triples(web.get(f"/doc/{SIGNING}.nt", headers=headers, params=how.get("params")).content, "nt")
    event = NamedNode(ID + SIGNING)
    assert Triple(event, expand("rdf:type"), expand("schema:Event")) in said
    answer = web.get(f"/doc/{SIGNING}.jsonld", headers=headers, params=how.get("params"))
    assert expand_with_context(web, answer.json()) == said and answer.json()["type"] == "Event"


def test_profiles_have_a_name_that_resolves(web: httpx.Client) -> None:
    for name in ("plain", "provenance", "schema-org"):
        assert web.get(f"/profile/{name}").status_code == 200
    assert web.get(f"/doc/{SIGNING}?profile=nothing").status_code == 400


def test_large_neighbourhoods_are_paged(web: httpx.Client) -> None:
    path, seen, pages = "/doc/state/SAU.nt", set(), 0
    state = entity("state", "SAU")
    while path:
        answer = web.get(path)
        said = triples(answer.content, "nt")
        seen |= {triple for triple in said if triple.object == state and triple.predicate != PRIMARY}
        following = [t.object.value for t in said if t.predicate == NEXT]  # type: ignore[union-attr]
        assert ('rel="next"' in answer.headers["link"]) == bool(following)
        path = following[0].removeprefix(BASE[:-1]).replace("/SAU?", "/SAU.nt?") if following else ""
        pages += 1
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p <https://w3id.org/digdip/id/state/SAU> FILTER(ISIRI(?s)) }"
    counted = web.get("/sparql", params={"query": query, "format": "json"}).json()
    assert pages > 2 and len(seen) == int(counted["results"]["bindings"][0]["n"]["value"])


def test_documents_state_licence_version_date_and_witnesses(web: httpx.Client) -> None:
    said = triples(web.get(f"/doc/{SIGNING}.nt").content, "nt")
    document = NamedNode(f"{BASE}doc/{SIGNING}")
    own = {triple.predicate: triple.object for triple in said if triple.subject == document}
    assert own[expand("dcterms:source")] == entity("source", "seed-004")
    assert own[expand("dcat:version")] == Literal(web.get("/data/release.json").json()["version"])
    assert {expand("dcterms:license"), expand("dcterms:modified")} <= own.keys()


def test_turtle_begins_with_the_topic(web: httpx.Client) -> None:
    text = web.get(f"/doc/{SIGNING}.ttl").text
    body = text[text.rindex("@prefix") :].split("\n", 1)[1]
    assert body.startswith("event:sau-mar-egov-signing a ")


def test_links_are_fair_signposts(web: httpx.Client) -> None:
    answer = web.head(f"/doc/{SIGNING}")
    relations = {link["rel"]: link["url"] for link in answer.links.values()}
    assert {
        "cite-as",
        "license",
        "type",
        "describedby",
        "collection",
        "linkset",
        "canonical",
        "timemap",
    } <= relations.keys()
    linkset = web.get(relations["linkset"])
    assert linkset.headers["content-type"] == "application/linkset+json"
    (context,) = linkset.json()["linkset"]
    assert context["cite-as"] == [{"href": ID + SIGNING}]
    for target in context["alternate"]:
        assert web.get(target["href"]).status_code == 200


@pytest.mark.parametrize("name", ["resource.html", "ttl"])
def test_head_is_get(web: httpx.Client, name: str) -> None:
    path = f"/doc/{SIGNING}.{name.rpartition('.')[2]}"
    assert web.head(path).headers["etag"] == web.get(path).headers["etag"]


def test_pages_keep_claims_apart_from_facts(web: httpx.Client) -> None:
    page = web.get("/doc/state/SAU.html").text
    facts, claims = page.index('id="facts"'), page.index('id="claims"')
    assert facts < claims and 'class="modality"' in page[claims:] and 'class="modality"' not in page[facts:claims]


def labels_of(store: Store, terms: set[object]) -> set[Triple]:
    named = [term for term in terms if isinstance(term, NamedNode)]
    default = DefaultGraph()
    return {quad.triple for term in named for quad in store.quads_for_pattern(term, RDFS_LABEL, None, default)}


def test_graphs_are_told_a_page_at_a_time(web: httpx.Client, built: Path) -> None:
    graph = entity("graph", "reference")
    path, said, pages, store = "/doc/graph/reference.nt", set(), 0, store_of(built)
    while path:
        answer = web.get(path)
        page = triples(answer.content, "nt")
        assert len({t.subject for t in page if t.predicate != RDFS_LABEL}) < 230
        assert labels_of(store, {t.object for t in page} - {DATASET}) <= page
        said |= page
        following = [t.object.value for t in page if t.predicate == NEXT]  # type: ignore[union-attr]
        assert ('rel="next"' in answer.headers["link"]) == bool(following)
        assert ('</doc/graph/reference>; rel="first"' in answer.headers["link"]) == (pages > 0)
        path = following[0].removeprefix(BASE[:-1]).replace("/reference?", "/reference.nt?") if following else ""
        pages += 1
    held = {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    assert held <= said
    assert pages == math.ceil(len({triple.subject for triple in held}) / 200) > 1
    listed = web.get("/doc/graph/reference.html").text
    assert listed.count("<li><a") == 200 and 'rel="next"' in listed


def test_versions_are_what_can_be_had(web: httpx.Client) -> None:
    answer = web.get(f"/doc/{SIGNING}.ttl")
    version, links = answer.headers["dataset-version"], {link["rel"]: link["url"] for link in answer.links.values()}
    listed = web.get(links["timemap"])
    assert listed.headers["content-type"] == "application/link-format"
    (memento,) = [line for line in listed.text.splitlines() if 'rel="first last memento"' in line]
    address = memento[1 : memento.index(">")]
    assert address.endswith(f"/doc/{SIGNING}?version={version}")
    pinned = web.get(address, headers={"Accept": "text/turtle"})
    assert pinned.content == answer.content and pinned.headers["memento-datetime"] == answer.headers["last-modified"]
    assert 'rel="original"' in pinned.headers["link"] and 'rel="original"' not in answer.headers["link"]
    assert web.get(f"/doc/{SIGNING}?version=other").status_code == 404
    assert web.get("/timemap/event/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/dataset", "/ontology", "/ontology/core", "/shapes", "/id/state", "/id/span"])
def test_documents_about_wholes_have_links_too(web: httpx.Client, path: str) -> None:
    answer = web.get(path, headers={"Accept": "text/turtle"})
    relations = {link["rel"] for link in answer.links.values()}
    assert {"cite-as", "license", "describedby", "alternate"} <= relations and "last-modified" in answer.headers
    assert answer.headers["link"].count('rel="alternate"') == len(GRAPHS) + 1
