"""Stored answers, held against what the files themselves say: derived in plain Python, without a query or a store."""

from collections import Counter

import pytest

from tests.readings import agreements, claims, dates, derived, languages, provenance
from tests.readings.files import Files
from tests.readings.stored import ANSWERS, READINGS, stored_rows

THEMES = (agreements, claims, dates, derived, languages, provenance)
"""Importing them registers their readings."""


@pytest.fixture(scope="module")
def files() -> Files:
    return Files()


def test_most_questions_are_read_twice() -> None:
    assert len(READINGS) >= 45
    assert {reading.__module__ for reading in READINGS.values()} == {theme.__name__ for theme in THEMES}
    assert all((ANSWERS / f"{question}.tsv").exists() for question in READINGS)


def test_the_files_are_those_of_the_five_documents(files: Files) -> None:
    assert sorted(files.dossiers) == [f"source:seed-00{number}" for number in range(5)]
    assert len(files.claims) > 300 and len(files.accepted) > 70


@pytest.mark.parametrize("question", sorted(READINGS))
def test_the_stored_answer_is_what_the_files_say(files: Files, question: str) -> None:
    read, stored = Counter(READINGS[question](files)), stored_rows(question)
    assert {"only read": read - stored, "only stored": stored - read} == {
        "only read": Counter(),
        "only stored": Counter(),
    }
