"""Pairs of sides: what they did together, as a panel of years. What cannot be placed in one year is counted apart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from app.export.actors import Actors, actor_columns
from app.export.graph import Row

MEETINGS = {"Meeting", "BilateralMeeting", "MultilateralMeeting"}

Pair = tuple[str, str]


@dataclass
class Deeds:
    """Events and agreements that two sides share, as far as they count."""

    events: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)


def held_together(events: Iterable[Row]) -> dict[Pair, list[Row]]:
    """Return the events of each unordered pair that were held, from the rows of the table of events."""
    found: dict[Pair, list[Row]] = defaultdict(list)
    for row in events:
        source, target = row["source_iri"], row["target_iri"]
        if row["status"] == "held" and source and target and source < target:
            found[source, target].append(row)
    return found


def parties_together(agreements: Iterable[Row]) -> dict[Pair, list[Row]]:
    """Return the agreements that each unordered pair are parties of."""
    found: dict[Pair, list[Row]] = defaultdict(list)
    for row in agreements:
        for pair in combinations(row["parties"], 2):
            found[pair].append(row)
    return found


def read_dyad_years(events: list[Row], agreements: list[Row], actors: Actors) -> list[Row]:
    """Return the panel, sorted by pair and year."""
    found: dict[tuple[str, str, int], Deeds] = defaultdict(Deeds)
    for (a, b), rows in held_together(events).items():
        for row in rows:
            if row["year"] is not None:
                found[a, b, row["year"]].events.append(row)
    for (a, b), rows in parties_together(agreements).items():
        for row in rows:
            if row["signed_year"] is not None:
                found[a, b, row["signed_year"]].agreements.append(row)
    return [_row(key, deeds, actors) for key, deeds in sorted(found.items())]


def _row(key: tuple[str, str, int], deeds: Deeds, actors: Actors) -> Row:
    a, b, year = key
    topics = {topic for row in (*deeds.events, *deeds.agreements) for topic in row.get("topics", ())}
    return {
        **actor_columns(actors, a, "a_"),
        **actor_columns(actors, b, "b_"),
        "year": year,
        "events": len(deeds.events),
        "bilateral_events": sum(row["side_count"] == 2 for row in deeds.events),
        "meetings": sum(bool(MEETINGS & set(row["kinds"])) for row in deeds.events),
        "visits": sum("Visit" in row["kinds"] for row in deeds.events),
        "signings": sum("SigningCeremony" in row["kinds"] for row in deeds.events),
        "agreements_signed": len(deeds.agreements),
        "topic_count": len(topics),
        "topics": sorted(topics),
    }


def left_out(events: list[Row], agreements: list[Row]) -> dict[str, int]:
    """Return how many held events of pairs, and signed agreements of pairs, have no year to be counted in."""
    undated = {row["event"] for rows in held_together(events).values() for row in rows if row["year"] is None}
    unsigned = {
        row["agreement"]
        for row in agreements
        if row.get("signature_acts") and len(row["parties"]) > 1 and row["signed_year"] is None
    }
    return {"events": len(undated), "agreements": len(unsigned)}
