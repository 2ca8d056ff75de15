"""Queries that show a term at work: questions of the catalogue that use it, and whether any record has it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.namespaces import DD
from app.queries import Query

SHOWN = 3
"""Questions shown with one term."""

NAME = re.compile(r"\bdd:(\w+)")


@dataclass(frozen=True)
class Examples:
    """Questions of the catalogue that use a term, and how many records have it in the release."""

    questions: tuple[Query, ...] = ()
    uses: int = 0


def gather(terms: Iterable[str], queries: Iterable[Query], uses: Mapping[str, int]) -> dict[str, Examples]:
    """Return the examples of every term by its IRI: questions that use few other terms first, for they show it best."""
    asked: dict[str, list[Query]] = defaultdict(list)
    named = [(set(NAME.findall(query.text)), query) for query in queries]
    for names, query in sorted(named, key=lambda pair: len(pair[0])):
        for name in names:
            asked[f"{DD}{name}"].append(query)
    return {term: Examples(tuple(asked[term][:SHOWN]), uses.get(term, 0)) for term in terms}
