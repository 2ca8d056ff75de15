"""The event of a record as its dossier has it: reported as held with who took part, or only announced."""

from typing import Any

from app.register.identity import sides_of
from app.register.persons import UNNAMED
from app.register.records import Official
from app.register.shared import Draft, Shared, one_or_all, write_date
from app.register.wording import is_place_added, role_in_facts

Person = tuple[Official, str, str | None]
"""An official, the side that they act for, and the office that they hold there."""

UNION = "organisation:eu"
"""The organisation that meets states as one of them does."""


def write_event(draft: Draft, event: Shared, outcome: str | None, people: list[Person]) -> None:
    """Report an event as held; ``outcome`` is the agreement or the body that it resulted in."""
    record = draft.record
    entry: dict[str, Any] = {"id": event.address, "type": one_or_all(event.classes[record.id])}
    if event.label_at == record.id:
        entry["label"] = {"en": event.label}
    entry["eventStatus"] = "held"
    silent = write_date(draft, entry)
    if place := _place(draft):
        entry["tookPlaceAt"] = place
    else:
        silent.append("tookPlaceAt")
    if draft.topics:
        entry["discussedTopic"] = draft.topics
    if outcome:
        entry["resultedIn"] = outcome
    if silent:
        entry["leavesOpen"] = silent
    if parts := _participations(draft, event, people):
        entry["hasParticipation"] = parts
    draft.reports.append(entry)


def _place(draft: Draft) -> str | None:
    if is_place_added(draft.record):
        return None
    return draft.world.tables.place_of(draft.record, draft.world.known)


def _participations(draft: Draft, event: Shared, people: list[Person]) -> list[dict[str, Any]]:
    sides = sides_of(draft.record, draft.world.known)
    there = [person for person in people if person[0].role != "mentioned"]
    two = are_counterparts(sides | {side for _, side, _ in there if side != UNNAMED})
    two = two and "MultilateralMeeting" not in event.classes[draft.record.id]
    found: list[dict[str, Any]] = []
    for person in there:
        part = _part(draft, person, two)
        if not any((item["participant"], item["role"]) == (part["participant"], part["role"]) for item in found):
            found.append(part)
    for side in sorted(sides):
        role = _side_role(draft, side, two)
        if not _is_represented(found, side, role):
            found.append({"participant": side, "role": role, "onBehalfOf": side})
    return found


def are_counterparts(sides: frozenset[str] | set[str]) -> bool:
    """Return whether two sides met as each other's counterpart: an organisation may have met its member or its host."""
    return len(sides) == 2 and all(side.startswith(("state:", "territory:")) or side == UNION for side in sides)


def _is_represented(parts: list[dict[str, Any]], side: str, role: str) -> bool:
    """Return whether an official stands for a side: where it signed or hosted, who did; else who acted."""
    own = {part["role"] for part in parts if part.get("onBehalfOf") == side}
    return role in own if role in ("signatory", "host") else bool(own - {"witness", "speaker"})


def _part(draft: Draft, person: Person, two: bool) -> dict[str, Any]:
    official, side, holding = person
    role = official.role or role_in_facts(draft.record, official, two)
    part = {"participant": draft.world.identities.person(draft.record, official, side), "role": role}
    if holding:
        part["actedAs"] = holding
    if side != UNNAMED:
        part["onBehalfOf"] = side
    elif role == "signatory":
        part["role"] = "participant"
    return part


def _side_role(draft: Draft, side: str, two: bool) -> str:
    record = draft.record
    if side in draft.world.known.actors_of(record.hosts):
        return "host"
    signers = draft.world.known.actors_of(record.agreement.parties if record.agreement else ())
    if record.event_type == "signing" and record.modality == "signed" and side in signers:
        return "signatory"
    return "counterpart" if two and record.event_type == "meeting" else "participant"


def announce_event(draft: Draft, event: Shared) -> None:
    """Mention an event that the document only announces, and claim its stage, its date and its place."""
    record = draft.record
    mention: dict[str, Any] = {"id": event.address, "type": one_or_all(event.classes[record.id])}
    if event.label_at == record.id:
        mention["label"] = {"en": event.label}
    draft.mentions.append(mention)
    stage = "expected" if record.modality == "expected" else "planned"
    draft.claim(f"The event is {stage}", (event.address, "eventStatus", f"event-status:{stage}"), stage)
    if record.event_date and record.date_basis != "publication":
        label = f"The event is {stage} for {record.event_date}"
        draft.claim(label, (event.address, "dateEDTF", record.event_date), stage, literal=True)
    if place := _place(draft):
        draft.claim(f"The event is {stage} for this place", (event.address, "tookPlaceAt", place), stage)
