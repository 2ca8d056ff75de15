"""Inference: the rules in ``queries/rules/`` add shortcuts and statuses to the curated graph, each once and in order.

Everything they add also stands in ``graph:derived``, so that it can be told from what documents say.
"""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store

from app.errors import BuildError
from app.namespaces import DERIVED_GRAPH
from app.terms import construct

RULES = (
    "superclasses",
    "inverses",
    "statuses",
    "participants",
    "signatories",
    "states-involved",
    "meetings",
    "interactions",
    "attestations",
    "offices-held",
    "resolution-rules",
    "contradictions",
    "contradiction-values",
    "topic-ancestors",
    "labels",
)
"""The rules in the order in which they run: each may rely on what the ones before it added."""


def load(quads: Iterable[Quad]) -> Store:
    """Return an in-memory store with the quads."""
    store = Store()
    store.extend(quads)
    return store


def infer(store: Store, folder: Path) -> list[Quad]:
    """Run every rule over the default graph of the store, add what it finds there, and return it for the derived graph.

    Raises BuildError where a rule is not a CONSTRUCT query that parses.
    """
    derived: list[Quad] = []
    for rule in RULES:
        path = folder / f"{rule}.rq"
        try:
            triples = construct(store, path.read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError) as error:
            raise BuildError(f"rule {rule}: {error}") from error
        curated = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples]
        new = [quad for quad in curated if quad not in store]
        store.extend(new)
        derived += [Quad(quad.subject, quad.predicate, quad.object, DERIVED_GRAPH) for quad in new]
    store.extend(derived)
    return derived
