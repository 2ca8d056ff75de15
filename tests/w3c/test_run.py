"""The runner on a suite of our own, with one test for each verdict; the W3C's suite is given to it by hand."""

import itertools
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from tests.w3c.run import ENGINE, PASSED, POLICY, agree, canonical, canonical_rows, compare

SAMPLE = Path(__file__).parent / "sample"


def test_verdicts() -> None:
    verdicts = {test.name.rpartition("/")[2]: verdict for test, verdict, _ in compare([SAMPLE])}
    assert verdicts == {
        "right": PASSED,
        "graphs": PASSED,
        "triples": PASSED,
        "wrong": ENGINE,
        "outside": POLICY,
        "good-syntax": PASSED,
        "bad-syntax": PASSED,
    }


def test_blank_nodes_are_equal_by_their_place() -> None:
    def chain(*names: str) -> list[Quad]:
        nodes = [BlankNode(name) for name in names]
        return [Quad(one, NamedNode("urn:p"), other) for one, other in itertools.pairwise(nodes)]

    assert canonical(chain("a", "b", "c")) == canonical(chain("x", "y", "z")) != canonical(chain("a", "b", "a"))


@pytest.mark.parametrize(("lax", "equal"), [(False, False), (True, True)])
def test_repetitions_count_unless_lax(lax: bool, equal: bool) -> None:
    row = {"x": Literal("a")}
    assert (canonical_rows([row], lax) == canonical_rows([row, row], lax)) is equal


def test_a_different_answer_is_a_failure() -> None:
    assert agree(("rows", "a"), ("rows", "a"), csv=False)
    assert not agree(("rows", "a"), ("rows", "b"), csv=False)
    assert not agree(("rows", "a"), ("error", "503"), csv=False)
    assert not agree(("syntax", ""), ("rows", "a"), csv=False)
