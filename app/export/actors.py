"""Actors with their codes, as columns of other tables."""

from app.export.columns import read_tables
from app.export.graph import Graph, Row

Actors = dict[str, Row]
"""Rows of the table of actors by IRI."""


def read_actors(graph: Graph) -> Actors:
    """Return every actor by IRI."""
    return graph.records("actors")


def actor_columns(actors: Actors, iri: str | None, prefix: str) -> Row:
    """Return the columns of an actor under names with a prefix, all empty where there is no actor."""
    facts = actors[iri] if iri is not None else {}
    return {f"{prefix}{column.name}": facts.get(column.name) for column in read_tables()["actors"].columns}
