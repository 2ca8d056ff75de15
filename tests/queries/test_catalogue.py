"""Every question of the catalogue runs, and returns the answer that was checked against the documents."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from app.answers import answer_path, count_rows, store_answer
from app.build.yamlfile import read_yaml
from app.engine.gate import inspect
from app.queries import THEMES, Query, read_catalogue
from app.settings import Settings

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "tests" / "answers"
CATALOGUE = read_catalogue(ROOT / "queries")
EACH = pytest.mark.parametrize("query", CATALOGUE, ids=lambda query: f"{query.theme}/{query.name}")

FORMS = {
    "SELECT ?s {?s ?p ?o} ORDER BY ?s": "?s\n<urn:a>\n<urn:b>\n",
    "ASK {<urn:a> ?p ?o}": "true\n",
    "ASK {<urn:c> ?p ?o}": "false\n",
    "CONSTRUCT {?o ?p ?s} WHERE {?s ?p ?o FILTER(ISIRI(?o))}": "<urn:a> <urn:p> <urn:b> .\n",
    "CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o}": '<urn:a> <urn:p> "1" .\n<urn:b> <urn:p> <urn:a> .\n',
}
"""Queries of every form over the two statements of the small store, and how their answers are stored."""


def question(text: str) -> Query:
    return Query("theme", "name", {}, text)


def test_every_theme_has_questions() -> None:
    counts = {theme: sum(query.theme == theme for query in CATALOGUE) for theme in THEMES}
    assert len(CATALOGUE) >= 60
    assert min(counts.values()) >= 5, counts


def test_every_folder_of_questions_is_a_theme() -> None:
    folders = {path.parent.name for path in ROOT.glob("queries/*/*.rq")}
    assert folders - {"rules", "reports", "describe", "service", "quality", "export"} == set(THEMES)


def test_every_answer_belongs_to_a_question_and_every_question_has_one() -> None:
    stored = {path for path in ANSWERS.rglob("*") if path.is_file()}
    assert stored == {answer_path(ANSWERS, query) for query in CATALOGUE}


def test_no_question_is_asked_twice() -> None:
    assert len({query.summary for query in CATALOGUE}) == len(CATALOGUE)


@EACH
def test_header(query: Query) -> None:
    assert query.summary.endswith("?"), "a summary is a question"
    assert str(query.header["description"]).rstrip().endswith(".")
    assert len(query.header["keywords"]) >= 3
    for parameter in query.header.get("parameters", []):
        assert parameter.keys() >= {"name", "type", "example"}
        assert f"?{parameter['name']}" in query.text, "a parameter is a variable of the query"


@EACH
def test_the_service_lets_it_pass(query: Query) -> None:
    assert inspect(query.text, Settings()).repeatable


@EACH
def test_answer(five: Store, query: Query) -> None:
    answer = store_answer(five, query)
    assert answer == answer_path(ANSWERS, query).read_text(encoding="utf-8")
    assert (count_rows(answer) == 0) == bool(query.header.get("empty"))


@pytest.mark.parametrize("text", FORMS)
def test_every_form_of_answer_can_be_stored(text: str) -> None:
    small = Store()
    a, b, p = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:p")
    small.extend([Quad(b, p, a), Quad(a, p, Literal("1"))])
    assert store_answer(small, question(text)) == FORMS[text]


def test_graphs_are_stored_apart_from_tables() -> None:
    assert answer_path(ANSWERS, question("CONSTRUCT WHERE {?s ?p ?o}")).suffix == ".nt"
    assert answer_path(ANSWERS, question("ASK {?s ?p ?o}")).suffix == ".tsv"


@pytest.mark.parametrize(("answer", "rows"), [("?a\n", 0), ("?a\n<urn:a>\n", 1), ("", 0), ("false\n", 1)])
def test_rows_are_counted_without_the_line_of_variables(answer: str, rows: int) -> None:
    assert count_rows(answer) == rows


def test_the_list_of_outside_documents_leaves_none_out() -> None:
    """Held against the files themselves, without a query: an answer that was stored once may have been wrong then."""
    records = [
        record
        for path in (ROOT / "data" / "editorial").glob("*.yaml")
        if not path.name.startswith("register-")  # about imported dossiers, of which the stored answers know nothing
        for record in read_yaml(path).tree["resources"]
        if record.get("type") == "EditorialClaim"
    ]
    cited = {source.partition(":")[2] for record in records for source in record["sources"]}
    answer = (ROOT / "tests" / "answers" / "provenance" / "list-outside-documents.tsv").read_text(encoding="utf-8")
    assert len(cited) > 80
    assert {line.split("\t")[3].removesuffix(">").rsplit("/", 1)[1] for line in answer.splitlines()[1:]} == cited
