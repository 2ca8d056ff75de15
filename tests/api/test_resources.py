"""Entity IRIs, their documents, the ontology, the dataset and its files, on a live server."""

import hashlib
import json

import httpx
import pytest
from pyld import jsonld
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from app.engine.formats import GRAPHS
from app.namespaces import BASE, dd, entity, expand

READERS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
JPN = entity("state", "JPN")
PROBLEM = "application/problem+json"


def triples(body: bytes, name: str) -> set[Triple]:
    return {quad.triple for quad in parse(body, format=READERS[name])}


def read_compact(client: httpx.Client, body: bytes) -> set[Triple]:
    """Return the triples of compact JSON-LD, its context read from the address that it names."""
    document = json.loads(body)
    address = document["@context"]
    response = client.get(address.replace(str(client.base_url).rstrip("/"), ""))
    assert response.headers["content-type"] == "application/ld+json"
    document["@context"] = response.json()["@context"]
    return triples(jsonld.to_rdf(document, {"format": "application/n-quads"}).encode(), "nq")


@pytest.mark.parametrize("accept", [None, "text/turtle", "application/ld+json", "text/html,*/*;q=0.8"])
def test_things_lead_to_documents(client: httpx.Client, accept: str | None) -> None:
    response = client.get("/id/state/JPN", headers={"Accept": accept} if accept else {})
    assert response.status_code == 303 and response.headers["location"] == "/doc/state/JPN"
    assert {"Accept", "Accept-Language"} <= set(response.headers["vary"].split(", "))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/ld+json;q=0.9,text/turtle;q=0.8", "application/ld+json"),
    ],
)
def test_documents_are_negotiated(client: httpx.Client, accept: str | None, expected: str) -> None:
    response = client.get("/doc/state/JPN", headers={"Accept": accept} if accept else {})
    assert response.status_code == 200 and response.headers["content-type"].startswith(expected)
    assert 'rel="alternate"; type="text/turtle"' in response.headers["link"]


@pytest.mark.parametrize("name", GRAPHS)
def test_every_format_says_the_same(client: httpx.Client, name: str) -> None:
    response = client.get(f"/doc/event/sau-jpn-meeting.{name}")
    assert response.status_code == 200 and response.headers["content-type"].startswith(GRAPHS[name].media_type)
    found = read_compact(client, response.content) if name == "jsonld" else triples(response.content, name)
    assert found == triples(client.get("/doc/event/sau-jpn-meeting.nt").content, "nt")


def test_a_description_holds_parts_labels_and_users(client: httpx.Client) -> None:
    event = triples(client.get("/doc/event/sau-jpn-meeting.nt").content, "nt")
    part = entity("participation", "sau-jpn-meeting-jpn-counterpart")
    assert Triple(part, dd("onBehalfOf"), JPN) in event
    assert "Japan" in {t.object.value for t in event if t.subject == JPN}  # type: ignore[union-attr]
    state = triples(client.get("/doc/state/JPN.nt").content, "nt")
    assert Triple(part, dd("onBehalfOf"), JPN) in state
    document = NamedNode(f"{BASE}doc/state/JPN")
    assert Triple(document, expand("foaf:primaryTopic"), JPN) in state


def test_graphs_resolve_to_their_content(client: httpx.Client) -> None:
    found = triples(client.get("/doc/graph/seed-000.nt").content, "nt")
    assert Triple(entity("event", "sau-jpn-meeting"), expand("rdf:type"), dd("BilateralMeeting")) in found


def test_pages_are_in_the_readers_language(client: httpx.Client) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "fr-CH, en;q=0.5"}
    page = client.get("/doc/state/JPN", headers=headers).text
    assert "<h1><bdi>Japon</bdi></h1>" in page and 'lang="ar" dir="rtl"' in page


