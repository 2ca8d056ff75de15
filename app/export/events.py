"""The table of events: one row for each event and directed dyad."""

from collections.abc import Iterator

from app.export.actors import Actors, actor_columns
from app.export.coding import code, in_direction
from app.export.graph import Graph, Row, year_of
from app.export.sides import Dyad, Sides, dyads, read_sides
from app.namespaces import shorten

NOWHERE = {"place_name": None, "place_iso_alpha3": None, "latitude": None, "longitude": None}


def read_events(graph: Graph, actors: Actors) -> list[Row]:
    """Return the rows of every event, sorted by event and pair."""
    sides = read_sides(graph)
    return [
        _row(event, dyad, sides.get(event["event"], {}), actors)
        for event in _events(graph)
        for dyad in dyads(event["kinds"], sides.get(event["event"], {}))
    ]


def _events(graph: Graph) -> Iterator[Row]:
    """Yield what is the same in all rows of an event."""
    lists, places = graph.lists("event-lists"), graph.records("places")
    for iri, facts in graph.records("events").items():
        several = lists[iri]
        year = year_of(facts["earliest"], facts["latest"])
        yield {
            **facts,
            **several,
            **code(several, facts["status"]),
            **places.get(facts["place"], NOWHERE),
            "year": year,
        }


def _row(event: Row, dyad: Dyad, sides: Sides, actors: Actors) -> Row:
    named = [iri for iri in (event["event"], dyad.source, dyad.target) if iri is not None]
    return {
        **event,
        "row_id": " ".join(shorten(iri) for iri in named),
        "direction": dyad.direction,
        "side_count": len(sides),
        "cameo_codes": in_direction(event["cameo_codes"], dyad.direction),
        **actor_columns(actors, dyad.source, "source_"),
        **actor_columns(actors, dyad.target, "target_"),
        "source_roles": sorted(sides.get(dyad.source, ())) if dyad.source else [],
        "target_roles": sorted(sides.get(dyad.target, ())) if dyad.target else [],
    }
