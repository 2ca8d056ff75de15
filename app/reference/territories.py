"""Reference data: the territories that take part in digital diplomacy in their own name, as RDF (SKOS).

They are neither members nor observer states of the United Nations; nothing here states a view on their status.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from app.reference.codes import code_quads
from app.reference.geonames import countries
from app.reference.names import territory_names, zone_names
from app.reference.states import POLITICAL_SCIENCE
from app.reference.turtle import named, turtle

TERRITORIES = {
    "ALA": "northern-europe",
    "COK": "polynesia",
    "CUW": "caribbean",
    "FRO": "northern-europe",
    "GGY": "northern-europe",
    "GRL": "northern-america",
    "HKG": "eastern-asia",
    "IMN": "northern-europe",
    "JEY": "northern-europe",
    "MSR": "caribbean",
    "NCL": "melanesia",
    "NIU": "polynesia",
    "TWN": "",
    "XKX": "",
}
"""Codes of three letters, with the region of M49; two of the territories are not in M49."""

USER_ASSIGNED = {"XKX"}
"""Codes that ISO 3166-1 leaves to its users: they name the resource and are no notation."""

NAMED_AS_CITY = {"HKG": "Hong Kong"}
"""Where the name in CLDR describes a status: its name for the time zone instead."""


def territories_turtle() -> str:
    """Return the text of ``data/reference/territories.ttl``."""
    about = "Territories that act in their own name; neither members nor observer states of the United Nations."
    quads = [quad for code, region in TERRITORIES.items() for quad in _territory(code, region)]
    return turtle(about, quads, ["Regions: United Nations (M49).", POLITICAL_SCIENCE])


def _territory(code: str, region: str) -> Iterator[Quad]:
    country, territory = countries()[code], entity("territory", code)
    full = territory_names(country["iso"])
    city = NAMED_AS_CITY.get(code)
    names = full | zone_names(country["iso"], city) | {"en": city} if city else full
    yield Quad(territory, RDF_TYPE, dd("Territory"))
    yield from named(territory, RDFS_LABEL, names)
    yield from named(territory, expand("skos:prefLabel"), names)
    yield from named(
        territory, expand("skos:altLabel"), {key: name for key, name in full.items() if name != names[key]}
    )
    if code not in USER_ASSIGNED:
        yield Quad(territory, expand("skos:notation"), Literal(code))
        yield Quad(territory, dd("isoAlpha2"), Literal(country["iso"]))
    yield from code_quads(territory, code)
    if region:
        yield Quad(territory, dd("m49Code"), Literal(f"{country['isonumeric']:03}"))
        yield Quad(territory, dd("inRegion"), entity("region", region))
