"""The generated files of reference data, each with the function that gives its text."""

from app.reference.places import cities_turtle, lands_turtle
from app.reference.states import regions_turtle, states_turtle
from app.reference.territories import territories_turtle


def wikidata_turtle() -> str:
    """Return the text of ``data/reference/wikidata.ttl``."""
    from app.reference import identities  # its package is needed for this file alone

    return identities.wikidata_turtle()


FILES = {
    "cities.ttl": cities_turtle,
    "lands.ttl": lands_turtle,
    "regions.ttl": regions_turtle,
    "states.ttl": states_turtle,
    "territories.ttl": territories_turtle,
    "wikidata.ttl": wikidata_turtle,
}
