"""Stored answers as rows of short texts, and the register of the readings that are compared with them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from tests.readings.files import Files

ANSWERS = Path(__file__).resolve().parents[1] / "answers"
Rows = Iterable[tuple[str, ...]]
Reading = TypeVar("Reading", bound=Callable[[Files], Rows])

READINGS: dict[str, Callable[[Files], Rows]] = {}
"""The function that derives the rows of a question from the files, by ``theme/name``."""


def answers(question: str) -> Callable[[Reading], Reading]:
    """Register a function as the reading of a question."""

    def keep(reading: Reading) -> Reading:
        READINGS[question] = reading
        return reading

    return keep


def stored_rows(question: str) -> Counter[tuple[str, ...]]:
    """Return the rows of a stored answer, in any order."""
    _, *lines = (ANSWERS / f"{question}.tsv").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return Counter(tuple(short(cell) for cell in line.split("\t")) for line in lines)


def short(cell: str) -> str:
    """Return a term of a stored answer as the files write it.

    >>> short("<https://w3id.org/digdip/id/state/JPN>"), short('"Kono"@en'), short('"2021"^^<urn:edtf>'), short("26")
    ('state:JPN', 'Kono@en', '2021', '26')
    """
    if cell.startswith("<"):
        name = cell[1:-1].replace("https://w3id.org/digdip/ontology#", "dd:")
        return re.sub(r"^https://w3id\.org/digdip/id/([^/]+)/", r"\1:", name)
    if match := re.fullmatch(r'"(.*)"(?:(@[a-z-]+)|\^\^<.*>)?', cell):
        return match[1].replace('\\"', '"') + (match[2] or "")
    return cell
