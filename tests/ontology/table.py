"""The tables of docs/fairness.md, and the ontology as a service hands it out, for tests that hold the two together."""

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from app.api.library import read_library
from app.namespaces import DD, ONTOLOGY, RDF_TYPE, expand
from tests.serving import ROOT

LIBRARY = read_library(ROOT)
GRAPH = LIBRARY.ontology
HEADER = NamedNode(ONTOLOGY)


def results(section: str) -> dict[str, str]:
    """Return the result column of the table below a heading, by the name in the first column."""
    page = (ROOT / "docs" / "fairness.md").read_text(encoding="utf-8")
    part = re.split(r"^## ", page.partition(f"\n## {section}\n")[2], flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| (\w[\w.]*) \|[^|]*\| ([^|]+?) \|[^|]*\|$", part, re.MULTILINE)
    return {name: result for name, result in rows if name not in ("test", "pitfall")}


def objects(subject: NamedNode, name: str) -> list[NamedNode | Literal]:
    return [t.object for t in GRAPH if t.subject == subject and t.predicate == expand(name)]  # type: ignore[misc]


def pairs(name: str) -> list[tuple[NamedNode, NamedNode]]:
    """Return subject and object of every statement with a property."""
    found = [t for t in GRAPH if t.predicate == expand(name)]
    return [(t.subject, t.object) for t in found]  # type: ignore[misc]


def typed(*names: str) -> set[NamedNode]:
    """Return everything declared to be of one of these types."""
    kinds = {expand(name) for name in names}
    return {t.subject for t in GRAPH if t.predicate == RDF_TYPE and t.object in kinds}  # type: ignore[misc]


def own(terms: Iterable[NamedNode]) -> set[NamedNode]:
    return {term for term in terms if term.value.startswith(DD)}


def mentions(name: str) -> list[Triple]:
    """Return the statements with a term as predicate or object."""
    return [t for t in GRAPH if expand(name) in (t.predicate, t.object)]
