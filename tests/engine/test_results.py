"""Results are well-formed whatever the data holds, bounded, and counted."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from app.engine import results
from app.engine.formats import GRAPHS, TABLES
from app.engine.results import TooLarge, Unwritable, count_rows, used_prefixes, write_graph, write_table
from app.engine.wire import Question
from app.engine.worker import answer_to
from app.namespaces import expand

ODD = ["plain", "", "a\r\nb\tc", '"},{"', "},{", "\\", 'x\\"},{', "{}", "},{}", '"a",b\r\n', "<result>", "]]>", "日本"]
LIMIT = 1 << 20


def table(values: list[str]) -> QuerySolutions:
    rows = " ".join(f"({Literal(value)} 1)" for value in values)
    result = Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {rows} }} }}")
    assert isinstance(result, QuerySolutions)
    return result


def read(body: bytes, name: str) -> list[str]:
    """Return the values of the first column, read with an independent parser."""
    if name == "json":
        return [row["x"]["value"] for row in json.loads(body)["results"]["bindings"]]
    if name == "xml":
        space = {"r": "http://www.w3.org/2005/sparql-results#"}
        found = ElementTree.fromstring(body).iterfind(".//r:binding[@name='x']/r:literal", space)
        return [element.text or "" for element in found]
    if name == "csv":
        return [row[0] for row in list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]]
    terms = [line.split("\t")[0] for line in body.decode().split("\n")[1:-1]]
    return [next(iter(parse(f"<urn:s> <urn:p> {t} .", format=RdfFormat.N_TRIPLES))).object.value for t in terms]


@pytest.mark.parametrize("name", TABLES)
def test_all_formats_say_the_same(name: str) -> None:
    body, rows = write_table(table(ODD), name, LIMIT)
    assert rows == len(ODD)
    assert read(body, name) == ODD


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("number", [0, 1, 3])
def test_rows_are_counted(name: str, number: int) -> None:
    assert write_table(table(["x"] * number), name, LIMIT)[1] == number


@pytest.mark.parametrize("name", TABLES)
def test_rows_without_bindings_are_counted(name: str) -> None:
    result = Store().query("SELECT ?nothing { {} UNION {} UNION {} }")
    assert write_table(result, name, LIMIT)[1] == 3  # type: ignore[arg-type]


def test_mixed_empty_rows_are_counted() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{},{"x":{"type":"literal","value":"},{}"}},{},{}]}}'
    assert count_rows(body, "json") == 4


def test_control_characters_are_refused_in_xml_only() -> None:
    with pytest.raises(Unwritable):
        write_table(table(["a\x01b"]), "xml", LIMIT)
    assert read(write_table(table(["a\x01b"]), "json", LIMIT)[0], "json") == ["a\x01b"]


def test_answers_are_bounded() -> None:
    with pytest.raises(TooLarge):
        write_table(table(["x" * 1000]), "json", 100)


TRIPLES = [
    Triple(NamedNode("https://w3id.org/digdip/id/state/JPN"), NamedNode("urn:x#p"), Literal(value)) for value in ODD
]


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_come_back_equal(name: str) -> None:
    body, number = write_graph(TRIPLES, name, LIMIT)
    formats = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}
    formats |= {"rdf": RdfFormat.RDF_XML, "trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}
    assert {quad.triple for quad in parse(body, format=formats[name])} == set(TRIPLES)
    assert number == len(TRIPLES)


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_are_bounded(name: str) -> None:
    triples = [Triple(NamedNode("urn:s"), NamedNode("urn:x#p"), Literal(str(value))) for value in range(1000)]
    size = len(write_graph(triples, name, LIMIT)[0])
    assert write_graph(triples, name, size)[1] == len(triples)
    with pytest.raises(TooLarge):
        write_graph(triples, name, size - 1)


@pytest.mark.parametrize("name", ["ttl", "rdf", "jsonld", "trig"])
def test_long_lines_do_not_stand_in_the_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = write_graph(TRIPLES, name, LIMIT)
    monkeypatch.setattr(results, "BY_LINES_BYTES", 100)
    body, number = write_graph(iter(TRIPLES), name, LIMIT, lambda: TRIPLES)
    formats = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML, "trig": RdfFormat.TRIG}
    read = [{quad.triple for quad in parse(text, format=formats[name])} for text in (short[0], body)]
    assert read[0] == read[1] and number == short[1]


def test_prefixes_are_found_in_linear_time() -> None:
    hostile = b'<urn:s> <urn:p> "<' + b"/" * 100_000 + b'" .\n<https://w3id.org/digdip/id/state/JPN> <urn:p> "x" .\n'
    assert used_prefixes(hostile) == {"state": "https://w3id.org/digdip/id/state/"}  # quadratic, it takes half a minute


@pytest.mark.parametrize("local", ["bagID", "aboutEach", "aboutEachPrefix"])
def test_withdrawn_names_are_refused_in_rdfxml(local: str) -> None:
    triple = Triple(NamedNode("urn:s"), expand(f"rdf:{local}"), Literal("x"))
    with pytest.raises(Unwritable):
        write_graph([triple], "rdf", LIMIT)


def test_only_used_prefixes_are_declared() -> None:
    body = write_graph(TRIPLES, "ttl", LIMIT)[0]
    assert body.startswith(b"@prefix state: ") and body.count(b"@prefix") == 1


def test_predicates_without_a_name_are_refused_in_rdfxml() -> None:
    triple = Triple(NamedNode("urn:s"), NamedNode("https://example.org/123"), Literal("x"))
    with pytest.raises(Unwritable):
        write_graph([triple], "rdf", LIMIT)
    assert write_graph([triple], "ttl", LIMIT)[1] == 1


ADDRESS = "urn:article,8265509,en"
LOW = '"low\\n\\"level\\", really"'


@pytest.mark.parametrize(
    ("query", "row"),
    [
        (f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (<{ADDRESS}> {LOW}) }} }}", [ADDRESS, 'low\n"level", really']),
        (f"SELECT ?x {{ VALUES ?x {{ <{ADDRESS}> }} }}", [ADDRESS]),
        (f"SELECT ?x ?y ?z {{ VALUES (?x ?z) {{ (<{ADDRESS}> 1.5) }} }}", [ADDRESS, "", "1.5"]),
        (f"SELECT ?x {{ BIND(TRIPLE(<{ADDRESS}>, <urn:p>, {LOW}) AS ?x) }}", [f'{ADDRESS} urn:p low\n"level", really']),
    ],
)
def test_addresses_with_commas_stay_one_value(query: str, row: list[str]) -> None:
    header, body = answer_to(Store(), Question(query, "csv"), LIMIT)
    assert [header["rows"], header["format"]] == [1, "csv"]
    assert list(csv.reader(io.StringIO(body.decode(), newline="")))[1:] == [row]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("CONSTRUCT { <urn:s> <urn:p> <<( <urn:a> <urn:b> 1 )>> } {}", "jsonld"),
        ("CONSTRUCT { <urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1 } {}", "rdf"),
    ],
)
def test_what_a_format_cannot_say_is_no_reach_outside(query: str, name: str) -> None:
    assert answer_to(Store(), Question(query, graph_format=name), LIMIT)[0]["failure"] == "unwritable"


@pytest.mark.parametrize("name", GRAPHS)
def test_a_reach_outside_is_no_matter_of_writing(name: str) -> None:
    """The engine refuses this port before it opens a socket, so nothing leaves the test."""
    query = "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert answer_to(Store(), Question(query, graph_format=name), LIMIT)[0]["failure"] == "outside"
