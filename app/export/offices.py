"""The table of holders of offices."""

from app.export.actors import Actors, actor_columns
from app.export.graph import Graph, Row


def read_office_holders(graph: Graph, actors: Actors) -> list[Row]:
    """Return one row for each holding of an office."""
    lists = graph.lists("office-holder-lists")
    return [
        {**facts, **lists[iri], **actor_columns(actors, facts["state"], "state_")}
        for iri, facts in graph.records("office-holders").items()
    ]
