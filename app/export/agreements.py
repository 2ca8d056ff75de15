"""The tables of agreements and of their parties."""

from collections import defaultdict
from datetime import date
from typing import Any

from app.export.actors import Actors, actor_columns
from app.export.graph import Graph, Row, year_of


def read_agreements(graph: Graph, actors: Actors) -> list[Row]:
    """Return one row for each agreement."""
    lists = graph.lists("agreement-lists")
    dated: dict[str, list[Row]] = defaultdict(list)
    for row in graph.rows("signatures"):
        dated[row["agreement"]].append(row)
    return [
        {**facts, **lists[iri], **_parties(lists[iri]["parties"], actors), **_dates(dated[iri])}
        for iri, facts in graph.records("agreements").items()
    ]


def read_parties(agreements: list[Row], actors: Actors) -> list[Row]:
    """Return one row for each agreement and party."""
    return [
        {"agreement": row["agreement"], **actor_columns(actors, party, "party_")}
        for row in agreements
        for party in row["parties"]
    ]


def _parties(parties: list[str], actors: Actors) -> Row:
    rows = [actors[party] for party in parties]
    return {
        "parties": parties,
        "party_names": [row["name"] for row in rows],
        "party_iso_alpha3": [row["iso_alpha3"] for row in rows if row["iso_alpha3"]],
        "party_cow_numbers": [str(row["cow_number"]) for row in rows if row["cow_number"]],
    }


def _dates(signatures: list[Row]) -> Row:
    """Return the dates of signature; a bound of them all is known only where it is known of each."""
    earliest = _bound(min, [row["earliest"] for row in signatures])
    latest = _bound(max, [row["latest"] for row in signatures])
    return {
        "signature_date_edtf": _distinct(signatures, "date_edtf"),
        "signature_precision": _distinct(signatures, "precision"),
        "signature_basis": _distinct(signatures, "basis"),
        "signed_earliest": earliest,
        "signed_latest": latest,
        "signed_year": year_of(earliest, latest),
    }


def _bound(outermost: Any, days: list[date | None]) -> date | None:
    known: list[date] = [day for day in days if day is not None]
    return outermost(known) if known and len(known) == len(days) else None


def _distinct(rows: list[Row], column: str) -> list[str]:
    return sorted({row[column] for row in rows if row[column] is not None})
