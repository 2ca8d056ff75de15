"""What a dossier is made from beside its record, and what it grows into: the draft that the writers fill."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.build.dates import read_edtf
from app.register.identity import Identities
from app.register.known import Known
from app.register.offices import OfficeKey
from app.register.records import Record
from app.register.tables import Tables

_BASES = {"stated": "stated", "relative": "relative-resolved", "publication": "bounded-by-publication"}
CONFIDENCE = {"high": 0.9, "medium": 0.7, "low": 0.4}


@dataclass
class Shared:
    """What the records of one event or one agreement have in common, decided over all of them.

    ``…_at`` is the record whose dossier says it; ``others_at`` is empty where two parties are named.
    """

    address: str
    records: list[Record]
    label_at: str
    label: str
    classes: Mapping[str, list[str]] = field(default_factory=dict)
    status: str | None = None
    status_at: frozenset[str] = frozenset()
    others_at: str = ""


@dataclass(frozen=True)
class World:
    """Everything beside the record itself that a dossier is made from."""

    known: Known
    tables: Tables
    identities: Identities
    events: Mapping[str, Shared]
    agreements: Mapping[str, Shared]
    bodies: Mapping[str, Shared]
    lineages: Mapping[str, list[str]]
    publishers: Mapping[str, str]
    offices: Mapping[OfficeKey, str]
    spellings: Mapping[tuple[str, str, str], str]


def is_real(record: Record) -> bool:
    """Return whether a record tells of something that took place by the time the document came out."""
    if record.event_type == "ratification" and record.modality == "planned":
        return True  # the approval took place; what is planned is the signature
    return record.modality not in ("planned", "expected") and not _comes_later(record)


def _comes_later(record: Record) -> bool:
    if not record.published or not record.event_date or record.date_basis == "publication":
        return False
    begins, issued = read_edtf(record.event_date).earliest, read_edtf(record.published).latest
    return bool(begins and issued and begins > issued)


def is_official(record: Record) -> bool:
    """Return whether a document speaks for a party itself."""
    return record.source_kind == "official"


@dataclass
class Draft:
    """A dossier in the making: the record, the world, and what is written so far."""

    record: Record
    world: World
    reports: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def topics(self) -> list[str]:
        """The concepts of the topic scheme that the record is about."""
        return self.world.tables.topics_of(self.record.topics)

    def has(self, name: str) -> bool:
        """Return whether something of this name is reported already."""
        return any(item["id"] == name for item in self.reports)

    def add_claim(self, claim: dict[str, Any]) -> None:
        """Add a claim with the next number, as sure as the record is."""
        name = f"claim:{self.record.id}-{len(self.claims) + 1:02}"
        self.claims.append({"id": name, "type": "Claim", **claim, "confidence": CONFIDENCE[self.record.confidence]})

    def claim(self, label: str, triple: tuple[str, str, str], modality: str, *, literal: bool = False) -> None:
        """Claim one triple: subject, predicate, and a resource or (``literal``) a value."""
        subject, predicate, target = triple
        self.add_claim(
            {
                "label": {"en": label},
                "claimSubject": subject,
                "claimPredicate": predicate,
                "claimValue" if literal else "claimObject": target,
                "modality": modality,
                "polarity": "affirmed",
            }
        )


def one_or_all(items: list[str]) -> str | list[str]:
    """Return the only item of a list, or the list."""
    return items[0] if len(items) == 1 else items


def as_day(text: str | None) -> str | None:
    """Return a date of publication if it is a day: a month or a year alone is none."""
    return text if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def write_date(draft: Draft, entry: dict[str, Any]) -> list[str]:
    """Give an event or an act its date; return the property that stays open where the document has none."""
    record = draft.record
    text, basis = record.event_date, record.date_basis
    if basis == "publication" or not text:
        issued = as_day(record.published)
        if not issued:
            return ["dateEDTF"]
        text, basis = f"../{issued}", "publication"
    entry["dateEDTF"] = text
    entry["dateBasis"] = _BASES[basis or "stated"]
    if basis == "relative":
        entry["relativeTo"] = f"source:{record.id}"
    return []
