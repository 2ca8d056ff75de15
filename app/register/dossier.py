"""From one record of a register, with its identities, to one dossier.

What the record reports as done becomes plain statements; what is planned or expected becomes mentions and claims. Every
fact of the record is kept as a claim in the register's words. Nothing is added that the record does not say: a role that
is not told is the plain `participant`, a place that the reader added is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.build.dates import read_edtf
from app.build.shorthand import slug
from app.register.identity import Identities, actors_of, side_of
from app.register.known import Known
from app.register.names import likeness, tokens
from app.register.posts import Title
from app.register.records import Official, Record
from app.register.tables import Stage, Tables

CONFIDENCE = {"high": 0.9, "medium": 0.7, "low": 0.4}
_LATIN = frozenset(
    "en fr es pt it de pl nl sk sw tr id fil vi uz cs ro hu da sv fi no et lv lt hr sl sq az ms mt".split()
)
_MODALITIES = (
    ("expected", r"\b(expected|likely|anticipated)\b"),
    (
        "planned",
        r"\b(planned|plans?|to be|to follow|foreseen|foresees?|due|will|scheduled|set for|to (?:start|begin|host|meet|sign|open|launch|attend))\b",
    ),
    ("committed", r"\b(promis\w+|pledg\w+|commit\w*|undert[ao]\w+)\b"),
    ("aim", r"\b(aims?|aimed|intended to|meant to|seeks?|hop\w+)\b"),
    ("possible", r"\b(may|might|could|possible|considered|explor\w+)\b"),
)
_PLACE_ADDED = re.compile(
    r"\bplace\b[^.;]*\b(taken|inferred|from|assumed|not stated|dateline|supplied|conflict)|\bdateline", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(presence|witness\w*|attend\w*|present|oversaw|looked on)\b", re.IGNORECASE)
_SIGNED = re.compile(r"\bsign(ed|s|ing|atories|atory)?\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\bsigned by (both|the two|two|their) (\w+ )?ministers\b|\bboth ministers signed\b|\bministers signed\b",
    re.IGNORECASE,
)


@dataclass
class Shared:
    """What the records of one event or one agreement have in common, decided over all of them."""

    address: str
    records: list[Record]
    label_at: str
    label: str
    classes: Mapping[str, list[str]] = field(default_factory=dict)
    status: str | None = None
    status_at: frozenset[str] = frozenset()
    others: bool = False
    count: int | None = None


@dataclass(frozen=True)
class World:
    """Everything beside the record itself that a dossier is made from."""

    known: Known
    tables: Tables
    identities: Identities
    events: Mapping[str, Shared]
    agreements: Mapping[str, Shared]
    lineages: Mapping[str, list[str]]
    publishers: Mapping[str, str]
    offices: Mapping[tuple[str, tuple[str, ...]], str]
    spellings: Mapping[tuple[str, str, str], str]


def make_dossier(record: Record, world: World) -> dict[str, Any]:
    """Return the dossier of a record as the tree that its file holds."""
    writer = _Writer(record, world)
    return writer.dossier()


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


def language_of(record: Record) -> str:
    """Return the tag of the names in a record: the reader of a text in another script gave them in Latin letters."""
    return record.lang if record.lang in _LATIN else f"{record.lang}-latn"


def name_colliding_spellings(
    records: list[Record], known: Known, identities: Identities
) -> dict[tuple[str, str, str], str]:
    """Return names for the spellings that would share one: "S. Iswaran" and "S Iswaran" have the same words."""
    forms: dict[tuple[str, str, str], set[str]] = {}
    for record in records:
        for official in record.officials:
            person, tag = identities.person(official, side_of(official, known)), language_of(record)
            forms.setdefault((person, tag, slug(official.name)), set()).add(official.name)
    return {
        (person, tag, form): f"name:{person.partition(':')[2]}-{words}-{tag}-{number}"
        for (person, tag, words), found in forms.items()
        for number, form in enumerate(sorted(found)[1:], 2)
    }


def is_official(record: Record) -> bool:
    """Return whether a document speaks for a party itself."""
    return record.source_kind == "official"


@dataclass
class _Writer:
    record: Record
    world: World
    reports: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    def dossier(self) -> dict[str, Any]:
        record = self.record
        event = self.world.events.get(record.id)
        agreement = self.world.agreements.get(record.id)
        people = [(official, side_of(official, self.world.known)) for official in record.officials]
        holdings = [self._person(official, side) for official, side in people]
        if agreement:
            self._agreement(agreement, event)
        if event and is_real(record):
            self._event(event, agreement, list(zip(people, holdings, strict=True)))
        elif event:
            self._announced(event)
        self._facts([item.address for item in (event, agreement) if item])
        tree = self._source()
        for key in ("reports", "mentions", "claims"):
            if entries := getattr(self, key):
                tree[key] = entries
        return tree

    def _source(self) -> dict[str, Any]:
        record = self.record
        silent = [
            key for key, value in (("issued", _day(record.published)), ("publisher", record.publisher)) if not value
        ]
        tree: dict[str, Any] = {
            "id": f"source:{record.id}",
            "type": self.world.tables.documents[record.source_kind],
            "title": {"en": record.title},
            "language": record.lang,
            "identifier": record.id,
            "url": record.url,
        }
        if record.publisher:
            tree["publisher"] = self.world.publishers[record.publisher]
        if issued := _day(record.published):
            tree["issued"] = issued
        tree["reviewStatus"] = "proposed" if record.confidence == "low" else "accepted"
        if record.note:
            tree["comment"] = {"en": record.note}
        if record.id in self.world.lineages:
            tree["nearDuplicateOf"] = [f"source:{key}" for key in self.world.lineages[record.id]]
        if silent:
            tree["leavesOpen"] = silent
        return tree

    # People

    def _person(self, official: Official, side: str) -> str | None:
        """Write how the document names a person, and the offices that they hold; return the first holding."""
        person = self.world.identities.person(official, side)
        tag = language_of(self.record)
        form: dict[str, Any] = {"literalForm": {tag: official.name}, "nameScript": "Latn"}
        if name := self.world.spellings.get((person, tag, official.name)):
            form = {"id": name, "type": "NameForm", **form}
        if not any(item["id"] == person for item in self.reports):
            self.reports.append({"id": person, "hasNameForm": [form]})
        return next(
            iter([self._holding(person, office, title) for office, title in self._offices(official, side)]), None
        )

    def _offices(self, official: Official, side: str) -> list[tuple[str, Title]]:
        from app.register.posts import parse_post

        found = [(self.world.offices.get((side, title.key)), title) for title in parse_post(official.post)]
        return [(office, title) for office, title in found if office and title.held]

    def _holding(self, person: str, office: str, title: Title) -> str:
        name = self.world.known.holdings.get((person, office))
        name = name or f"holding:{person.partition(':')[2]}-{office.partition(':')[2]}"
        if not any(item["id"] == name for item in self.reports):
            self.reports.append(
                {
                    "id": name,
                    "type": "OfficeHolding",
                    "holder": person,
                    "heldOffice": office,
                    "capacity": title.capacity,
                    "leavesOpen": ["heldFrom", "heldUntil"],
                }
            )
        return name

    # Events

    def _event(
        self, event: Shared, agreement: Shared | None, people: list[tuple[tuple[Official, str], str | None]]
    ) -> None:
        record = self.record
        entry: dict[str, Any] = {"id": event.address, "type": _one(event.classes[record.id])}
        if event.label_at == record.id:
            entry["label"] = {"en": event.label}
        entry["eventStatus"] = "held"
        silent = self._date(entry)
        place = self._place()
        if place:
            entry["tookPlaceAt"] = place
        else:
            silent.append("tookPlaceAt")
        topics = self.world.tables.topics_of(record)
        if topics:
            entry["discussedTopic"] = topics
        if agreement and self._came_about(agreement):
            entry["resultedIn"] = agreement.address
        if silent:
            entry["leavesOpen"] = silent
        if parts := self._participations(people, record):
            entry["hasParticipation"] = parts
        self.reports.append(entry)

    def _date(self, entry: dict[str, Any]) -> list[str]:
        record = self.record
        text, basis = record.event_date, record.date_basis
        issued = _day(record.published)
        if basis == "publication" or not text:
            if not issued:
                return ["dateEDTF"]
            text, basis = f"../{issued}", "publication"
        entry["dateEDTF"] = text
        entry["dateBasis"] = {"relative": "relative-resolved", "publication": "bounded-by-publication"}.get(
            str(basis), "stated"
        )
        if basis == "relative":
            entry["relativeTo"] = f"source:{record.id}"
        return []

    def _place(self) -> str | None:
        record = self.record
        if record.place_printed is False or (record.place_printed is None and _PLACE_ADDED.search(record.note or "")):
            return None
        return self.world.tables.place_of(record, self.world.known)

    def _participations(
        self, people: list[tuple[tuple[Official, str], str | None]], record: Record
    ) -> list[dict[str, Any]]:
        sides = actors_of(record, self.world.known)
        two = len(sides | {side for (_, side), _ in people if side != "unnamed"}) == 2
        found: list[dict[str, Any]] = []
        for (official, side), holding in people:
            role = official.role or self._role(official, two)
            part = {"participant": self.world.identities.person(official, side), "role": role}
            if holding:
                part["actedAs"] = holding
            if side != "unnamed":
                part["onBehalfOf"] = side
            elif role == "signatory":
                part["role"] = "participant"
            if not any((item["participant"], item["role"]) == (part["participant"], part["role"]) for item in found):
                found.append(part)
        represented = {part.get("onBehalfOf") for part in found if part["role"] not in ("witness", "speaker")}
        for side in sorted(sides - represented):
            found.append({"participant": side, "role": self._side_role(side, two), "onBehalfOf": side})
        return found

    def _side_role(self, side: str, two: bool) -> str:
        record = self.record
        signers = {self.world.known.actor(name) for name in (record.agreement.parties if record.agreement else ())}
        if record.event_type == "signing" and record.modality == "signed" and side in signers:
            return "signatory"
        return "counterpart" if two and record.event_type == "meeting" else "participant"

    def _role(self, official: Official, two: bool) -> str:
        """Return the role that the facts give an official; `participant` where they give none."""
        for fact in self.record.facts:
            named = any(
                likeness(word, name) >= 0.97
                for word in tokens(fact)
                if len(word) > 3
                for name in tokens(official.name)[-1:]
            )
            if named and _PRESENT.search(fact):
                return "witness"
            if (
                named
                and re.search(r"\bsigned by\b|\bsign(ed|s)\b", fact, re.IGNORECASE)
                and self.record.modality == "signed"
            ):
                return "signatory"
            if _BOTH.search(fact) and re.search(r"\bminister\b", official.post or "", re.IGNORECASE):
                return "signatory"
        return "counterpart" if two and self.record.event_type == "meeting" else "participant"

    def _announced(self, event: Shared) -> None:
        """Write an event that the document only announces: a mention, and claims of its stage and its date."""
        record = self.record
        mention: dict[str, Any] = {"id": event.address, "type": _one(event.classes[record.id])}
        if event.label_at == record.id:
            mention["label"] = {"en": event.label}
        self.mentions.append(mention)
        stage = "expected" if record.modality == "expected" else "planned"
        self._claim(f"The event is {stage}", event.address, "eventStatus", f"event-status:{stage}", stage)
        if record.event_date and record.date_basis != "publication":
            self._claim(
                f"The event is {stage} for {record.event_date}",
                event.address,
                "dateEDTF",
                None,
                stage,
                record.event_date,
            )
        if place := self._place():
            self._claim(f"The event is {stage} for this place", event.address, "tookPlaceAt", place, stage)

    # Agreements

    def _stage(self) -> Stage:
        """Return how far the document says the agreement has come."""
        record = self.record
        assert record.agreement
        if record.agreement.status:
            return self.world.tables.statuses[record.agreement.status]
        return self.world.tables.acts.get(record.event_type, Stage("unknown"))

    def _came_about(self, agreement: Shared) -> bool:
        stage = self._stage()
        occasions = {"signature": "signed", "adoption": "agreed", "initialling": "agreed", "exchange": "signed"}
        return bool(
            is_real(self.record)
            and not stage.future
            and stage.act in occasions
            and self.record.modality in ("signed", "agreed")
            and self.record.event_type not in self.world.tables.acts
        )

    def _agreement(self, agreement: Shared, event: Shared | None) -> None:
        record, stage = self.record, self._stage()
        assert record.agreement
        entry: dict[str, Any] = {"id": agreement.address, "type": _one(agreement.classes[record.id])}
        if agreement.label_at == record.id:
            entry["label"] = {"en": agreement.label}
        parties = sorted({actor for name in record.agreement.parties if (actor := self.world.known.actor(name))})
        if stage.future:
            self.mentions.append(entry)
            self._claim(
                f"The agreement is {stage.status}",
                agreement.address,
                "agreementStatus",
                f"agreement-status:{stage.status}",
                stage.status,
            )
            for party in parties:
                self._claim(
                    "A party of the agreement that is to come", agreement.address, "hasParty", party, stage.status
                )
            return
        if record.id in agreement.status_at:
            entry["agreementStatus"] = agreement.status
        if agreement.others:
            group = f"group:{agreement.address.partition(':')[2]}-parties"
            if agreement.label_at == record.id:
                self.reports.append(
                    {
                        "id": group,
                        "type": "ActorGroup",
                        "label": {"en": f"Parties that are not named of: {agreement.label}"},
                    }
                )
            parties.append(group)
        if parties:
            entry["hasParty"] = parties
        if agreement.count:
            entry["memberCount"] = agreement.count
        if topics := self.world.tables.topics_of(record):
            entry["coversTopic"] = topics
        self.reports.append(entry)
        if stage.act and not (event is None and record.event_type not in self.world.tables.acts):
            self._act(agreement, event, stage, parties)

    def _act(self, agreement: Shared, event: Shared | None, stage: Stage, parties: list[str]) -> None:
        record = self.record
        assert stage.act
        by = [party for party in parties if not party.startswith("group:")]
        slug = agreement.address.partition(":")[2]
        one_side = stage.act in ("approval", "ratification", "accession") and len(self.record.parties) >= 1
        entry: dict[str, Any] = {
            "id": f"act:{slug}-{stage.act}",
            "type": "AgreementAct",
            "actType": stage.act,
            "actOn": agreement.address,
        }
        if one_side and (actor := self.world.known.actor(record.parties[0])):
            entry["id"] += f"-{actor.partition(':')[2].lower()}"
            by = [actor]
        if by:
            entry["actBy"] = by
        if event and self._came_about(agreement):
            entry["actDuring"] = event.address
        elif record.event_type in self.world.tables.acts and is_real(record):
            if silent := self._date(entry):
                entry["leavesOpen"] = silent
        self.reports.append(entry)

    # Claims

    def _facts(self, about: list[str]) -> None:
        record = self.record
        about = about or sorted(actors_of(record, self.world.known))
        for fact in record.facts:
            modality = "realised" if is_real(record) else "planned"
            modality = next((name for name, cue in _MODALITIES if re.search(cue, fact, re.IGNORECASE)), modality)
            polarity = (
                "denied"
                if re.search(r"\b(denie[ds]|did not|was not|were not|not (?:yet )?signed|no agreement)\b", fact)
                else "affirmed"
            )
            self._add({"label": {"en": fact}, "claimAbout": about, "modality": modality, "polarity": polarity})

    def _claim(
        self, label: str, subject: str, predicate: str, target: str | None, modality: str, value: str | None = None
    ) -> None:
        content = {"claimObject": target} if target else {"claimValue": value}
        self._add(
            {
                "label": {"en": label},
                "claimSubject": subject,
                "claimPredicate": predicate,
                **content,
                "modality": modality,
                "polarity": "affirmed",
            }
        )

    def _add(self, claim: dict[str, Any]) -> None:
        name = f"claim:{self.record.id}-{len(self.claims) + 1:02}"
        self.claims.append({"id": name, "type": "Claim", **claim, "confidence": CONFIDENCE[self.record.confidence]})


def _one(items: list[str]) -> str | list[str]:
    return items[0] if len(items) == 1 else items


def _day(text: str | None) -> str | None:
    """Return a date of publication as a day; a month or a year alone is no day, and stays in the comment and the claims."""
    return text if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
