"""What a release holds and lacks, in numbers, and its contradictions as people read them: tables inside pages of docs/.

The pages are written by hand around marked places. A place named as a file of ``queries/quality`` gets the rows of that
query, one named as a contradiction gets its sides. So no number and no value is typed, and a test holds each page to
a release.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolution, QuerySolutions, RdfFormat, Store

from app.errors import BuildError
from app.marked import BEGIN, replace_marked, table
from app.namespaces import RDFS_LABEL, entity, shorten
from app.queries import read_query
from app.terms import Term, select, statements

PAGES = ("quality.md", "contradictions.md")
"""The pages of docs/ that are about one release of the whole corpus."""

REPORT_GRAPH = entity("graph", "validation")
"""Where the results of validation stand beside the data: they are part of a release, and not of its dataset."""

Sides = Mapping[str, Sequence[QuerySolution]]


def read_release(folder: Path) -> Store:
    """Return the whole dataset of a release, with the results of its validation in a graph of their own."""
    store = Store()
    store.bulk_load(gzip.decompress((folder / "dataset.nq.gz").read_bytes()), format=RdfFormat.N_QUADS)
    store.load(path=str(folder / "reports" / "validation.ttl"), format=RdfFormat.TURTLE, to_graph=REPORT_GRAPH)
    return store


def write_page(page: str, root: Path, store: Store) -> str:
    """Return a page with every marked place written anew; raises BuildError where the release does not have it."""
    sides = read_sides(root, store)
    for name in re.findall(BEGIN.format("(.+?)"), page):
        path = root / "queries" / "quality" / f"{name}.rq"
        if name in sides:
            text = describe(store, root, sides[name])
        elif path.exists():
            text = write_rows(store, path)
        else:
            raise BuildError(f"the release has no {name}: take its place out of the page, and the words around it")
        page = replace_marked(page, name, text)
    return page


def write_rows(store: Store, path: Path) -> str:
    """Return the summary of a query and its rows as a table."""
    head, *rows = read_rows(store, path)
    return f"{read_query(path).summary}\n\n{table(head, rows)}"


def read_rows(store: Store, path: Path) -> list[tuple[str, ...]]:
    """Return the variables of a query, and below them its rows as text."""
    found = store.query(read_query(path).text)
    if not isinstance(found, QuerySolutions):
        raise BuildError(f"{path.name}: a table needs a SELECT query")
    head = tuple(variable.value for variable in found.variables)
    return [head, *(tuple("" if row[name] is None else row[name].value for name in head) for row in found)]


def read_sides(root: Path, store: Store) -> Sides:
    """Return the rows of the listing of contradictions, by the prefixed name of each."""
    found: dict[str, list[QuerySolution]] = defaultdict(list)
    for row in select(store, read_query(root / "queries" / "reports" / "contradictions.rq").text):
        found[shorten(row["contradiction"].value)].append(row)
    return found


def describe(store: Store, root: Path, rows: Sequence[QuerySolution]) -> str:
    """Return what one contradiction is about, its sides with their documents, and what decided."""
    first = rows[0]
    documents = {row["source"]: row for row in select(store, read_query(root / "queries/quality/documents.rq").text)}
    said = {(shown(store, row["value"]), row["source"], row["lineage"]) for row in rows}
    cells = [
        (value, cited(documents[source]), f"`{shorten(source.value)}`", f"`{shorten(lineage.value)}`")
        for value, source, lineage in sorted(said, key=lambda side: (side[0], side[1].value))
    ]
    property_of = f"`{shorten(first['property'].value)}` of " if first["property"] else ""
    editors = "".join(sorted({f", {link(row['settledBy'])}" for row in rows if row["settledBy"]}))
    return "\n\n".join(
        [
            f"{link(first['contradiction'])}: {property_of}{link(first['record'])}",
            table(("value", "says", "document", "lineage"), cells),
            f"Rule: `{shorten(first['rule'].value)}`{editors}. In the curated graph: {believed(store, first)}.",
        ]
    )


def believed(store: Store, side: QuerySolution) -> str:
    """Return what stands as a plain statement, if anything does."""
    if side["property"] is None:
        return "no plain statement"
    plain = statements(store.quads_for_pattern(side["record"], side["property"], None, DefaultGraph()))
    return ", ".join(sorted(shown(store, item.object) for item in plain)) or "no value"


def shown(store: Store, value: Term) -> str:
    """Return a value as people read it: a literal as it is, a resource by its English label."""
    if not isinstance(value, NamedNode):
        return value.value
    labels = [item.object for item in statements(store.quads_for_pattern(value, RDFS_LABEL, None, DefaultGraph()))]
    english = (text.value for text in labels if isinstance(text, Literal) and text.language == "en")
    return min(english, default=shorten(value.value))


def cited(document: QuerySolution) -> str:
    """Return the publisher of a document, or its title, linked to its address where it has one.

    Brackets in an address would end the link.
    """
    name = (document["publisher"] or document["title"]).value
    if document["url"] is None:
        return str(name)
    address = document["url"].value.replace("(", "%28").replace(")", "%29")
    return f"[{name}]({address})"


def link(term: NamedNode) -> str:
    """Return the prefixed name of a resource, linked to it."""
    return f"[`{shorten(term.value)}`]({term.value})"
