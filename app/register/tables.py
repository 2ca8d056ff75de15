"""The tables under ``data/register/``: what a register calls kinds, topics and places, in terms of the ontology."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.errors import DataError, Problem
from app.register.known import Known
from app.register.records import Instrument, Record

FOLDER = Path("data/register")


@dataclass(frozen=True)
class Stage:
    """How far an agreement has come: its status, the act that brought it there, and whether that is still to come."""

    status: str
    act: str | None = None
    future: bool = False


@dataclass(frozen=True)
class Tables:
    """Every table; a term that none has is a problem of the register or of the tables, and never dropped in silence."""

    topics: Mapping[str, Any]
    places: Mapping[str, Any]
    kinds: tuple[tuple[tuple[str, ...], str], ...]
    bodies: tuple[tuple[tuple[str, ...], str], ...]
    unilateral: frozenset[str]
    statuses: Mapping[str, Stage]
    events: Mapping[str, str]
    acts: Mapping[str, Stage]
    documents: Mapping[str, str]
    not_actors: frozenset[str]

    def topics_of(self, terms: Iterable[str]) -> list[str]:
        """Return the concepts of the topic scheme that a record's terms mean."""
        found = [slug for term in terms for slug in self.topics[term] if isinstance(self.topics[term], list)]
        return list(dict.fromkeys(found))

    def place_of(self, record: Record, known: Known) -> str | None:
        """Return the place that a record names, by the table or by name and country; None where it is no one place."""
        entry = self.places.get(record.place or "")
        if isinstance(entry, str):
            return None if entry.startswith("ignored") else entry
        return known.place(record.place, known.actors_of(record.parties)) if record.place else None

    def is_agreement(self, told: Instrument) -> bool:
        """Return whether sides settled something: no act of one side, and no outcome that an occasion alone bears."""
        bears_alone = bool(told.parties) and self.not_actors.issuperset(told.parties)
        return self.class_of(told.kind) is not None and not bears_alone

    def class_of(self, kind: str) -> str | None:
        """Return the class of an agreement of a kind; None for an act of one side, and for a body."""
        if kind.lower() in self.unilateral or self.body_of(kind):
            return None
        return _fitting(self.kinds, kind) or "Agreement"

    def body_of(self, kind: str) -> str | None:
        """Return the class of a body of a kind, such as a joint centre; None where it is none."""
        return _fitting(self.bodies, kind)


def _fitting(table: Iterable[tuple[tuple[str, ...], str]], kind: str) -> str | None:
    words = kind.lower()
    fits = (name for parts, name in table if any(re.search(rf"\b{re.escape(part)}", words) for part in parts))
    return next(fits, None)


def read_tables(root: Path) -> Tables:
    """Read the tables below ``root``."""
    kinds = _load(root / FOLDER / "kinds.yaml")
    return Tables(
        topics=_load(root / FOLDER / "topics.yaml")["terms"],
        places=_load(root / FOLDER / "places.yaml")["places"],
        kinds=tuple((tuple(item["words"]), item["class"]) for item in kinds["kinds"]),
        bodies=tuple((tuple(item["words"]), item["class"]) for item in kinds["bodies"]),
        unilateral=frozenset(kinds["unilateral"]),
        statuses={name: Stage(**stage) for name, stage in kinds["statuses"].items()},
        events=kinds["events"],
        acts={name: Stage(**stage) for name, stage in kinds["acts"].items()},
        documents=kinds["documents"],
        not_actors=frozenset(kinds["not_actors"]),
    )


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _terms_of(record: Record) -> tuple[str, ...]:
    return record.topics + (record.agreement.topics if record.agreement else ())


def check_terms(records: list[Record], tables: Tables, known: Known) -> None:
    """Raise DataError with every term of the records that neither a table nor the reference data knows."""

    def actors(name: str) -> bool:
        return name in tables.not_actors or known.actor(name) is not None

    unknown: dict[tuple[str, str, str], str] = {}
    for record in records:
        named = [
            *(("topics", term, "topics.yaml") for term in _terms_of(record) if term not in tables.topics),
            *(("parties", name, "") for name in record.parties if not actors(name)),
            *(("officials", one.of, "") for one in record.officials if one.of and not actors(one.of)),
        ]
        if record.place and record.place not in tables.places and not tables.place_of(record, known):
            named.append(("place", record.place, "places.yaml"))
        if record.event_type not in tables.events and record.event_type not in tables.acts:
            named.append(("event_type", record.event_type, "kinds.yaml"))
        if record.source_kind not in tables.documents:
            named.append(("source_kind", record.source_kind, "kinds.yaml"))
        if record.agreement:
            involved = (*record.agreement.parties, *record.agreement.acting)
            named += [("agreement", name, "") for name in involved if not actors(name)]
            if record.agreement.status and record.agreement.status not in tables.statuses:
                named.append(("agreement", record.agreement.status, "kinds.yaml"))
        for item in named:
            unknown.setdefault(item, record.id)
    if unknown:
        raise DataError(
            [
                Problem("register", f"{value!r} is not known", _repair(table), None, record, field)
                for (field, value, table), record in sorted(unknown.items())
            ]
        )


def _repair(table: str) -> str:
    if table:
        return f"add it to data/register/{table}"
    return "write the code of a state, or describe the organisation in data/reference/organisations.yaml"
