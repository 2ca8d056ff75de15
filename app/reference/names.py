"""Names of countries and cities in the five languages (Unicode CLDR, by Babel), and how names are compared."""

import re
import unicodedata
from functools import cache

from babel import Locale
from babel.core import get_global

LANGUAGES = ("en", "fr", "ar", "ja", "ur")


def slug(name: str) -> str:
    """Return the slug of a name: lower case ASCII words joined by hyphens.

    >>> slug("Washington, D.C."), slug("São Tomé"), slug("N'Djamena")
    ('washington-dc', 'sao-tome', 'ndjamena')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain)).strip("-")


@cache
def fold(name: str) -> str:
    """Return a name without case, accents, spaces and signs, for comparison."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def territory_names(code: str) -> dict[str, str]:
    """Return the names of a country or region by its alpha-2 or M49 code."""
    names = {language: str(Locale(language).territories[code]) for language in LANGUAGES}
    return {language: name[0].upper() + name[1:] for language, name in names.items()}


def zone_names(alpha2: str, city: str) -> dict[str, str]:
    """Return the names of a city that CLDR has because a time zone is named after it.

    French inherits the name in the zone's identifier where CLDR leaves it out; a country in brackets only tells
    zones apart.
    """
    territories, current = get_global("zone_territories"), get_global("zone_aliases")
    zones = {str(zone) for language in LANGUAGES for zone in Locale(language).time_zones}
    for zone in sorted(zones):
        identifiers = (zone, str(current.get(zone, zone)))
        cities = [identifier.rsplit("/", 1)[-1].replace("_", " ") for identifier in identifiers]
        if alpha2 in map(territories.get, identifiers) and fold(city) in map(fold, cities):
            exemplars = {key: Locale(key).time_zones.get(zone, {}).get("city") for key in LANGUAGES}
            return {"fr": cities[0]} | {key: name.split(" (")[0] for key, name in exemplars.items() if name}
    return {}
