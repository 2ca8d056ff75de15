"""The stored queries: ``queries/<folder>/<name>.rq``, each with a ``#+`` header in YAML."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

INTERNAL = frozenset({"describe", "reports", "rules"})
"""Folders whose queries are the project's own tools; all others are themes of the catalogue."""


@dataclass(frozen=True)
class StoredQuery:
    """A query of the catalogue: ``theme/name``, the question it answers, its text without header."""

    path: str
    theme: str
    summary: str
    text: str


class Catalogue:
    """The queries below one folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._queries = {query.path: query for query in read_queries(folder)}

    def text(self, path: str) -> str:
        """Return the text of a query by ``folder/name``; raises KeyError when there is none."""
        return self._queries[path].text

    def front(self, chosen: tuple[str, ...]) -> list[StoredQuery]:
        """Return the chosen queries, or the first of each of the first three themes when none is chosen."""
        if chosen:
            return [self._queries[path] for path in chosen]
        first: dict[str, StoredQuery] = {}
        for query in self._queries.values():
            if query.theme not in INTERNAL:
                first.setdefault(query.theme, query)
        return list(first.values())[:3]


def read_queries(folder: Path) -> Iterator[StoredQuery]:
    """Yield every query of a folder, sorted by path."""
    for path in sorted(folder.glob("*/*.rq")):
        header, text = split_header(path.read_text(encoding="utf-8"))
        summary = (yaml.safe_load(header) or {}).get("summary", path.stem.replace("-", " "))
        yield StoredQuery(f"{path.parent.name}/{path.stem}", path.parent.name, summary, text)


def split_header(text: str) -> tuple[str, str]:
    """Return the YAML of a query's ``#+`` header, and the query itself.

    >>> split_header("#+ summary: Who?\\nASK {}\\n")
    ('summary: Who?', 'ASK {}\\n')
    """
    lines = text.splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#+")]
    body = [line for line in lines if not line.startswith("#+")]
    return "".join(line[2:].removeprefix(" ") for line in header).strip(), "".join(body)
