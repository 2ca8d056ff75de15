"""What the project promises of its corpus, counted from the statements themselves and not by the project's queries."""

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store

from app.namespaces import RDF_TYPE, dd, expand
from app.quality import read_rows
from app.terms import Term

ROOT = Path(__file__).resolve().parents[2]

OF_A_DATE = {dd("dateBasis"), dd("datePrecision"), dd("earliestDate"), dd("latestDate")}
"""What is stated of a date beside it, or follows from it."""


def members(store: Store, kind: NamedNode) -> set[Term]:
    return {quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, kind, DefaultGraph())}


def values(store: Store, predicate: NamedNode) -> dict[Term, set[Term]]:
    found: dict[Term, set[Term]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        found[quad.subject].add(quad.object)
    return found


def corroborated(store: Store, records: set[Term]) -> set[Term]:
    counts = values(store, dd("lineageCount"))
    return {record for record in records if any(int(count.value) >= 2 for count in counts[record])}


def test_seven_hundred_documents(everything: Store) -> None:
    assert len(values(everything, dd("reviewStatus")).keys() & members(everything, dd("SourceDocument"))) >= 700


def test_nine_hundred_events_and_agreements(everything: Store) -> None:
    assert len(members(everything, dd("DiplomaticEvent")) | members(everything, dd("Agreement"))) >= 900


def test_a_hundred_and_fifty_states_take_part(everything: Store) -> None:
    involved = set().union(*values(everything, dd("involvesState")).values())
    assert len(involved & members(everything, dd("State"))) >= 150


def test_six_hundred_persons_with_offices(everything: Store) -> None:
    holders = set().union(*values(everything, dd("holder")).values())
    assert len(holders & members(everything, expand("foaf:Person"))) >= 600


def test_a_third_of_the_events_rests_on_two_lineages(everything: Store) -> None:
    events = members(everything, dd("DiplomaticEvent"))
    assert 3 * len(corroborated(everything, events)) >= len(events)


def test_every_region_of_the_world_has_events(everything: Store) -> None:
    """Sub-regions of the M49 standard in which there are states, and the regions above them."""
    regions, broader = values(everything, dd("inRegion")), values(everything, expand("skos:broader"))
    states = members(everything, dd("State"))
    wanted = set().union(*(regions[state] for state in states))
    found = set().union(
        *(regions[state] for some in values(everything, dd("involvesState")).values() for state in some)
    )
    above = set().union(*(broader[region] for region in wanted))
    assert len(wanted) == 22
    assert {region.value.rsplit("/", 1)[1] for region in above} >= {"africa", "americas", "asia", "europe", "oceania"}
    assert wanted - found == set()


@pytest.mark.parametrize("year", range(2015, 2027))
def test_every_year_has_events(everything: Store, year: int) -> None:
    first, last = values(everything, dd("earliestDate")), values(everything, dd("latestDate"))
    events = members(everything, dd("DiplomaticEvent"))
    assert any(day.value.startswith(str(year)) for event in events for day in first.get(event) or last.get(event, ()))


def test_every_statement_can_be_traced(everything: Store) -> None:
    """It stands in a named graph, that of a document among them, or an accepted editorial claim makes it."""
    named = {quad.triple for quad in everything if quad.graph_name != DefaultGraph()}
    subjects, predicates = values(everything, dd("claimSubject")), values(everything, dd("claimPredicate"))
    accepted = {
        (subject, predicate)
        for claim in members(everything, dd("EditorialClaim"))
        if expand("review-status:accepted") in values(everything, dd("reviewStatus"))[claim]
        for subject in subjects[claim]
        for predicate in predicates[claim]
    }
    dated = {subject for subject, predicate in accepted if predicate == dd("dateEDTF")}
    untold = [
        quad
        for quad in everything.quads_for_pattern(None, None, None, DefaultGraph())
        if quad.triple not in named
        and (quad.subject, quad.predicate) not in accepted
        and not (quad.subject in dated and quad.predicate in OF_A_DATE)
    ]
    assert untold == []


def test_the_page_counts_as_we_do(everything: Store) -> None:
    head, *rows = read_rows(everything, ROOT / "queries" / "quality" / "records.rq")
    counted = {row[0]: (int(row[1]), int(row[2])) for row in rows}
    assert head == ("kind", "records", "corroborated", "share")
    for name, kind in (("events", "DiplomaticEvent"), ("agreements", "Agreement"), ("offices held", "OfficeHolding")):
        records = members(everything, dd(kind))
        assert counted[name] == (len(records), len(corroborated(everything, records)))
