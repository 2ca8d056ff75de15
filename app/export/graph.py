"""What the queries of ``queries/export/`` return, as Python values: rows, and lists for columns that hold several."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, QuerySolutions, Store

from app.errors import DigdipError
from app.namespaces import PREFIXES
from app.queries import read_query
from app.terms import Term

Row = dict[str, Any]
Lists = dict[str, dict[str, list[str]]]
"""Sorted values by subject and column."""

PYTHON: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": float,
    "double": float,
    "date": date.fromisoformat,
}
"""How literals become values, by the local name of their datatype; all others stay text."""


class ExportError(DigdipError):
    """The release holds something that a table cannot show, or a package that writes it is missing."""

    title = "Export"


class Graph:
    """A release and the queries that are asked of it."""

    def __init__(self, store: Store, queries: Path) -> None:
        self._store = store
        self._queries = queries

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a query by variable; what is unbound is None."""
        query = read_query(self._queries / f"{name}.rq").text
        found = self._store.query(query)
        if not isinstance(found, QuerySolutions):
            raise ExportError(f"queries/export/{name}.rq is not a SELECT query.")
        names = [variable.value for variable in found.variables]
        return [{name: value_of(row[name]) for name in names} for row in found]

    def records(self, name: str) -> dict[str, Row]:
        """Return the rows of a query by their first variable, sorted; raises ExportError where one has two rows."""
        found: dict[str, Row] = {}
        for row in self.rows(name):
            key = next(iter(row.values()))
            if key in found:
                raise ExportError(f"{key} has two values where the table has room for one (queries/export/{name}.rq).")
            found[key] = row
        return dict(sorted(found.items()))

    def lists(self, name: str) -> Lists:
        """Return the values of a query for ?row, ?column and ?value."""
        found: Lists = defaultdict(lambda: defaultdict(list))
        for row in self.rows(name):
            found[row["row"]][row["column"]].append(row["value"])
        for columns in found.values():
            for values in columns.values():
                values.sort()
        return found


def value_of(term: Term | None) -> Any:
    """Return the Python value of a term.

    >>> from app.namespaces import entity, expand
    >>> value_of(Literal("2023-10-11", datatype=expand("xsd:date"))), value_of(entity("state", "JPN")), value_of(None)
    (datetime.date(2023, 10, 11), 'https://w3id.org/digdip/id/state/JPN', None)
    """
    if isinstance(term, Literal):
        return PYTHON.get(term.datatype.value.removeprefix(PREFIXES["xsd"]), str)(term.value)
    return None if term is None else term.value


def year_of(earliest: date | None, latest: date | None) -> int | None:
    """Return the year in which both bounds lie, None where one is open or they lie in two.

    >>> year_of(date(2023, 1, 1), date(2023, 12, 31)), year_of(None, date(2023, 1, 1))
    (2023, None)
    """
    return latest.year if earliest and latest and earliest.year == latest.year else None