@pytest.mark.parametrize(
    "path", ["/id/state/NOPE", "/doc/state/NOPE", "/id/nokind/x", "/doc/state/JPN.exe", "/nowhere", "/ontology/none"]
)
def test_what_is_not_there_is_a_404_problem(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 404 and response.headers["content-type"] == PROBLEM
    assert response.headers["access-control-allow-origin"] == "*" and "vary" in response.headers


def test_hostile_paths_are_escaped(client: httpx.Client) -> None:
    response = client.get('/id/state/"><script>alert(1)</script>', headers={"Accept": "text/html"})
    assert response.status_code == 404 and "<script>" not in response.text


def test_errors_name_a_kind_that_resolves(client: httpx.Client) -> None:
    kind = client.get("/id/state/NOPE").json()["type"]
    assert client.get(kind.replace(BASE, "/")).status_code == 200


def test_conditional_requests_know_the_format(client: httpx.Client) -> None:
    etag = client.get("/doc/state/JPN", headers={"Accept": "text/turtle"}).headers["etag"]
    conditional = {"If-None-Match": etag}
    same = client.get("/doc/state/JPN", headers=conditional | {"Accept": "text/turtle"})
    assert same.status_code == 304 and same.headers["etag"] == etag and "vary" in same.headers
    assert client.get("/doc/state/JPN", headers=conditional | {"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("path", ["/.well-known/void", "/dataset", "/"])
def test_the_dataset_describes_itself(client: httpx.Client, path: str) -> None:
    found = triples(client.get(path, headers={"Accept": "text/turtle"}).content, "ttl")
    assert Triple(NamedNode(BASE + "dataset"), expand("rdf:type"), expand("void:Dataset")) in found


def test_the_ontology_is_a_file_and_a_page(client: httpx.Client) -> None:
    found = triples(client.get("/ontology", headers={"Accept": "text/turtle"}).content, "ttl")
    assert Triple(dd("State"), expand("rdf:type"), expand("owl:Class")) in found
    assert 'id="State"' in client.get("/ontology", headers={"Accept": "text/html"}).text
    assert client.get("/ontology/State").headers["location"] == "/ontology#State"


def test_the_folder_of_dumps_leads_to_their_list(client: httpx.Client) -> None:
    found = client.get("/data", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert found.status_code == 200 and found.url.path == "/dataset"


def test_dumps_have_length_checksum_and_ranges(client: httpx.Client) -> None:
    whole = client.get("/data/dataset.nq.gz")
    digest = hashlib.sha256(whole.content).hexdigest()
    assert whole.headers["etag"] == f'"{digest}"' and digest in client.get("/data/SHA256SUMS").text
    assert int(whole.headers["content-length"]) == len(whole.content) and "content-encoding" not in whole.headers
    part = client.get("/data/dataset.nq.gz", headers={"Range": "bytes=0-9"})
    assert part.status_code == 206 and part.content == whole.content[:10]
    assert client.get("/data/dataset.nq.gz", headers={"If-None-Match": f'"{digest}"'}).status_code == 304
    assert client.get("/data/release.json").json()["version"] == "sample-1"


@pytest.mark.parametrize(
    ("range", "status"),
    [
        ("bytes=0-9", 206),
        ("bytes=-9", 206),
        ("bytes=5-9, 99999999-", 206),
        ("bytes=99999999-", 416),
        ("items=0-1", 200),
        ("bytes=a-b", 200),
        ("bytes=5-2", 200),
        ("bytes", 200),
    ],
)
def test_ranges_are_read_as_the_standard_says(client: httpx.Client, range: str, status: int) -> None:
    answer = client.get("/data/dataset.nq.gz", headers={"Range": range})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["content-range"] == f"bytes */{answer.json()['limit']}"


def test_downloads_go_on_only_within_one_release(client: httpx.Client) -> None:
    whole = client.get("/data/dataset.nq.gz")
    for name, status in (("etag", 206), ("last-modified", 200)):
        part = client.get("/data/dataset.nq.gz", headers={"Range": "bytes=5-", "If-Range": whole.headers[name]})
        assert part.status_code == status and part.content == whole.content[5 if status == 206 else 0 :]
    head = client.head("/data/dataset.nq.gz", headers={"Range": "bytes=0-9"})
    assert head.status_code == 200 and head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize("name", ["../release.json", "%2e%2e/%2e%2e/etc/passwd", "nothing.nq"])
def test_only_listed_files_are_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/data/{name}").status_code == 404


def test_the_start_page_shows_what_there_is(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept": "text/html"})
    assert "sample-1" in page.text and "dataset.nq.gz" in page.text
    assert page.text.count("<script") == 1 and '<script type="application/ld+json">' in page.text
    assert client.get("/static/style.css").status_code == 200


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": "sample-1"}


ADDRESSES = [
    "/",
    "/doc/state/JPN",
    "/id/state/JPN",
    "/dataset",
    "/ontology",
    "/context.jsonld",
    "/static/logo.svg",
    "/metrics",
    "/healthz",
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_knows_the_methods_that_it_names(client: httpx.Client, path: str) -> None:
    asked = client.options(path, headers={"Origin": "http://x.test", "Access-Control-Request-Method": "GET"})
    allow = set(asked.headers["allow"].split(", "))
    assert asked.status_code == 204 and allow == {"GET", "HEAD", "OPTIONS"}
    assert asked.headers["access-control-allow-methods"] == asked.headers["allow"]
    for method in ("GET", "HEAD", "POST", "QUERY", "PUT", "DELETE"):
        answer = client.request(method, path)
        assert (answer.status_code == 405) == (method not in allow), method
        if answer.status_code == 405:
            assert set(answer.headers["allow"].split(", ")) == allow


def test_a_page_of_an_error_shows_code_as_code(client: httpx.Client) -> None:
    """What comes from the request stays text."""
    query = "SELECT ?nowhere { ?s ?p <script>alert(1)</script> }"
    page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == 400 and "<script>alert" not in page.text
    told = client.get("/problem/not-acceptable", headers={"Accept": "text/html"}).text
    assert "<code>available</code> lists them" in told and "`" not in told


def test_any_iri_has_a_document_like_the_others(client: httpx.Client) -> None:
    iri = "http://www.w3.org/2002/07/owl#Class"
    whole = client.get("/doc", params={"iri": iri, "format": "nt"})
    links = whole.headers["link"]
    assert f'<{iri}>; rel="describes"' in links and 'rel="license"' in links and 'rel="alternate"' in links
    compact = client.get("/doc", params={"iri": iri}, headers={"Accept": "application/ld+json"})
    assert read_compact(client, compact.content) == triples(whole.content, "nt")
    accept = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
    expanded = client.get("/doc", params={"iri": iri}, headers={"Accept": accept})
    assert expanded.headers["content-type"] == accept
    assert triples(expanded.content, "jsonld") == triples(whole.content, "nt")


@pytest.mark.parametrize(("path", "name"), [("/doc", "iri"), ("/sitemap/first.xml", "number")])
def test_a_wrong_parameter_is_named(client: httpx.Client, path: str, name: str) -> None:
    problem = client.get(path).json()
    assert problem["status"] == 400 and problem["type"].endswith("/problem/bad-request")
    assert problem["parameter"] == name and name in problem["detail"]
