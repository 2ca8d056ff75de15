"""Rows that were checked by hand against the documents, and how events become pairs and codes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from app.export.coding import read_codes
from app.export.sides import Dyad, dyads, parts
from app.namespaces import DD, ID, expand
from app.terms import select
from tests.export.reading import read_parquet


def rows_of(folder: Path, table: str, column: str, iri: str) -> list[dict[str, Any]]:
    return [row for row in read_parquet(folder, table) if row[column] == ID + iri]


def test_the_signing_of_morocco_and_saudi_arabia(exported: Path) -> None:
    morocco, saudi = rows_of(exported, "events", "event", "event/sau-mar-egov-signing")
    assert morocco["row_id"] == "event:sau-mar-egov-signing state:MAR state:SAU"
    assert saudi["row_id"] == "event:sau-mar-egov-signing state:SAU state:MAR"
    codes = ("iso_alpha3", "iso_alpha2", "m49", "cow_number", "cow_code", "cameo_country")
    assert [morocco[f"source_{name}"] for name in codes] == ["MAR", "MA", "504", 600, "MOR", "MAR"]
    assert [morocco[f"target_{name}"] for name in codes] == ["SAU", "SA", "682", 670, "SAU", "SAU"]
    expected = {
        "kinds": ["SigningCeremony"],
        "status": "held",
        "direction": "mutual",
        "side_count": 2,
        "source_roles": ["signatory", "witness"],
        "target_roles": ["signatory"],
        "cameo_codes": ["057"],
        "plover_codes": ["SUPPORT"],
        "codes_derived": False,
        "date_edtf": "2024-12-16",
        "earliest": date(2024, 12, 16),
        "latest": date(2024, 12, 16),
        "year": 2024,
        "precision": "day",
        "basis": "editorial",
        "place_name": "Riyadh",
        "place_iso_alpha3": "SAU",
        "topics": None,
        "agreements": [ID + "agreement/sau-mar-egov-mou"],
        "lineages": 1,
        "sources": [ID + "source/seed-004"],
        "source_urls": None,
    }
    assert {name: morocco[name] for name in expected} == expected
    assert (round(morocco["latitude"], 1), round(morocco["longitude"], 1)) == (24.7, 46.7)


def test_the_memorandum_of_japan_and_saudi_arabia(exported: Path) -> None:
    (row,) = rows_of(exported, "agreements", "agreement", "agreement/sau-jpn-digital-mou")
    expected = {
        "kinds": ["MemorandumOfUnderstanding"],
        "status": "signed",
        "bindingness": None,
        "party_names": ["Japan", "Saudi Arabia"],
        "party_iso_alpha3": ["JPN", "SAU"],
        "party_cow_numbers": ["740", "670"],
        "signature_date_edtf": ["2023-10-11"],
        "signed_earliest": date(2023, 10, 11),
        "signed_latest": date(2023, 10, 11),
        "signed_year": 2023,
        "signature_place_names": ["Digital Agency office, Tokyo"],
        "signatory_names": ["Abdullah Alswaha", "Kono Taro"],
        "sources": [ID + "source/seed-001"],
    }
    assert {name: row[name] for name in expected} == expected


def test_a_bound_that_nobody_knows_stays_empty(exported: Path) -> None:
    (row,) = rows_of(exported, "agreements", "agreement", "agreement/pak-sau-it-mou")
    assert row["signature_date_edtf"] == ["../2023-10-02"]
    assert (row["signed_earliest"], row["signed_latest"], row["signed_year"]) == (None, date(2023, 10, 2), None)


def test_the_minister_of_japan(exported: Path) -> None:
    (row,) = rows_of(exported, "office_holders", "holding", "holding/kono-jp-digital")
    assert (row["person_name"], row["state_iso_alpha3"], row["capacity"]) == ("Kono Taro", "JPN", "substantive")
    assert row["organisation"] == ID + "organisation/jp-digital-agency"
    assert (row["attested_from"], row["attested_until"]) == (date(2023, 10, 11), date(2023, 10, 11))
    assert (row["held_from"], row["held_until"]) == (date(2022, 8, 10), date(2024, 10, 1))


def test_an_organisation_is_an_actor_without_codes(exported: Path) -> None:
    rows = rows_of(exported, "events", "event", "event/alswaha-bogdan-martin-meeting")
    (row,) = [row for row in rows if row["source_iri"] == ID + "organisation/itu"]
    assert row["source_type"] == "InternationalOrganisation"
    assert {row[f"source_{name}"] for name in ("iso_alpha3", "m49", "cow_number", "cameo_country")} == {None}


def test_a_visit_has_a_direction_and_each_direction_its_code(exported: Path) -> None:
    rows = rows_of(exported, "events", "event", "event/kishida-saudi-visit")
    shown = [(row["source_iso_alpha3"], row["direction"], row["cameo_codes"]) for row in rows]
    assert shown == [("JPN", "visitor-to-host", ["042"]), ("SAU", "host-to-visitor", ["043"])]


def test_codes_are_derived_only_where_none_is_given(exported: Path) -> None:
    (row, _) = rows_of(exported, "events", "event", "event/sau-jpn-agreements-exchange")
    assert (row["cameo_codes"], row["plover_codes"], row["codes_derived"]) == (["050"], ["SUPPORT"], True)
    (planned,) = rows_of(exported, "events", "event", "event/sau-jpn-further-digital-talks")
    assert (planned["direction"], planned["cameo_codes"], planned["codes_derived"]) == ("no-side", None, None)


def test_a_forum_makes_no_pairs() -> None:
    sides = {side: {"participant"} for side in "ABC"}
    assert list(dyads(["ForumEdition"], sides)) == [Dyad(side, None, "one-sided") for side in "ABC"]
    assert len(list(dyads(["MultilateralMeeting"], sides))) == 6


@pytest.mark.parametrize(
    ("roles", "visitors", "hosts"),
    [
        ({"A": {"visitor"}, "B": {"host"}}, "A", "B"),
        ({"A": {"participant"}, "B": {"host"}}, "A", "B"),
        ({"A": {"participant"}, "B": {"participant"}}, "", ""),
        ({"A": {"visitor", "host"}, "B": {"host"}}, "", "B"),
        ({"A": {"visitor"}, "B": {"host"}, "C": {"witness"}}, "A", "B"),
        ({"A": {"visitor"}, "B": {"counterpart"}, "C": {"witness"}}, "A", ""),
    ],
)
def test_who_visits_whom(roles: dict[str, set[str]], visitors: str, hosts: str) -> None:
    assert parts(roles) == (set(visitors), set(hosts))


def test_every_class_of_event_has_a_line_of_codes_and_every_code_is_in_its_scheme(five: Store) -> None:
    classes = select(five, f"SELECT ?class {{ ?class <{expand('rdfs:subClassOf').value}>* <{DD}DiplomaticEvent> }}")
    assert {row["class"].value.removeprefix(DD) for row in classes} == set(read_codes()["codes"])
    listed = select(five, f"SELECT ?code ?text {{ ?code a <{DD}EventCode> ; <{expand('skos:notation').value}> ?text }}")
    notations = {(row["code"].value.split("/")[-2], row["text"].value) for row in listed}
    lines = read_codes()["codes"].values()
    used = {(scheme, one) for line in lines for scheme in ("cameo", "plover") for one in line[scheme]}
    assert ("cameo", "057") in used <= notations
    assert {("cameo", one) for one in read_codes()["directed"]} <= used
