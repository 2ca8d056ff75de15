"""Diagrams of an ontology module as SVG: the tree of its classes, and which property leads from where to where.

Plain arithmetic, no layout engine: a tree is a list with indents, and properties are rows between two columns.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.api.library import Term
from app.namespaces import DD, shorten

ROW, BOX, INDENT, CHAR = 30, 22, 26, 7.6
"""Heights of a row and of a box, width of an indent and of a letter, in pixels."""

COLUMN, GAP = 230, 230


@dataclass(frozen=True)
class Place:
    """One box of the tree: the IRI in it, its depth and its row, and the row of its parent."""

    iri: str
    depth: int
    row: int
    parent: int | None


def class_tree(classes: Sequence[Term], title: str) -> Markup:
    """Return the tree of the classes of a module, roots being what they specialise elsewhere."""
    places = arrange(classes)
    if not places:
        return Markup("")
    own = {term.iri for term in classes}
    width = max(place.depth * INDENT + width_of(place.iri) for place in places) + 4
    parts = [edge(place) for place in places if place.parent is not None]
    parts += [box(place.iri, place.depth * INDENT + 2, place.row * ROW + 4, place.iri in own) for place in places]
    return drawing(parts, int(width), len(places) * ROW + 6, title)


def arrange(classes: Sequence[Term]) -> list[Place]:
    """Return the place of every class, each below the first of its parents.

    >>> term = Term(DD + "B", "class", (), (), (), {"kind of": (DD + "A",)})
    >>> [(place.iri.removeprefix(DD), place.depth, place.row) for place in arrange([term])]
    [('A', 0, 0), ('B', 1, 1)]
    """
    own = {term.iri for term in classes}
    children: dict[str, list[str]] = defaultdict(list)
    roots: set[str] = set()
    for term in classes:
        parents = sorted(term.links.get("kind of", ()), key=lambda iri: (iri not in own, not iri.startswith(DD), iri))
        if parents:
            children[parents[0]].append(term.iri)
            if parents[0] not in own:
                roots.add(parents[0])
        else:
            roots.add(term.iri)
    places: list[Place] = []

    def put(iri: str, depth: int, parent: int | None) -> None:
        row = len(places)
        places.append(Place(iri, depth, row, parent))
        for child in sorted(children[iri]):
            put(child, depth + 1, row)

    for root in sorted(roots, key=lambda iri: (not iri.startswith(DD), iri)):
        put(root, 0, None)
    return places


def edge(place: Place) -> Markup:
    """Return the elbow from a box to its parent's."""
    x, top = (place.depth - 1) * INDENT + 12, (place.parent or 0) * ROW + 4 + BOX
    bottom = place.row * ROW + 4 + BOX // 2
    return Markup('<path class="edge" d="M{} {}V{}H{}"/>').format(x, top, bottom, place.depth * INDENT + 2)


def property_map(properties: Sequence[Term], title: str) -> Markup:
    """Return the object properties of a module as rows from the class they start at to the class they lead to."""
    rows = sorted(
        (first(term, "of"), term.name, term.iri, first(term, "to"))
        for term in properties
        if term.kind == "object property"
    )
    if not rows:
        return Markup("")
    parts: list[Markup] = []
    right = COLUMN + GAP
    for row, (start, name, iri, end) in enumerate(rows):
        y = row * ROW + 4
        if row == 0 or rows[row - 1][0] != start:
            parts.append(box(start, 2, y, start.startswith(DD)))
        length = width_of(start) if row == 0 or rows[row - 1][0] != start else 20
        parts.append(
            Markup('<path class="edge" d="M{} {}H{}" marker-end="url(#tip)"/>').format(
                int(length) + 4, y + BOX // 2, right - 2
            )
        )
        parts.append(
            Markup('<a href="{}"><text class="link" x="{}" y="{}">{}</text></a>').format(
                address(iri), COLUMN + 10, y + BOX // 2 - 3, name
            )
        )
        parts.append(box(end, right + 2, y, end.startswith(DD)))
    width = right + max(width_of(end) for *_, end in rows) + 8
    return drawing(parts, int(width), len(rows) * ROW + 6, title)


def first(term: Term, word: str) -> str:
    """Return what a link of a term leads to, "anything" where the ontology leaves it open."""
    return min(term.links.get(word, ("anything",)))


def width_of(iri: str) -> float:
    """Return the width of a box in pixels."""
    return len(caption(iri)) * CHAR + 14


def caption(iri: str) -> str:
    """Return the words in a box: the local name of the project's own terms, the prefixed name of others."""
    return iri.removeprefix(DD) if iri.startswith(DD) else shorten(iri)


def address(iri: str) -> str:
    """Return the address of a term on the same page, or elsewhere."""
    return f"/ontology#{iri.removeprefix(DD)}" if iri.startswith(DD) else iri


def box(iri: str, x: int, y: int, own: bool) -> Markup:
    """Return the box of a class, which is a link; those of other vocabularies look apart."""
    shape = Markup(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="4"/><text x="{}" y="{}">{}</text>'
    ).format("own" if own else "other", x, y, int(width_of(iri)), BOX, x + 7, y + 15, caption(iri))
    return Markup('<a href="{}">{}</a>').format(address(iri), shape) if ":" in iri else shape


def drawing(parts: Iterable[Markup], width: int, height: int, title: str) -> Markup:
    """Return a complete SVG element that scales down with the page."""
    head = Markup(
        '<svg class="diagram" role="img" viewBox="0 0 {} {}" width="{}" height="{}" xmlns="http://www.w3.org/2000/svg">'
        '<title>{}</title><defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
    ).format(width, height, width, height, title)
    return head + Markup("\n").join(escape(part) for part in parts) + Markup("</svg>")
