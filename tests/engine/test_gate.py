"""The gate's policy as a table: what passes, what is refused and under which name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.failures import ComplexityError, EngineError, PolicyError, QueryTooLong, UpdateRefused
from app.engine.gate import inspect, without_dataset
from app.settings import Settings

SETTINGS = Settings()


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "select"),
        ("PREFIX select: <urn:x> BASE <urn:y> ASK {}", "ask"),
        ("# CONSTRUCT\nDESCRIBE <urn:x>", "describe"),
        ("SELECTDISTINCT?x{}", "select"),
        ("CONSTRUCT WHERE { ?s ?p 'SERVICE <x> {' }", "construct"),
        ("PREFIX service: <urn:x> ASK { service:a service:b ?SERVICE . GRAPH service:g { ?s ?p ?o } }", "ask"),
        ("BASE <http://example.org/> ASK FROM <g> { ?s ?p ?o }", "ask"),
        ("PREFIX service: <urn:x> ASK FROM service:g { ?s ?p ?o }", "ask"),
        ("PREFIX service: <urn:x> DESCRIBE service:g { ?s ?p ?o }", "describe"),
        ("ASK { ?s ?p <urn:SERVICE#INSERT> } # DELETE LOAD", "ask"),
        ("ASK { FILTER(?a <?b && ?c> ?d) }", "ask"),
        ("SELEKT", None),
        ("", None),
    ],
)
def test_queries_pass(query: str, form: str | None) -> None:
    assert inspect(query, SETTINGS).form == form


@pytest.mark.parametrize(
    ("query", "policy"),
    [
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "no-federation"),
        ("ASK { service silent ?x {} }", "no-federation"),
        ("PREFIX ex: <urn:x> ASK { SERVICEex:a {} }", "no-federation"),
        ("PREFIX ex: <urn:x> ASK { SERVICESILENTex:a#c\n{} }", "no-federation"),
        ("ASK { ?s ?p trueSERVICE<http://x/>{} }", "no-federation"),
        ("ASK { '''x''' ?p ?o SERVICE ?x { ?a ?b ?c } }", "no-federation"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "read-only"),
        ("# ASK {}\nPREFIX ex: <urn:x> delete where { ?s ?p ?o }", "read-only"),
        ("LOAD <http://127.0.0.1:9/>", "read-only"),
        ("ASK {} ; CLEAR ALL", "read-only"),
        ("ASK FROM <file:///etc/passwd> {}", "no-outside-access"),
        ("BASE <file:///etc/> ASK FROM <passwd> {}", "no-outside-access"),
        ("ASK FROM <\\u0066ile:///etc/passwd> {}", "no-outside-access"),
        ("ASK FROM NAMED <FILE:///etc/passwd> {}", "no-outside-access"),
        ('ASK { FILTER(?a<?b#>"""\n) SERVICE <http://127.0.0.1:9/> {} #"""\n}', "no-doubtful-text"),
        ("ASK { FILTER(?a<'''>''') SERVICE <http://127.0.0.1:9/> {} #'''\n}", "no-doubtful-text"),
    ],
)
def test_policy_refuses(query: str, policy: str) -> None:
    with pytest.raises(PolicyError) as caught:
        inspect(query, SETTINGS)
    assert caught.value.extra["policy"] == policy


def test_updates_are_bad_requests_and_federation_is_forbidden() -> None:
    assert (UpdateRefused.status, PolicyError.status) == (400, 403)


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("ASK " + "{" * 5000 + "}" * 5000, "levels of nesting"),
        ("ASK { FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }", "levels of nesting"),
        ("ASK { FILTER(?a<" + "(" * 101 + "1>2) }", "levels of nesting"),
        ("ASK { " + "[ <urn:p> " * 101 + "]" * 101 + " }", "levels of nesting"),
        ("ASK { " + "?s ?p ?o . " * 121 + "}", "triple patterns"),
        ("ASK { ?s ?p (" + "1 " * 130 + ") }", "triple patterns"),
        ("ASK { ?s <urn:p>" + "/<urn:p>" * 151 + " ?o }", "path steps"),
        ("SELECT * { VALUES ?x { " + "1 " * 10_001 + "} }", "VALUES rows"),
        ("SELECT * { VALUES (?x) { " + "(1)" * 10_001 + "} }", "VALUES rows"),
        ("ASK { FILTER(1" + "+1" * 1_001 + ") }", "operators"),
        ("ASK { FILTER(" + "!" * 1_001 + "true) }", "operators"),
        ("ASK { FILTER(1 IN (1" + ",1" * 2_001 + ")) }", "arguments"),
        ("ASK { " + "OPTIONAL {} " * 121 + "}", "OPTIONAL clauses"),
        (
            "ASK{" + '\\"' * 200_000 + "}",
            "characters that belong to nothing",
        ),  # quadratic, they take a quarter of an hour
        ("ASK{" + '\\"""\n' * 100_000 + "}", "characters that belong to nothing"),
    ],
)
def test_complexity_is_refused(query: str, counted: str) -> None:
    with pytest.raises(ComplexityError) as caught:
        inspect(query, SETTINGS)
    assert caught.value.extra["counted"] == counted


def test_long_values_and_string_content_are_not_complexity() -> None:
    inspect("SELECT * { VALUES (?x ?y) { " + "(<urn:a#b> 'c')" * 9_000 + "} }", SETTINGS)
    inspect("ASK { ?s ?p '" + "{(." * 5_000 + "' }", SETTINGS)


def test_long_text_is_refused() -> None:
    with pytest.raises(QueryTooLong):
        inspect("#" * (SETTINGS.max_query_bytes + 1), SETTINGS)


@pytest.mark.parametrize(("function", "repeatable"), [("RAND()", False), ("now()", False), ("ABS(-1)", True)])
def test_repeatable(function: str, repeatable: bool) -> None:
    assert inspect(f"SELECT ({function} AS ?x) {{}}", SETTINGS).repeatable is repeatable


def test_dataset_clauses_are_blanked_in_place() -> None:
    query = "SELECT * FROM <urn:a>\nFROM NAMED <urn:b> { ?s ?p ?o }"
    blank = without_dataset(query, inspect(query, SETTINGS))
    assert "FROM" not in blank and len(blank) == len(query) and blank.count("\n") == 1


@given(st.text(alphabet="SERVICE<>{}()?'\"#\\ \nax:.;,@_1", max_size=60))
def test_any_text_gets_a_verdict(text: str) -> None:
    try:
        inspect(text, SETTINGS)
    except EngineError as error:
        assert 400 <= error.status < 500
