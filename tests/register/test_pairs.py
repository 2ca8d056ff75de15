"""How good the reconciliation is, measured by pairs that people decided."""

from collections import Counter

import pytest

from tests.register.pairs import KINDS, ROOT, Figures, Verdict, count, judge, read_pairs


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return list(judge(ROOT, read_pairs()))


def test_the_yardstick_is_whole(verdicts: list[Verdict]) -> None:
    kinds = Counter(verdict.pair["kind"] for verdict in verdicts)
    assert set(kinds) == set(KINDS)
    assert len(verdicts) >= 150
    assert 0.35 <= sum(verdict.same for verdict in verdicts) / len(verdicts) <= 0.65


def test_every_side_of_a_pair_is_in_the_project(verdicts: list[Verdict]) -> None:
    gone = [str(item) for item in verdicts if item.held is None and item.pair["kind"] != "office"]
    assert gone == [], "\n".join(gone)


def test_precision_and_recall(verdicts: list[Verdict]) -> None:
    figures = count(verdicts)
    misses = "\n".join(str(item) for item in verdicts if bool(item.held) is not item.same)
    print(misses)
    assert figures.precision >= 0.99, misses
    assert figures.recall >= 0.95, misses


def test_figures_are_counted_as_they_are_defined() -> None:
    cases = [(True, True)] * 3 + [(True, False), (True, None), (False, True), (False, False), (False, None)]
    figures = count(Verdict({}, same, held) for same, held in cases)
    assert figures == Figures(right_same=3, wrong_same=1, missed=2, right_different=2)
    assert (figures.precision, figures.recall) == (0.75, 0.6)
