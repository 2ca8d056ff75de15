"""Cities, venues and lands: the committed files are what the packages give, and every place lies in a state."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pyoxigraph import NamedNode, Quad

from app.answers import READ
from app.build.corpus import read_corpus
from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity
from app.reference.files import FILES
from app.reference.geonames import find_city, folded_names
from app.reference.names import fold
from app.reference.places import city_table, land_quads
from app.reference.states import region_of_state

ROOT = Path(__file__).resolve().parents[2]

REGISTER = yaml.load((ROOT / "data" / "register" / "places.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)[
    "places"
]


@pytest.fixture(scope="module")
def reference() -> tuple[Quad, ...]:
    return read_corpus(ROOT, dossiers=READ).reference


def around(reference: tuple[Quad, ...]) -> dict[NamedNode, NamedNode]:
    """Return what every place lies in."""
    return {quad.subject: quad.object for quad in reference if quad.predicate == dd("locatedIn")}


@pytest.mark.parametrize(("name", "turtle"), list(FILES.items()))
def test_committed_file_is_what_the_packages_give(name: str, turtle: Callable[[], str]) -> None:
    if name == "wikidata.ttl":
        pytest.importorskip("rigour")
    assert (ROOT / "data" / "reference" / name).read_text(encoding="utf-8") == turtle()


@pytest.mark.parametrize(
    ("code", "names"), list(city_table()), ids=lambda value: value if isinstance(value, str) else None
)
def test_our_names_of_a_city_are_known_to_geonames(code: str, names: dict[str, str]) -> None:
    assert {fold(name) for name in names.values()} <= folded_names(find_city(code, names["en"]))


def test_every_state_has_land_of_its_own() -> None:
    lands = [quad for quad in land_quads() if quad.predicate == dd("locatedIn")]
    assert {quad.object for quad in lands} == {entity("state", code) for code in region_of_state()}
    assert len({quad.subject for quad in lands}) == len(lands) == 195


def test_land_of_a_city_state_is_not_its_capital() -> None:
    lands = {quad.subject for quad in land_quads()}
    assert entity("place", "singapore-territory") in lands
    assert entity("place", "singapore") not in lands


def test_every_place_lies_in_a_state(reference: tuple[Quad, ...]) -> None:
    wider = around(reference)
    kinds = {dd("Place"), dd("City"), dd("Venue")}
    places = {quad.subject for quad in reference if quad.predicate == RDF_TYPE and quad.object in kinds}
    assert len(places) > 450
    for place in places:
        path = [place]
        while "/place/" in path[-1].value:
            assert len(path) < 6, path
            path.append(wider[path[-1]])
        assert "/state/" in path[-1].value


@pytest.mark.parametrize("printed", REGISTER)
def test_place_of_the_register_is_in_the_graph_or_ignored_with_a_reason(
    printed: str, reference: tuple[Quad, ...]
) -> None:
    meaning = REGISTER[printed]
    if meaning.startswith("ignored: "):
        assert len(meaning.split()) > 3
    else:
        kind, _, slug = meaning.partition(":")
        place = entity(kind, slug)
        assert kind == "place"
        assert {quad.object.language for quad in reference if quad.subject == place and quad.predicate == RDFS_LABEL}
