"""The gate against the engine's own verdict on thousands of queries: it stops what it must, and nothing else.

The same chance makes the same queries, so that a failure here is a failure everywhere. Raise ``SCALE`` to look longer.
"""

import os
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from app.engine.failures import EngineError, PolicyError
from app.engine.gate import inspect, without_dataset
from app.settings import Settings
from tests.property.grammar import Grammar, federation, mutilated
from tests.property.oracle import federated, verdict, verdicts

SCALE = int(os.environ.get("DIGDIP_TEST_SCALE", "1"))
LIMITS = Settings()
FORMS = {"select": "select", "ask": "ask", "construct": "construct", "describe": "construct"}


def refusal(text: str) -> str | None:
    """Return the policy or limit by which the gate stops a text, None where it lets it pass."""
    try:
        inspect(text, LIMITS)
    except PolicyError as error:
        return str(error.extra["policy"])
    except EngineError as error:
        return error.title
    return None


def queries(count: int, make: Callable[[Random], str]) -> list[str]:
    """Return queries from as many different sources of chance."""
    return [make(Random(seed)) for seed in range(count * SCALE)]


def test_ordinary_queries_pass() -> None:
    texts = queries(4_000, lambda chance: Grammar(chance).query())
    words = verdicts(texts)
    counted = Counter(words)
    assert sum(counted[form] for form in ("select", "ask", "construct")) > 0.6 * len(texts), counted
    refused = [
        (policy, text)
        for text, word in zip(texts, words, strict=True)
        if word != "syntax" and (policy := refusal(text))
    ]
    assert [item for item in refused if item[0] != "no-doubtful-text"] == []
    assert len(refused) < 0.005 * len(texts), refused  # the one stated price of not parsing


def test_the_form_is_known() -> None:
    texts = queries(1_000, lambda chance: Grammar(chance).query())
    for text, word in zip(texts, verdicts(texts), strict=True):
        if word in FORMS.values() and refusal(text) is None:
            form = inspect(text, LIMITS).form
            assert form is not None and FORMS[form] == word, text


def test_federation_never_passes() -> None:
    texts = queries(2_000, lambda chance: Grammar(chance).query(federation))
    outside = [text for text, yes in zip(texts, federated(texts), strict=True) if yes]
    assert len(outside) > 0.2 * len(texts)
    assert [text for text in outside if refusal(text) is None] == []


def test_broken_text_hides_nothing() -> None:
    def make(chance: Random) -> str:
        return mutilated(Grammar(chance, depth=1).query(federation if chance.random() < 0.5 else None), chance)

    texts = queries(4_000, make)
    reaching = federated(texts)
    assert sum(reaching) > 50
    assert [text for text, yes in zip(texts, reaching, strict=True) if yes and refusal(text) is None] == []


def test_no_file_passes() -> None:
    def make(chance: Random) -> str:
        source = chance.choice(["<file:///etc/passwd>", "<FILE:///x>", "<fi\\u006Ce:///x>"])
        gap = Grammar(chance).gap
        clause = f" FROM{gap()}{chance.choice(['', 'NAMED', 'named'])}{gap()}{source}{gap()}"
        form = chance.choice(["SELECT *", "ASK", "DESCRIBE <urn:x>", "CONSTRUCT { ?s ?p ?o }", "SELECT(1 AS?x)"])
        return form + clause + "{ ?s ?p ?o }"

    for text in queries(500, make):
        assert refusal(text) == "no-outside-access", text


def test_the_dataset_of_a_query_can_be_taken_out() -> None:
    """FROM <urn:g> finds nothing in this store's default graph, and nothing else in the query says so."""
    store = Store()
    store.update("INSERT DATA { <urn:s> <urn:p> 'FROM <urn:g>' }")
    for seed in range(400 * SCALE):
        gap = Grammar(Random(seed)).gap
        text = f"SELECT * FROM{gap()}<urn:g>{gap()}FROM{gap()}NAMED{gap()}<urn:FROM>{gap()}{{ ?s ?p 'FROM <urn:g>' }}"
        blank = without_dataset(text, inspect(text, LIMITS))
        assert len(blank) == len(text) and blank.count("\n") == text.count("\n")
        assert not list(store.query(text)) and len(list(store.query(blank))) == 1


@settings(derandomize=True, max_examples=150 * SCALE, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_smallest_query_that_is_refused_by_mistake(chance: Random) -> None:
    """The first test again, with chance that can be made smaller, so that a failure is shown in its shortest form."""
    text = Grammar(chance, depth=1).query()
    if (policy := refusal(text)) not in (None, "no-doubtful-text"):
        assert verdict(text) == "syntax", (policy, text)


LIMITED = {
    "levels of nesting": lambda n: "ASK { FILTER(" + "(" * (n - 2) + "1" + ")" * (n - 2) + ") }",
    "triple patterns": lambda n: "ASK { " + "?s ?p ?o . " * n + "}",
    "path steps": lambda n: "ASK { ?s <urn:p>" + "|<urn:p>" * n + " ?o }",
    "VALUES rows": lambda n: "SELECT * { VALUES ?x { " + "'SERVICE (' " * n + "} }",
    "operators": lambda n: "ASK { FILTER(1" + "+1" * n + ") }",
    "arguments": lambda n: "ASK { FILTER(1 IN (1" + ",1" * n + ")) }",
    "tokens": lambda n: "SELECT * {} ORDER BY" + "?x" * (n - 6),
}
BOUNDS = {
    "levels of nesting": LIMITS.max_nesting,
    "triple patterns": LIMITS.max_patterns,
    "path steps": LIMITS.max_path_steps,
    "VALUES rows": LIMITS.max_values_rows,
    "operators": LIMITS.max_operators,
    "arguments": LIMITS.max_arguments,
    "tokens": LIMITS.max_tokens,
}


@pytest.mark.parametrize("what", LIMITED)
def test_limits_are_exactly_what_they_say(what: str) -> None:
    bound = BOUNDS[what]
    assert refusal(LIMITED[what](bound)) is None
    with pytest.raises(EngineError) as caught:
        inspect(LIMITED[what](bound + 1), LIMITS)
    assert caught.value.extra["counted"] == what and caught.value.extra["limit"] == bound
