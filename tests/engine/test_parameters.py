"""Parameters are bound wherever their variable stands, and leave no trace in the answer."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Variable

from app.engine.gate import inspect
from app.engine.parameters import widen
from app.engine.wire import Question
from app.engine.worker import answer_to
from app.settings import Settings

ONE = "<urn:s1>"


@pytest.fixture(scope="module")
def store() -> Store:
    """Three subjects, each with a number (urn:p) and a word of that length (urn:l)."""
    filled = Store()
    for number in range(3):
        subject = NamedNode(f"urn:s{number}")
        filled.add(Quad(subject, NamedNode("urn:p"), Literal(number)))
        filled.add(Quad(subject, NamedNode("urn:l"), Literal("x" * number)))
    return filled


def ask(store: Store, text: str, format: str = "csv", **terms: str) -> str:
    """Return what a query answers with terms bound by name, the words of its failure where it fails."""
    own, wider = widen(text, terms), widen(text, terms, declare=True)
    question = Question(
        own[0], format, "nt", terms=terms, surplus=tuple(own[1]), wider=wider[0], wider_surplus=tuple(wider[1])
    )
    inspect(wider[0], Settings())
    header, body = answer_to(store, question, 1 << 20)
    return header.get("failure", "") + body.decode().replace("\r\n", "|").replace("\n", "|")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT ?o { ?s <urn:p> ?o }", "o|1|"),
        ("SELECT ?o ?s { ?s <urn:p> ?o }", "o,s|1,urn:s1|"),
        ("SELECT DISTINCT ?o WHERE { ?s <urn:p> ?o } ORDER BY ?s LIMIT 5", "o|1|"),
        ("SELECTDISTINCT?o{ ?s <urn:p> ?o }", "o|1|"),
        ("SELECT * { ?s <urn:p> ?o }", "o,s|1,urn:s1|"),
        ("SELECT * { ?x <urn:p> ?o FILTER(?x = ?s) }", "o,x|1,urn:s1|"),
        ("SELECT ?x { ?x <urn:p> ?o FILTER(?x = $s) }", "x|urn:s1|"),
        ("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }", "n|1|"),
        ("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o FILTER(?o > 5) }", "n|0|"),
        ("SELECT (COUNT(*) AS ?n) { ?x <urn:p> ?o FILTER(?x = ?s) } HAVING (COUNT(*) > 0)", "n|1|"),
        ("SELECT ?o (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?o", "o,n|1,1|"),
        ("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s", "n|1|"),
        ("SELECT ?o { { SELECT ?o { ?s <urn:p> ?o } } }", "o|1|"),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o } } }", "n|1|"),
        ("SELECT ?o { { SELECT * { ?x <urn:p> ?o FILTER(?x = ?s) } } }", "o|1|"),
        ("SELECT ?l { ?x <urn:p> 1 OPTIONAL { ?x <urn:l> ?l FILTER(?x = ?s) } }", "l|x|"),
        ("SELECT ?o { ?x <urn:p> ?o MINUS { ?x <urn:p> ?z FILTER(?x = ?s) } } ORDER BY ?o", "o|0|2|"),
        ("SELECT ?o { ?x <urn:p> ?o FILTER NOT EXISTS { ?s <urn:p> ?o } } ORDER BY ?o", "o|0|2|"),
        ("SELECT ?o { { ?s <urn:p> ?o } UNION { ?s <urn:l> ?o } } ORDER BY STR(?o)", "o|1|x|"),
        ("SELECT ?z { BIND(?s AS ?z) }", "z|urn:s1|"),
        ("SELECT (?s AS ?z) { ?x <urn:p> 1 }", "z|urn:s1|"),
        ("SELECT (STR(?s) AS ?z) { }", "z|urn:s1|"),
        ("ASK { ?s <urn:p> 1 }", "true"),
        ("ASK { ?s <urn:p> 2 }", "false"),
        ("ASK { ?x <urn:p> 2 FILTER(?x = ?s) }", "false"),
        ("CONSTRUCT { ?x <urn:q> ?o } WHERE { ?x <urn:p> ?o FILTER(?x = ?s) }", None),
        ("CONSTRUCT WHERE { ?s <urn:p> ?o }", None),
        ("DESCRIBE ?s WHERE { ?s <urn:p> ?o }", None),
        ("DESCRIBE ?x WHERE { ?x <urn:p> ?o FILTER(?x = ?s) }", "unbindable"),
    ],
)
def test_a_parameter_is_bound_wherever_it_stands(store: Store, query: str, answer: str | None) -> None:
    found = ask(store, query, s=ONE)
    if answer is None:
        assert found.startswith(ONE) and found.count(ONE) == found.count("|")
    else:
        assert found == answer


def test_terms_keep_language_and_datatype(store: Store) -> None:
    query = "SELECT (LANG(?a) AS ?x) (DATATYPE(?b) AS ?y) { }"
    assert ask(store, query, a='"x"@en', b='"5"^^<urn:five>') == "x,y|en,urn:five|"


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_the_added_column_is_in_no_format(store: Store, format: str) -> None:
    assert "urn:s1" not in ask(store, "SELECT ?o { ?s <urn:p> ?o }", format, s=ONE)


def test_values_never_enter_the_text() -> None:
    for declare in (False, True):
        assert widen("SELECT ?o { ?s ?p ?o }", {"s": "<urn:a> } #"}, declare=declare)[0].count("urn") == 0
    assert Variable("s").value == "s"


def test_without_parameters_the_text_stays() -> None:
    assert widen("SELECT *", []) == ("SELECT *", [])
