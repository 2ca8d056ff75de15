"""Stored answers: what every question of the catalogue returned when somebody last read it and found it right."""

import re
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store, serialize

from app.queries import Query

READ = "seed-*.yaml"
"""The dossiers that the stored answers, and the answers shown in the docs, are about: documents that people have read.

The corpus grows; an answer over all of it could not be held against the texts.
"""


def store_answer(store: Store, query: Query) -> str:
    """Return the answer as text that can be stored and compared line by line.

    SPARQL 1.1 TSV for SELECT and ASK; sorted N-Triples for CONSTRUCT, whose triples come in no order of their own.
    """
    found = store.query(query.text)
    if isinstance(found, QueryTriples):
        triples = (serialize(found, format=RdfFormat.N_TRIPLES) or b"").decode()
        return "".join(sorted(set(triples.splitlines(keepends=True))))
    text = (found.serialize(format=QueryResultsFormat.TSV) or b"").decode()
    return text if text.endswith("\n") else text + "\n"


def answer_path(folder: Path, query: Query) -> Path:
    """Return the file that holds the stored answer: ``<theme>/<name>.tsv``, or ``.nt`` where the answer is a graph."""
    suffix = "nt" if re.search(r"^CONSTRUCT\b", query.text, re.MULTILINE) else "tsv"
    return folder / query.theme / f"{query.name}.{suffix}"


def count_rows(answer: str) -> int:
    """Return how many rows or triples a stored answer has; the line of variables does not count, a yes or no is one.

    >>> count_rows("?person\\t?other\\n")
    0
    """
    lines = answer.splitlines()
    return len(lines) - 1 if answer.startswith("?") else len(lines)
