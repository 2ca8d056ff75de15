"""Territories: apart from the states, with the codes they have and no others."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from app.reference.names import LANGUAGES
from app.reference.states import region_of_state
from app.reference.territories import TERRITORIES, USER_ASSIGNED

DATA = Path(__file__).resolve().parents[2] / "data" / "reference"

QUADS: list[Quad] = list(parse(path=str(DATA / "territories.ttl"), format=RdfFormat.TURTLE))

REGIONS: list[Quad] = list(parse(path=str(DATA / "regions.ttl"), format=RdfFormat.TURTLE))


def values(code: str, predicate: NamedNode) -> list[NamedNode | Literal]:
    return [quad.object for quad in QUADS if quad.subject == entity("territory", code) and quad.predicate == predicate]


def test_no_territory_is_a_state() -> None:
    assert not set(TERRITORIES) & set(region_of_state())
    assert {quad.object for quad in QUADS if quad.predicate == RDF_TYPE} == {dd("Territory")}


@pytest.mark.parametrize("code", TERRITORIES)
def test_territory_is_named_in_five_languages(code: str) -> None:
    assert sorted(label.language for label in values(code, RDFS_LABEL)) == sorted(LANGUAGES)
    assert values(code, RDFS_LABEL) == values(code, expand("skos:prefLabel"))


@pytest.mark.parametrize("code", TERRITORIES)
def test_codes_are_those_of_the_standards(code: str) -> None:
    assigned = code not in USER_ASSIGNED
    assert values(code, expand("skos:notation")) == ([Literal(code)] if assigned else [])
    assert len(values(code, dd("isoAlpha2"))) == assigned
    assert len(values(code, dd("m49Code"))) == len(values(code, dd("inRegion"))) == bool(TERRITORIES[code])


def test_regions_are_declared() -> None:
    declared = {quad.subject for quad in REGIONS if quad.predicate == RDF_TYPE}
    assert {quad.object for quad in QUADS if quad.predicate == dd("inRegion")} <= declared


@pytest.mark.parametrize(
    ("code", "language", "name"), [("HKG", "en", "Hong Kong"), ("TWN", "fr", "Taïwan"), ("XKX", "en", "Kosovo")]
)
def test_name_states_no_view(code: str, language: str, name: str) -> None:
    assert Literal(name, language=language) in values(code, RDFS_LABEL)
