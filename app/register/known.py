"""What the project already names: states, organisations, offices, people, places, read from its own files.

Imported names that mean one of these take its address; the importer never describes it a second time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from anyascii import anyascii
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, expand, shorten
from app.register.persons import Naming, naming_id
from app.register.posts import Title, title_key

GENERATED = "register-"
"""How the names of the reference files begin that the importer writes."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ACTORS = ("state", "territory", "organisation")


@dataclass
class Known:
    """Names of the project's own things, each as a prefixed name such as ``state:JPN``."""

    labels: dict[str, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)
    alpha2: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    office_sides: dict[str, str] = field(default_factory=dict)
    holdings: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    lands: dict[str, str] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def actor(self, name: str) -> str | None:
        """Return the state, territory or organisation of a code or a name, None where it is not known."""
        return self.actors.get(folded(name))

    def actors_of(self, names: Iterable[str]) -> frozenset[str]:
        """Return the actors among some codes and names."""
        return frozenset(actor for name in names if (actor := self.actor(name)))

    def place(self, text: str, near: Iterable[str] = ()) -> str | None:
        """Return the place that "Venue, City, Country", or a part of that, names; None where none is known.

        A city without its country is looked for in the states ``near``, those that the document is about, and then
        anywhere, if only one place bears the name. Of a venue that is not described its city is returned.
        """
        parts = [folded(part) for part in text.split(",")]
        states = [state] if (state := self.actor(parts[-1])) else sorted(near)
        cities = [self.places[part, owner] for part in parts for owner in states if (part, owner) in self.places]
        if cities:
            return cities[0]
        if state:
            return self.lands.get(state)
        anywhere = {place for (label, _), place in self.places.items() if label in parts}
        return anywhere.pop() if len(anywhere) == 1 else None

    def office(self, side: str, title: Title) -> str | None:
        """Return the office of a side that bears a title."""
        return self.offices.get((side, title.key))


def folded(name: str) -> str:
    """Return a name as names are compared: plain letters, lower case, without article.

    >>> folded("The Côte d’Ivoire")
    "cote d'ivoire"
    """
    return " ".join(anyascii(name).casefold().removeprefix("the ").split())


def read_known(root: Path, imported: frozenset[str]) -> Known:
    """Read the project's files below ``root`` without what the importer writes: ``imported`` names its dossiers."""
    known = Known()
    _read_generated(root, known)
    trees = [_load(path) for path in _own_files(root, imported)]
    records = [record for tree in trees for record in _records(tree)]
    for record in records:
        _learn(record, known)
    for record in records:
        if str(record["id"]).startswith("place:") and record.get("locatedIn"):
            _learn_place(str(record["id"]), str(record["locatedIn"]), record.get("type") == "Place", known)
    for record in records:
        _learn_office(record, known)
    for record in records:
        _learn_person(record, records, known)
    return known


def _own_files(root: Path, imported: frozenset[str]) -> list[Path]:
    found = [path for path in sorted(root.glob("data/reference/*.yaml")) if not path.name.startswith(GENERATED)]
    found += sorted(root.glob("data/editorial/*.yaml"))
    return found + [path for path in sorted(root.glob("data/sources/*.yaml")) if path.name not in imported]


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


def _records(tree: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(tree, dict):
        return
    for key in ("resources", "reports", "mentions"):
        for record in tree.get(key, []):
            if isinstance(record, dict) and "id" in record:
                yield record


def _read_generated(root: Path, known: Known) -> None:
    located: dict[str, str] = {}
    types: dict[str, set[str]] = {}
    for path in sorted(root.glob("data/reference/*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            name = shorten(str(getattr(quad.subject, "value", "")))
            if isinstance(quad.object, Literal):
                _learn_literal(name, quad.predicate, quad.object, known)
            elif quad.predicate == RDF_TYPE:
                known.names.add(name)
                types.setdefault(name, set()).add(shorten(str(getattr(quad.object, "value", ""))))
            elif quad.predicate == dd("locatedIn"):
                located[name] = shorten(str(getattr(quad.object, "value", "")))
    for name, owner in located.items():
        _learn_place(name, owner, types.get(name) == {"dd:Place"}, known)


def _learn_literal(name: str, predicate: NamedNode, value: Literal, known: Known) -> None:
    if predicate == RDFS_LABEL and value.language == "en":
        known.labels[name] = value.value
    if name.partition(":")[0] in _ACTORS:
        if predicate == expand(
            "skos:notation"
        ):  # a code wins over a name that only reads like it, as the Arabic of Egypt
            known.actors[folded(value.value)] = name
        if predicate in (RDFS_LABEL, expand("skos:altLabel")):
            known.actors.setdefault(folded(value.value), name)
        if predicate == dd("isoAlpha2"):
            known.alpha2[name] = value.value.lower()


def _learn_place(name: str, owner: str, is_land: bool, known: Known) -> None:
    if is_land:
        known.lands.setdefault(owner, name)
    else:
        known.places.setdefault((folded(known.labels.get(name, name)), owner), name)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    return [text for item in value for text in _texts(item)] if isinstance(value, list) else []


def _learn(record: dict[str, Any], known: Known) -> None:
    name = str(record["id"])
    known.names.add(name)
    label = (record.get("label") or {}).get("en") if isinstance(record.get("label"), dict) else None
    if label:
        known.labels.setdefault(name, str(label))
    if name.partition(":")[0] in _ACTORS:
        for text in (*_texts(record.get("label")), *_texts(record.get("altLabel")), *_texts(record.get("notation"))):
            known.actors.setdefault(folded(text), name)
        if record.get("isoAlpha2"):
            known.alpha2[name] = str(record["isoAlpha2"]).lower()


def _learn_office(record: dict[str, Any], known: Known) -> None:
    name = str(record["id"])
    if not name.startswith("office:"):
        return
    side = str(record.get("officeOfState") or record.get("officeOf") or "")
    if not side:
        return
    known.office_sides[name] = side
    for text in (*_texts((record.get("label") or {}).get("en")), *_texts((record.get("altLabel") or {}).get("en"))):
        title = re.sub(rf" of (the )?{re.escape(known.labels.get(side) or '-')}\b", "", text)
        known.offices.setdefault((side, title_key(title)), name)


def _learn_person(record: dict[str, Any], records: Iterable[dict[str, Any]], known: Known) -> None:
    if record.get("type") == "OfficeHolding":
        known.holdings.setdefault((str(record["holder"]), str(record["heldOffice"])), str(record["id"]))
        return
    name = str(record["id"])
    if not name.startswith("person:"):
        return
    held = {
        str(item["heldOffice"])
        for item in records
        if item.get("type") == "OfficeHolding" and item.get("holder") == name
    }
    given = record.get("hasNameForm", [])
    given = given if isinstance(given, list) else [given]
    forms = [text for form in given if isinstance(form, dict) for text in _texts(form.get("literalForm"))]
    for side in sorted({known.office_sides.get(office, "") for office in held} - {""}):
        titles = {key for (of, key), office in known.offices.items() if of == side and office in held}
        for form in dict.fromkeys((*_texts((record.get("label") or {}).get("en")), *forms)):
            if naming_id(form, side).startswith(" |") or (
                not form.isascii() and not any(c.isalpha() for c in anyascii(form))
            ):
                continue
            known.namings.append(Naming(form, side, titles=set(titles), known=name))
