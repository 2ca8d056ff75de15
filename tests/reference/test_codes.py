"""Codes of political science and matches in Wikidata: one for each actor that its list has, none made up."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from app.namespaces import dd, entity, expand
from app.reference.codes import CAMEO_NONE, CAMEO_OTHER
from app.reference.states import region_of_state
from app.reference.territories import TERRITORIES

DATA = Path(__file__).resolve().parents[2] / "data" / "reference"

QUADS: list[Quad] = [
    quad
    for name in ("states.ttl", "territories.ttl", "wikidata.ttl")
    for quad in parse(path=str(DATA / name), format=RdfFormat.TURTLE)
]

ACTORS = {code: entity("state", code) for code in region_of_state()} | {
    code: entity("territory", code) for code in TERRITORIES
}

HARD_CASES = [
    # code, Correlates of War abbreviation and number, CAMEO code, Wikidata
    ("DEU", "GMY", 255, "DEU", "Q183"),
    ("DNK", "DEN", 390, "DNK", "Q756617"),
    ("JPN", "JPN", 740, "JPN", "Q17"),
    ("KOR", "ROK", 732, "KOR", "Q884"),
    ("MNE", "MNG", 341, "MTN", "Q236"),
    ("MNG", "MON", 712, "MNG", "Q711"),
    ("NLD", "NTH", 210, "NLD", "Q29999"),
    ("ROU", "ROM", 360, "ROM", "Q218"),
    ("SAU", "SAU", 670, "SAU", "Q851"),
    ("SRB", "YUG", 345, "SRB", "Q403"),
    ("SSD", "SSD", 626, None, "Q958"),
    ("TLS", "ETM", 860, "TMP", "Q574"),
    ("TWN", "TAW", 713, None, "Q865"),
    ("XKX", "KOS", 347, None, "Q1246"),
    ("YEM", "YEM", 679, "YEM", "Q805"),
]


def values(code: str, predicate: NamedNode) -> list[NamedNode | Literal]:
    return [quad.object for quad in QUADS if quad.subject == ACTORS[code] and quad.predicate == predicate]


def expected(value: str | int | None) -> list[Literal]:
    return [] if value is None else [Literal(value)]


@pytest.mark.parametrize(("code", "abbreviation", "number", "cameo", "item"), HARD_CASES)
def test_hard_case(code: str, abbreviation: str | None, number: int | None, cameo: str | None, item: str) -> None:
    assert values(code, dd("cowCode")) == expected(abbreviation)
    assert values(code, dd("cowNumber")) == expected(number)
    assert values(code, dd("cameoCode")) == expected(cameo)
    assert values(code, expand("skos:exactMatch")) == [NamedNode(f"http://www.wikidata.org/entity/{item}")]


@pytest.mark.parametrize("predicate", ["dd:cowCode", "dd:cowNumber", "dd:cameoCode", "skos:exactMatch"])
def test_no_two_actors_share_a_value(predicate: str) -> None:
    uses = Counter(quad.object for quad in QUADS if quad.predicate == expand(predicate))
    assert set(uses.values()) == {1}


def test_every_state_has_its_codes_but_for_those_that_the_lists_leave_out() -> None:
    assert {code for code in region_of_state() if not values(code, dd("cowNumber"))} == {"PSE", "VAT"}
    assert {code for code in ACTORS if not values(code, dd("cameoCode"))} == CAMEO_NONE
    assert {code for code in ACTORS if not values(code, expand("skos:exactMatch"))} == {"VAT"}
    assert values("VAT", expand("skos:closeMatch")) == [NamedNode("http://www.wikidata.org/entity/Q237")]


def test_cameo_code_is_the_iso_code_but_for_the_exceptions() -> None:
    for code in set(ACTORS) - CAMEO_NONE:
        assert values(code, dd("cameoCode")) == [Literal(CAMEO_OTHER.get(code, code))]
