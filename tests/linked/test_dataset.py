"""What the dataset says of itself: true by count, shaped as VoID, DCAT and schema.org ask, with dumps that hold it."""

import gzip
import hashlib
import html
import json
import re
from pathlib import Path

import httpx
import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, parse

from app.build.release import DUMPS
from app.namespaces import PREFIXES
from app.queries import read_catalogue
from tests.linked.reading import store_of, triples
from tests.serving import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl")
HERE = Path(__file__).parent
COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
}


def ask(web: httpx.Client, query: str) -> list[dict[str, str]]:
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("void", "dcat"))
    answer = web.get("/sparql", params={"query": prefixes + query, "format": "json"}).json()
    return [{k: v["value"] for k, v in row.items()} for row in answer["results"]["bindings"]]


def test_numbers_agree_with_counts(web: httpx.Client) -> None:
    dataset = "<https://w3id.org/digdip/dataset>"
    for name, query in COUNTS.items():
        stated = ask(web, f"SELECT ?n {{ {dataset} void:{name} ?n }}")
        assert stated == ask(web, query), name
    partitions = ask(web, "SELECT ?of ?n { ?part void:property ?of ; void:triples ?n }")
    counted = {row["of"]: row["n"] for row in ask(web, "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of")}
    assert len(partitions) > 100 and {row["of"]: row["n"] for row in partitions} == counted
    partitions = ask(web, "SELECT ?of ?n { ?part void:class ?of ; void:entities ?n }")
    query = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of"
    assert {row["of"]: row["n"] for row in partitions} == {row["of"]: row["n"] for row in ask(web, query)}


def test_linksets_agree_with_counts(web: httpx.Client) -> None:
    query = "SELECT ?p ?space ?n { ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ; "
    linksets = ask(web, query + "void:objectsTarget/void:uriSpace ?space }")
    assert {row["p"].partition("#")[2] for row in linksets} >= {"exactMatch", "closeMatch"}
    for row in linksets:
        pattern = f'?s <{row["p"]}> ?o FILTER(STRSTARTS(STR(?o), "{row["space"]}"))'
        assert ask(web, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}") == [{"n": row["n"]}]


@pytest.mark.parametrize("path", ["/.well-known/void", "/dataset", "/"])
def test_the_description_has_the_shape_of_void_and_dcat(web: httpx.Client, path: str) -> None:
    graph = rdflib.Graph().parse(data=web.get(path, headers={"Accept": "text/turtle"}).content, format="turtle")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(HERE / "shapes" / "dataset.ttl"))
    assert conforms, report


def test_the_page_of_the_description_is_short_and_says_what_it_leaves_out(web: httpx.Client) -> None:
    accept = {"Accept": "text/html"}
    page = web.get("/dataset", headers=accept).text
    whole = {
        quad.subject
        for quad in parse(web.get("/dataset?format=nt", headers=accept).content, format=RdfFormat.N_TRIPLES)
    }
    named = {node for node in whole if isinstance(node, NamedNode)}
    left = sum(int(count.replace(",", "")) for count in re.findall(r"<li>not shown: ([\d,]+) of", page))
    assert len(page) <= 160_000 and left > 100
    assert page.count('<section class="term"') + left == len(named)
    assert page.index("<code>https://w3id.org/digdip/dataset</code>") < page.index("prov:used")
    inputs = ask(web, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?build <http://www.w3.org/ns/prov#used> ?file } }")
    assert f"and {int(inputs[0]['n']) - 10:,} more" in page


def test_the_start_page_has_the_shape_of_schema_org(web: httpx.Client) -> None:
    page = web.get("/", headers={"Accept": "text/html"}).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    markup = json.loads(block) | {"@context": {"@vocab": "https://schema.org/"}}
    assert json.loads(block)["@context"] == "https://schema.org/"
    assert web.get("/dataset?profile=schema-org").json() == json.loads(block)
    graph = rdflib.Graph().parse(data=json.dumps(markup), format="json-ld")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(HERE / "shapes" / "schema-org.ttl"))
    assert conforms, report


