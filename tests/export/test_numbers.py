"""The numbers of the tables against the graph, counted there in another way."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from app.engine.keeper import load
from app.engine.release import read_release
from app.terms import select
from tests.export.reading import read_package, read_parquet

PREFIXES = """
PREFIX dd: <https://w3id.org/digdip/ontology#>
PREFIX event-status: <https://w3id.org/digdip/id/event-status/>
PREFIX act-type: <https://w3id.org/digdip/id/act-type/>
PREFIX state: <https://w3id.org/digdip/id/state/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def graph(built: Path) -> Store:
    return load(read_release(built).data)


def count(graph: Store, pattern: str, what: str = "*") -> int:
    (row,) = select(graph, f"{PREFIXES} SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")
    return int(row["n"].value)


@pytest.mark.parametrize(
    ("table", "column", "pattern"),
    [
        ("events", "event", "?x a dd:DiplomaticEvent"),
        ("agreements", "agreement", "?x a dd:Agreement"),
        ("office_holders", "holding", "?x a dd:OfficeHolding"),
        ("office_holders", "person", "?holding dd:holder ?x"),
        ("actors", "iri", "?x a dd:Actor"),
    ],
)
def test_nothing_is_lost_or_added(graph: Store, exported: Path, table: str, column: str, pattern: str) -> None:
    counted = count(graph, pattern, "DISTINCT ?x")
    assert counted > 0
    assert len({row[column] for row in read_parquet(exported, table)}) == counted


def test_every_party_has_a_row(graph: Store, exported: Path) -> None:
    assert len(read_parquet(exported, "agreement_parties")) == count(graph, "?agreement dd:hasParty ?party") == 10


def test_the_states_of_held_events_are_those_that_the_graph_derives(graph: Store, exported: Path) -> None:
    rows = [row for row in read_parquet(exported, "events") if row["status"] == "held"]
    sides = {(row["event"], row[f"{end}_iri"]) for row in rows for end in ("source", "target")}
    query = f"{PREFIXES} SELECT DISTINCT ?event ?state {{ ?event a dd:DiplomaticEvent ; dd:involvesState ?state }}"
    derived = {(row["event"].value, row["state"].value) for row in select(graph, query)}
    assert len(derived) > 20
    assert {(event, actor) for event, actor in sides if actor and "/id/state/" in actor} == derived


def test_pairs_of_states_are_those_that_interacted(graph: Store, exported: Path) -> None:
    rows = [row for row in read_parquet(exported, "events") if row["status"] == "held"]
    pairs = {
        (row["source_iri"], row["target_iri"]) for row in rows if row["source_type"] == row["target_type"] == "State"
    }
    query = f"{PREFIXES} SELECT ?one ?other {{ ?one dd:interactedWith ?other }}"
    assert pairs == {(row["one"].value, row["other"].value) for row in select(graph, query)}


YEAR = """FILTER(YEAR(?from) = {year} && YEAR(?to) = {year})"""


@pytest.mark.parametrize(("a", "b", "year"), [("JPN", "SAU", 2023), ("JPN", "SAU", 2026), ("MAR", "SAU", 2024)])
def test_a_pair_has_the_events_of_the_year(graph: Store, exported: Path, a: str, b: str, year: int) -> None:
    (row,) = [
        row
        for row in read_parquet(exported, "dyad_years")
        if (row["a_iso_alpha3"], row["b_iso_alpha3"], row["year"]) == (a, b, year)
    ]
    dated = f"dd:earliestDate ?from ; dd:latestDate ?to . {YEAR.format(year=year)}"
    both = f"dd:involvesState state:{a}, state:{b} ; {dated}"
    kinds = {"events": "DiplomaticEvent", "meetings": "Meeting", "visits": "Visit", "signings": "SigningCeremony"}
    for column, kind in kinds.items():
        forum = "FILTER NOT EXISTS { ?x a dd:ForumEdition }"
        assert row[column] == count(graph, f"?x a dd:{kind} ; {both} {forum}", "DISTINCT ?x"), column
    signed = f"?x dd:hasParty state:{a}, state:{b} . ?act dd:actOn ?x ; dd:actType act-type:signature"
    assert row["agreements_signed"] == count(
        graph, f"{signed} ; dd:actDuring/^dd:subEventOf* ?e . ?e {dated}", "DISTINCT ?x"
    )


def test_what_lies_in_no_single_year_is_counted_apart(exported: Path) -> None:
    rows = read_parquet(exported, "events")
    held = {row["event"] for row in rows if row["status"] == "held" and row["target_iri"] and row["year"] is None}
    assert read_package(exported)["digdip:notInOneYear"] == {"events": len(held), "agreements": 2}
    assert all(row["year"] for row in read_parquet(exported, "dyad_years"))
    signed = [row for row in read_parquet(exported, "agreements") if row["signature_acts"] and not row["signed_year"]]
    assert sorted(row["agreement"].rsplit("/", 1)[1] for row in signed) == [
        "pak-sau-it-mou",
        "sau-jpn-economic-agreements",
    ]
