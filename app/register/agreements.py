"""The agreement of a record as its dossier has it: how far it has come, its parties, and the act upon it."""

import re
from typing import Any

from app.register.known import Known
from app.register.records import Record
from app.register.shared import Draft, Shared, is_real, one_or_all, write_date
from app.register.tables import Stage, Tables

_OCCASIONS = {"signature", "adoption", "initialling", "exchange"}
_ONE_SIDED = {"approval", "ratification", "accession"}
_DEED = re.compile(
    r"\w+(?:['’]s)?(?: \w+){0,3}? (?:approves|ratifies|clears|accedes|deposits|joins|endorses|okays|backs)\b"
)


def stage_of(record: Record, tables: Tables) -> Stage:
    """Return how far the document says its agreement has come."""
    assert record.agreement
    status = record.agreement.status
    stage = tables.statuses[status] if status else tables.acts.get(record.event_type, Stage("unknown"))
    to_come = status == "announced" or (record.event_type == "signing" and stage.act == "signature")
    return Stage("planned", future=True) if to_come and not is_real(record) else stage


def came_about(record: Record, tables: Tables) -> bool:
    """Return whether the agreement came about at the event of the record."""
    stage = stage_of(record, tables)
    return (
        is_real(record)
        and not stage.future
        and stage.act in _OCCASIONS
        and record.modality in ("signed", "agreed")
        and record.event_type not in tables.acts
    )


def write_agreement(draft: Draft, agreement: Shared, event: Shared | None) -> None:
    """Report an agreement and the act upon it, or mention it with claims where it is still to come."""
    record, tables = draft.record, draft.world.tables
    assert record.agreement
    stage = stage_of(record, tables)
    entry: dict[str, Any] = {"id": agreement.address, "type": one_or_all(agreement.classes[record.id])}
    if agreement.label_at == record.id:
        entry["label"] = {"en": agreement.label}
    parties = sorted(draft.world.known.actors_of(record.agreement.parties))
    if stage.future:
        _announce(draft, entry, stage, parties)
        return
    if record.id in agreement.status_at:
        entry["agreementStatus"] = agreement.status
    if agreement.others_at:
        parties.append(_others(draft, agreement))
    if parties:
        entry["hasParty"] = parties
    if topics := draft.world.tables.topics_of(record.agreement.topics or record.topics):
        entry["coversTopic"] = topics
    draft.reports.append(entry)
    if stage.act and (event or record.event_type in tables.acts):
        _write_act(draft, agreement, event, stage, parties)


def _announce(draft: Draft, entry: dict[str, Any], stage: Stage, parties: list[str]) -> None:
    draft.mentions.append(entry)
    name, status = entry["id"], stage.status
    draft.claim(f"The agreement is {status}", (name, "agreementStatus", f"agreement-status:{status}"), status)
    for party in parties:
        draft.claim("A party of the agreement that is to come", (name, "hasParty", party), status)


def _others(draft: Draft, agreement: Shared) -> str:
    """Return the group that stands for the parties no document names; one dossier describes it."""
    group = f"group:{agreement.address.partition(':')[2]}-parties"
    if agreement.others_at == draft.record.id:
        label = f"Parties that are not named of: {agreement.label}"
        draft.reports.append({"id": group, "type": "ActorGroup", "label": {"en": label}})
    return group


def _write_act(draft: Draft, agreement: Shared, event: Shared | None, stage: Stage, parties: list[str]) -> None:
    record, tables = draft.record, draft.world.tables
    by = [party for party in parties if not party.startswith("group:")]
    slug = agreement.address.partition(":")[2]
    entry: dict[str, Any] = {
        "id": f"act:{slug}-{stage.act}",
        "type": "AgreementAct",
        "actType": stage.act,
        "actOn": agreement.address,
    }
    acting = _acting(record, draft.world.known, stage)
    entry["id"] += "".join(f"-{actor.partition(':')[2].lower()}" for actor in acting)
    by = acting if acting or stage.act in _ONE_SIDED else by
    if by:
        entry["actBy"] = by
    if event and came_about(record, tables):
        entry["actDuring"] = event.address
    elif record.event_type in tables.acts and is_real(record) and (silent := write_date(draft, entry)):
        entry["leavesOpen"] = silent
    draft.reports.append(entry)


def _acting(record: Record, known: Known, stage: Stage) -> list[str]:
    """Return for whom an act is that is not of all parties; it has an address of its own."""
    assert record.agreement
    if record.agreement.acting:
        return sorted(known.actors_of(record.agreement.acting))
    alone = _acting_alone(record, known) if stage.act in _ONE_SIDED else None
    return [alone] if alone else []


def _acting_alone(record: Record, known: Known) -> str | None:
    """Return who approved, ratified or acceded: the only party, or the one with whom the title begins."""
    assert record.agreement
    if len(record.agreement.parties) == 1:
        return known.actor(record.agreement.parties[0])
    opening = _DEED.match(record.title)
    sides = sorted(known.actors_of(record.parties)) if opening else []
    return next((side for side in sides if _begins(record.title, known.labels.get(side, ""))), None)


def _begins(title: str, label: str) -> bool:
    """Return whether a title begins with a state or its people: "Indian cabinet", "Estonia"."""
    return len(label) >= 4 and title.casefold().startswith(label.casefold()[:4])
