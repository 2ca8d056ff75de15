"""Reference data: the states and territories in Wikidata (SKOS), in a file of their own.

The matches come from rigour, which curates them for the OpenSanctions data; a match is kept only where the ISO code of
three letters agrees as well.
"""

from importlib.metadata import version

from pyoxigraph import NamedNode, Quad
from rigour.territories import get_territory

from app.namespaces import entity, expand
from app.reference.geonames import countries
from app.reference.states import region_of_state
from app.reference.territories import TERRITORIES
from app.reference.turtle import turtle

WIKIDATA = "http://www.wikidata.org/entity/{}"

CLOSE = {"VAT"}
"""The item is Vatican City; the observer state is the Holy See, for which ISO has the same code."""


def wikidata_turtle() -> str:
    """Return the text of ``data/reference/wikidata.ttl``."""
    states = {code: entity("state", code) for code in region_of_state()}
    territories = {code: entity("territory", code) for code in TERRITORIES}
    quads = [_match(actor, code) for code, actor in (states | territories).items()]
    about = "States and territories in Wikidata; organisations carry their match in organisations.yaml."
    return turtle(about, quads, [f"Wikidata identifiers: rigour {version('rigour')} (MIT)."])


def _match(actor: NamedNode, code: str) -> Quad:
    found = get_territory(countries()[code]["iso"].lower())
    if found is None or not found.qid or (found.alpha3 or "").upper() != code:
        raise LookupError(f"rigour has no territory {code}")
    match = expand("skos:closeMatch" if code in CLOSE else "skos:exactMatch")
    return Quad(actor, match, NamedNode(WIKIDATA.format(found.qid)))