def test_the_shapes_can_fail() -> None:
    for name, kind in (("dataset", PREFIXES["void"] + "Dataset"), ("schema-org", PREFIXES["schema"] + "Dataset")):
        graph = rdflib.Graph().parse(data=f"<https://w3id.org/digdip/dataset> a <{kind}> .", format="turtle")
        assert not pyshacl.validate(graph, shacl_graph=str(HERE / "shapes" / f"{name}.ttl"))[0]


def test_every_distribution_is_there_as_described(web: httpx.Client) -> None:
    query = """SELECT ?file ?size ?sum { ?d dcat:distribution ?file . ?file dcat:byteSize ?size ;
        <http://spdx.org/rdf/terms#checksum>/<http://spdx.org/rdf/terms#checksumValue> ?sum }"""
    rows = ask(web, query)
    assert {row["file"].rsplit("/", 1)[1] for row in rows} == set(DUMPS)
    for row in rows:
        answer = web.get(row["file"].removeprefix("https://w3id.org/digdip"))
        assert str(len(answer.content)) == row["size"] and answer.headers["etag"] == f'"{row["sum"]}"'
        assert hashlib.sha256(answer.content).hexdigest() == row["sum"]


def test_dumps_of_sources_hold_their_graphs(web: httpx.Client, built: Path) -> None:
    for path in sorted((built / "source").glob("*.ttl")):
        dump = web.get(f"/data/source/{path.name}")
        assert dump.headers["content-type"] == "text/turtle; charset=utf-8"
        graph = NamedNode(f"https://w3id.org/digdip/id/graph/{path.stem}")
        held = {quad.triple for quad in store_of(built).quads_for_pattern(None, None, None, graph)}
        assert held and triples(dump.content, "ttl") == held
        told = ask(web, f"SELECT ?file {{ {graph} <http://rdfs.org/ns/void#dataDump> ?file }}")
        assert [row["file"] for row in told] == [f"https://w3id.org/digdip/data/source/{path.name}"]


def test_the_jsonld_dump_is_the_curated_graph(web: httpx.Client) -> None:
    dump = gzip.decompress(web.get("/data/curated.jsonld.gz").content)
    lines = gzip.decompress(web.get("/data/curated.nt.gz").content)
    read = [quad.triple for quad in parse(dump, format=RdfFormat.JSON_LD)]
    assert len(set(read)) == lines.count(b"\n")


def test_the_description_is_inside_the_store(built: Path) -> None:
    found = store_of(built).query("ASK { ?d a <http://rdfs.org/ns/void#Dataset> }")
    assert not isinstance(found, QuerySolutions) and bool(found)


def test_every_node_of_the_description_resolves(web: httpx.Client, built: Path) -> None:
    graph = NamedNode("https://w3id.org/digdip/id/graph/dataset")
    found = {quad.subject for quad in store_of(built).quads_for_pattern(None, None, None, graph)}
    own = {node.value for node in found if isinstance(node, NamedNode) and "/digdip/" in node.value}
    for iri in sorted(own)[::7]:
        path = iri.removeprefix("https://w3id.org/digdip").partition("#")[0]
        answer = web.head(path or "/", headers={"Accept": "*/*"}, follow_redirects=True)
        assert answer.status_code == 200, iri
    assert web.get("/dataset/class/nothing").status_code == 404


def test_every_question_of_the_catalogue_can_be_clicked_on_the_query_page(web: httpx.Client) -> None:
    page = web.get("/sparql", headers={"Accept": "text/html"}).text
    links = {html.unescape(found) for found in re.findall(r'<li><a href="(/sparql\?[^"]+)"', page)}
    assert len(links) == len(read_catalogue(ROOT / "queries")) > 60
    for link in sorted(links)[::12]:
        answer = web.get(link, headers={"Accept": "text/html"})
        assert answer.status_code == 200 and 'role="alert"' not in answer.text
