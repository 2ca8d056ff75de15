"""Reference data: cities that are no capitals, and the states as land, as RDF (WGS84).

A city is one line in the table; all else comes from GeoNames and CLDR.
"""

from collections.abc import Iterator

from pyoxigraph import Quad

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity
from app.reference.geonames import city_quads, countries, find_city
from app.reference.names import slug, zone_names
from app.reference.states import capital_slugs, region_of_state, state_names
from app.reference.turtle import named, turtle

CITIES = """
ARE Dubai | Dubaï
AUS Melbourne
AUS Sydney
AZE Gabala
BEL Leuven | Louvain
BEN Cotonou
BRA Rio de Janeiro
CAN Montreal | Montréal
CHE Bellinzona | Bellinzone
CHE Davos | Davos | دافوس | ダボス
CHE Geneva | Genève
CHN Hangzhou
CHN Shanghai
CHN Xi'an
CIV Abidjan
COL Cartagena | Carthagène
DEU Düsseldorf
DZA El Tarf
EGY Sharm el-Sheikh | Charm el-Cheikh
ESP Trujillo
FRA Montauban
FRA Strasbourg
GBR Bletchley
IDN Labuan Bajo
IND Bengaluru | Bangalore
ISR Tel Aviv | Tel-Aviv
ITA Trieste
JPN Hiroshima
JPN Kyoto
JPN Takasaki
KHM Siem Reap
KOR Busan
KOR Gyeongju
KOR Incheon
MAR Marrakech
MEX Cuernavaca
MYS Putrajaya
NAM Swakopmund
NGA Lagos
NLD The Hague | La Haye
PRT Porto
SAU Jeddah | Djeddah
SWE Luleå
TUN Hammamet
TUR Istanbul
TZA Dar es Salaam
USA College Park
USA Detroit
USA New York
USA Palo Alto
USA Pittsburgh
USA San Francisco
ZAF Johannesburg
ZWE Victoria Falls
"""
"""Cities in which documents set events: state, English name; the French, Arabic and Japanese one if it is another."""

LAND = {"en": "{} (territory)", "fr": "{} (territoire)"}


def cities_turtle() -> str:
    """Return the text of ``data/reference/cities.ttl``: cities in which events took place."""
    return turtle("Cities in which documents set events; the capitals stand with the states.", city_table_quads())


def lands_turtle() -> str:
    """Return the text of ``data/reference/lands.ttl``: every state as land."""
    about = "The states as land, for events of which a document prints the country and no town."
    return turtle(about, land_quads())


def city_table_quads() -> list[Quad]:
    """Return the cities of the table with their names and coordinates, in the default graph."""
    quads: list[Quad] = []
    for code, names in city_table():
        labels = zone_names(countries()[code]["iso"], names["en"]) | names
        place, city = entity("place", slug(names["en"])), find_city(code, names["en"])
        quads += city_quads(place, entity("state", code), city, {"fr": names["en"]} | labels)
    return quads


def land_quads() -> list[Quad]:
    """Return the land of every state; where a capital has the state's name, the land is called its territory."""
    capitals = set(capital_slugs().values())
    quads: list[Quad] = []
    for code in region_of_state():
        names = state_names(code)
        name = slug(names["en"])
        land = entity("place", f"{name}-territory" if name in capitals else name)
        quads.append(Quad(land, RDF_TYPE, dd("Place")))
        quads.append(Quad(land, dd("locatedIn"), entity("state", code)))
        quads += named(land, RDFS_LABEL, {key: form.format(names[key]) for key, form in LAND.items()})
    return quads


def city_table() -> Iterator[tuple[str, dict[str, str]]]:
    """Return state and names of every city in the table."""
    for line in CITIES.strip().splitlines():
        code, names = line.split(" ", 1)
        yield code, dict(zip(("en", "fr", "ar", "ja"), names.split(" | "), strict=False))
