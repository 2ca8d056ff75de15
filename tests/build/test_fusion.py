"""Fusion, rule by rule, on invented sources."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from app.build.fusion import Fused, fuse
from app.errors import DataError
from app.namespaces import EDITORIAL_GRAPH, RDF_TYPE, REFERENCE_GRAPH, dd, entity, expand, source_graph
from app.terms import Term

EVENT = entity("event", "aaa-bbb-signing")
PLACE, DATE = dd("tookPlaceAt"), dd("dateEDTF")
FUNCTIONAL = frozenset({PLACE.value, DATE.value, dd("dateBasis").value, dd("earliestDate").value})
Source = tuple[NamedNode, list[Quad]]
ACCEPTED = (dd("reviewStatus"), entity("review-status", "accepted"))


def edtf(text: str) -> Literal:
    return Literal(text, datatype=expand("edtf:EDTF"))


def source(
    key: str, *facts: tuple[NamedNode, Term], extra: tuple[tuple[NamedNode, NamedNode], ...] = (ACCEPTED,)
) -> Source:
    node = entity("source", key)
    graph = source_graph(node)
    return node, [Quad(node, *fact, graph) for fact in extra] + [Quad(EVENT, *fact, graph) for fact in facts]


def run(*sources: Source, editorial: list[Quad] | None = None, reference: list[Quad] | None = None) -> Fused:
    return fuse(dict(sources), editorial or [], reference or [], FUNCTIONAL)


def values(fused: Fused, predicate: NamedNode) -> set[object]:
    return {triple.object for triple in fused.triples if (triple.subject, triple.predicate) == (EVENT, predicate)}


def rules(fused: Fused) -> list[str]:
    return [q.object.value.rsplit("/", 1)[1] for q in fused.derived if q.predicate == dd("resolutionRule")]  # type: ignore[union-attr]


TOKYO, KYOTO, HALL = entity("place", "tokyo"), entity("place", "kyoto"), entity("place", "hall-tokyo")
HALL_IN_TOKYO = [Quad(HALL, dd("locatedIn"), TOKYO, REFERENCE_GRAPH)]


def test_one_source_enters_as_it_is() -> None:
    fused = run(source("a", (PLACE, TOKYO)))
    assert values(fused, PLACE) == {TOKYO}
    assert rules(fused) == []


def test_sources_that_agree_make_no_contradiction() -> None:
    fused = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, TOKYO)))
    assert rules(fused) == []
    assert Literal(2) in {q.object for q in fused.derived if q.predicate == dd("lineageCount") and q.subject == EVENT}


def test_a_proposed_source_is_kept_but_not_fused() -> None:
    proposed = ((dd("reviewStatus"), entity("review-status", "proposed")),)
    fused = run(source("a", (PLACE, TOKYO), extra=proposed))
    assert values(fused, PLACE) == set()


@pytest.mark.parametrize(
    ("dates", "winner"),
    [
        (("2023-10", "2023-10-01"), "2023-10-01"),
        (("../2023-10-02", "2023-10-01"), "2023-10-01"),
        (("2023", "2023-10"), "2023-10"),
        (("XXXX-12", "2024-12-16"), "2024-12-16"),
        (("XXXX-12-15/XXXX-12-19", "2024-12-16"), "2024-12-16"),
        (("XXXX-XX-25", "2019-11-25"), "2019-11-25"),
        (("XXXX-XX-25", "XXXX-11-25"), "XXXX-11-25"),
        (("XXXX-12", "XXXX-12-16"), "XXXX-12-16"),
        (("../2021-08-10", "XXXX-08-05"), "XXXX-08-05"),
        (("../2021-08-10", "XXXX-08-05", "2021-08-05"), "2021-08-05"),
    ],
)
def test_of_compatible_dates_the_more_precise_wins(dates: tuple[str, ...], winner: str) -> None:
    fused = run(*(source(f"s{n}", (DATE, edtf(text))) for n, text in enumerate(dates)))
    assert values(fused, DATE) == {edtf(winner)}
    assert rules(fused) == ["more-precise"]


@pytest.mark.parametrize(
    "dates",
    [
        ("XXXX-XX-25", "2019-11-26"),
        ("XXXX-XX-25", "2019-11"),
        ("XXXX-XX-25", "2019-11-25/2019-11-26"),
        ("XXXX-11-25", "XXXX-XX-26"),
        ("XXXX-12", "2024-11-16"),
        ("XXXX-08-05", "2021-08"),
    ],
)
def test_dates_that_exclude_one_another_or_say_different_things_stay_undecided(dates: tuple[str, ...]) -> None:
    fused = run(*(source(f"s{n}", (DATE, edtf(text))) for n, text in enumerate(dates)))
    assert rules(fused) == ["undecided"]


@pytest.mark.parametrize(("kind", "winner"), [("Visit", "2026-02-18/2026-02-22"), ("SigningCeremony", "2026-02-21")])
def test_what_lasts_is_dated_by_all_its_days(kind: str, winner: str) -> None:
    told = [("a", "2026-02-21"), ("b", "2026-02-18/2026-02-22"), ("c", "2026-02")]
    fused = run(*(source(name, (DATE, edtf(text)), (RDF_TYPE, dd(kind))) for name, text in told))
    assert values(fused, DATE) == {edtf(winner)}
    assert rules(fused) == ["more-precise"]


def test_a_venue_refines_its_city() -> None:
    fused = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, HALL)), reference=HALL_IN_TOKYO)
    assert values(fused, PLACE) == {HALL}
    assert rules(fused) == ["more-precise"]


def test_a_town_refines_the_land_of_its_state() -> None:
    japan = entity("place", "japan")
    known = [
        Quad(japan, RDF_TYPE, dd("Place"), REFERENCE_GRAPH),
        Quad(TOKYO, RDF_TYPE, dd("City"), REFERENCE_GRAPH),
        *(Quad(place, dd("locatedIn"), entity("state", "JPN"), REFERENCE_GRAPH) for place in (japan, TOKYO)),
    ]
    fused = run(source("a", (PLACE, japan)), source("b", (PLACE, HALL)), reference=[*known, *HALL_IN_TOKYO])
    assert values(fused, PLACE) == {HALL}
    assert rules(fused) == ["more-precise"]


def test_an_island_is_not_the_land_of_its_state() -> None:
    japan, island = entity("place", "japan"), entity("place", "okinawa")
    known = [
        *(Quad(place, RDF_TYPE, dd("Place"), REFERENCE_GRAPH) for place in (japan, island)),
        Quad(TOKYO, RDF_TYPE, dd("City"), REFERENCE_GRAPH),
        *(Quad(place, dd("locatedIn"), entity("state", "JPN"), REFERENCE_GRAPH) for place in (japan, TOKYO)),
        Quad(island, dd("locatedIn"), japan, REFERENCE_GRAPH),
    ]
    apart = run(source("a", (PLACE, island)), source("b", (PLACE, TOKYO)), reference=known)
    assert values(apart, PLACE) == set() and rules(apart) == ["undecided"]
    within = run(source("a", (PLACE, island)), source("b", (PLACE, japan)), reference=known)
    assert values(within, PLACE) == {island} and rules(within) == ["more-precise"]


def test_more_independent_lineages_win_and_copies_count_once() -> None:
    copy = (ACCEPTED, (dd("nearDuplicateOf"), entity("source", "a")))
    two = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, KYOTO)), source("c", (PLACE, KYOTO)))
    assert values(two, PLACE) == {KYOTO}
    assert rules(two) == ["more-lineages"]
    copied = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, KYOTO)), source("c", (PLACE, TOKYO), extra=copy))
    assert values(copied, PLACE) == set()
    assert rules(copied) == ["undecided"]


def test_an_official_source_decides_a_tie() -> None:
    official = (ACCEPTED, (RDF_TYPE, dd("OfficialCommunique")))
    fused = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, KYOTO), extra=official))
    assert values(fused, PLACE) == {KYOTO}
    assert rules(fused) == ["official-source"]


def test_undecided_values_do_not_enter_but_every_side_is_kept() -> None:
    fused = run(source("a", (PLACE, TOKYO)), source("b", (PLACE, KYOTO)))
    assert values(fused, PLACE) == set()
    sides = {(q.predicate, q.object) for q in fused.derived}
    assert {(dd("claimObject"), TOKYO), (dd("claimObject"), KYOTO)} <= sides
    assert {(dd("statedIn"), entity("source", key)) for key in "ab"} <= sides


def editorial_date(text: str) -> list[Quad]:
    claim = entity("claim", "editorial-date")
    facts = [
        (RDF_TYPE, dd("EditorialClaim")),
        (dd("claimSubject"), EVENT),
        (dd("claimPredicate"), DATE),
        (dd("claimValue"), edtf(text)),
        (dd("polarity"), entity("polarity", "affirmed")),
    ]
    return [Quad(claim, *fact, EDITORIAL_GRAPH) for fact in facts]


def test_an_editor_completes_a_partial_date_without_contradiction() -> None:
    basis = (dd("dateBasis"), entity("date-basis", "stated"))
    fused = run(source("a", (DATE, edtf("XXXX-12")), basis), editorial=editorial_date("2024-12-16"))
    assert values(fused, DATE) == {edtf("2024-12-16")}
    assert values(fused, dd("dateBasis")) == {entity("date-basis", "editorial")}
    assert values(fused, dd("earliestDate")) == {Literal("2024-12-16", datatype=expand("xsd:date"))}
    assert rules(fused) == []


def test_an_editor_corrects_a_source_and_the_correction_is_named() -> None:
    fused = run(source("a", (DATE, edtf("2024-12-17"))), editorial=editorial_date("2024-12-16"))
    assert values(fused, DATE) == {edtf("2024-12-16")}
    assert rules(fused) == ["editorial-resolution"]
    assert entity("claim", "editorial-date") in {q.object for q in fused.derived if q.predicate == dd("resolvedBy")}


def test_a_proposed_editorial_claim_changes_nothing() -> None:
    claim = editorial_date("2024-12-16")
    proposed = Quad(claim[0].subject, dd("reviewStatus"), entity("review-status", "proposed"), EDITORIAL_GRAPH)
    fused = run(source("a", (DATE, edtf("../2024-12-20"))), editorial=[*claim, proposed])
    assert values(fused, DATE) == {edtf("../2024-12-20")}
    assert rules(fused) == []


def test_two_editorial_claims_may_not_settle_one_thing_in_two_ways() -> None:
    other = [Quad(entity("claim", "other"), q.predicate, q.object, q.graph_name) for q in editorial_date("2024-12-17")]
    with pytest.raises(DataError, match="in another way"):
        run(source("a"), editorial=[*editorial_date("2024-12-16"), *other])


def test_silence_ends_where_another_source_speaks() -> None:
    silent = (dd("leavesOpen"), PLACE)
    assert values(run(source("a", silent)), dd("leavesOpen")) == {PLACE}
    assert values(run(source("a", silent), source("b", (PLACE, TOKYO))), dd("leavesOpen")) == set()


def test_date_and_bounds_come_from_the_same_source() -> None:
    stated = (dd("dateBasis"), entity("date-basis", "stated"))
    bounded = (dd("dateBasis"), entity("date-basis", "bounded-by-publication"))
    fused = run(source("a", (DATE, edtf("../2023-10-02")), bounded), source("b", (DATE, edtf("2023-10-01")), stated))
    assert values(fused, dd("dateBasis")) == {entity("date-basis", "stated")}
    assert values(fused, dd("latestDate")) == {Literal("2023-10-01", datatype=expand("xsd:date"))}
