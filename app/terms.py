"""RDF terms and statements as the build handles them: typed views of what pyoxigraph returns."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, QueryTriples, Store, Triple

Term = NamedNode | Literal


class Statement(NamedTuple):
    """A triple about a named resource whose object is an IRI or a literal."""

    subject: NamedNode
    predicate: NamedNode
    object: Term


def statements(quads: Iterable[Quad]) -> Iterator[Statement]:
    """Yield the statements among quads; those with blank nodes (axioms of the ontology) are passed over."""
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield Statement(quad.subject, quad.predicate, quad.object)


def select(store: Store, query: str) -> Iterator[QuerySolution]:
    """Yield the rows of a SELECT query over the store; raises ValueError for another form."""
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise ValueError("not a SELECT query")
    yield from found


def construct(store: Store, query: str) -> set[Triple]:
    """Return the triples of a CONSTRUCT query over the store; raises ValueError for another form."""
    found = store.query(query)
    if not isinstance(found, QueryTriples):
        raise ValueError("not a CONSTRUCT query")
    return set(found)
