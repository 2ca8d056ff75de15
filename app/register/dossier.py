"""From one record of a register, with its identities, to one dossier.

What the record reports as done becomes plain statements; what is planned or expected becomes mentions and claims.
Every fact of the record is kept as a claim in the register's words. Nothing is added that the record does not say: a
role that is not told is the plain `participant`, a place that the reader added is left out.
"""

from typing import Any

from app.register.agreements import came_about, write_agreement
from app.register.bodies import is_established, write_body
from app.register.happenings import announce_event, write_event
from app.register.identity import actors_of, side_of
from app.register.posts import Title, parse_post
from app.register.records import Official, Record
from app.register.shared import Draft, World, as_day, is_real
from app.register.spellings import language_of
from app.register.wording import modality_of, polarity_of


def make_dossier(record: Record, world: World) -> dict[str, Any]:
    """Return the dossier of a record as the tree that its file holds."""
    draft = Draft(record, world)
    event, agreement, body = (told.get(record.id) for told in (world.events, world.agreements, world.bodies))
    sides = [(official, side_of(official, world.known)) for official in record.officials]
    people = [(official, side, _write_person(draft, official, side)) for official, side in sides]
    if agreement:
        write_agreement(draft, agreement, event)
    if body:
        write_body(draft, body)
    outcome = agreement if agreement and came_about(record, world.tables) else None
    outcome = body if body and is_established(record, world.tables) else outcome
    if event and is_real(record):
        write_event(draft, event, outcome.address if outcome else None, people)
    elif event:
        announce_event(draft, event)
    _write_facts(draft, [item.address for item in (event, agreement, body) if item])
    parts = {"reports": draft.reports, "mentions": draft.mentions, "claims": draft.claims}
    return _head(record, world) | {key: entries for key, entries in parts.items() if entries}


def _head(record: Record, world: World) -> dict[str, Any]:
    issued = as_day(record.published)
    tree: dict[str, Any] = {
        "id": f"source:{record.id}",
        "type": world.tables.documents[record.source_kind],
        "title": {"en": record.title},
        "language": record.lang,
        "identifier": record.id,
        "url": record.url,
    }
    if record.publisher:
        tree["publisher"] = world.publishers[record.publisher]
    if issued:
        tree["issued"] = issued
    tree["reviewStatus"] = "proposed" if record.confidence == "low" else "accepted"
    if record.note:
        tree["comment"] = {"en": record.note}
    if record.id in world.lineages:
        tree["nearDuplicateOf"] = [f"source:{key}" for key in world.lineages[record.id]]
    if silent := [key for key, value in (("issued", issued), ("publisher", record.publisher)) if not value]:
        tree["leavesOpen"] = silent
    return tree


def _write_person(draft: Draft, official: Official, side: str) -> str | None:
    """Report how the document names a person, and the offices that they hold; return the first holding."""
    person = draft.world.identities.person(draft.record, official, side)
    tag = language_of(draft.record)
    form: dict[str, Any] = {"literalForm": {tag: official.name}, "nameScript": "Latn"}
    if name := draft.world.spellings.get((person, tag, official.name)):
        form = {"id": name, "type": "NameForm", **form}
    described = next((item for item in draft.reports if item["id"] == person), None)
    if described is None:
        draft.reports.append({"id": person, "hasNameForm": [form]})
    elif form not in described["hasNameForm"]:  # a second spelling in one document
        described["hasNameForm"].append(form)
    titles = [title for title in parse_post(official.post) if title.held]
    offices = [(draft.world.offices.get((side, title.key)), title) for title in titles]
    holdings = [_write_holding(draft, person, office, title) for office, title in offices if office]
    return holdings[0] if holdings else None


def _write_holding(draft: Draft, person: str, office: str, title: Title) -> str:
    name = draft.world.known.holdings.get((person, office))
    name = name or f"holding:{person.partition(':')[2]}-{office.partition(':')[2]}"
    if not draft.has(name):
        draft.reports.append(
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


def _write_facts(draft: Draft, about: list[str]) -> None:
    record = draft.record
    about = about or sorted(actors_of(record, draft.world.known)) or [f"source:{record.id}"]
    real, agreed = is_real(record), record.agreement is not None
    for fact in record.facts:
        modality = fact.modality or modality_of(fact.text, real, agreed)
        words = {"modality": modality, "polarity": polarity_of(fact.text)}
        draft.add_claim({"label": {"en": fact.text}, "claimAbout": about} | words)
