"""The import from end to end: read records, decide identities, make dossiers and reference files, write them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.register.agreements import stage_of
from app.register.bodies import find_bodies, former_addresses
from app.register.corrections import corrected
from app.register.dossier import make_dossier
from app.register.happenings import are_counterparts
from app.register.identity import Identities, identify, side_of, sides_of, tells_office
from app.register.known import GENERATED, Known, read_known
from app.register.lineages import find_lineages
from app.register.naming import agreement_label, event_label, name_agreement, name_event
from app.register.persons import UNNAMED
from app.register.posts import parse_post
from app.register.records import Record, check_references, read_register, web_key, write_records
from app.register.reference import describe_offices, describe_persons, describe_publishers, describe_retired
from app.register.shared import Shared, World, is_official, is_real
from app.register.spellings import name_colliding_spellings
from app.register.tables import Tables, check_terms, read_tables
from app.register.writing import Written, as_yaml, read_state, write_all, write_text

STORE = Path("data/register/records.jsonl")
CORRECTIONS = Path("data/register/corrections.yaml")
Progress = Callable[[str], None]
_BY = "Written by `digdip import register`."
_HEADS = {
    "persons": "People whom imported documents name.",
    "offices": "Offices that imported documents name.",
    "publishers": "Who published imported documents.",
    "retired": "Addresses that were merged into others, or of which no document tells.",
}
_LADDER = (
    "ended in-force exchanged signed adopted approved initialled agreed negotiated discussed unknown planned expected"
).split()


@dataclass(frozen=True)
class Imported:
    """What an import came to: the files, what is left out with its reason, and what waits for a person."""

    written: Written
    records: int
    left_out: Mapping[str, str]
    in_doubt: Mapping[str, int]
    unused: list[str]
    unheard: list[str]
    counts: Mapping[str, int]


def import_register(
    root: Path, paths: Iterable[Path], progress: Progress = lambda _: None, settle: bool = False
) -> Imported:
    """Take the records of ``paths`` into the project's own, and write every dossier and reference file anew.

    The same records and decisions give the same bytes. Raises DataError, with nothing written, where a record is
    wrong or uses a term that no table knows.
    """
    progress("reading records")
    stored = read_register(root / STORE) if (root / STORE).exists() else []
    records = {record.id: record for record in stored}
    for path in paths:
        records |= {record.id: record for record in read_register(path)}
    check_references(records.values())
    read = corrected((record for _, record in sorted(records.items())), root / CORRECTIONS)
    left_out = _left_out(read)
    used = [record for record in read if record.id not in left_out]
    imported = frozenset(Path(name).name for name in read_state(root) if name.startswith("data/sources/"))
    known, tables = read_known(root, imported), read_tables(root)
    check_terms(used, tables, known)
    progress(f"deciding who and what {len(used)} records mean")
    identities = identify(
        root,
        used,
        known,
        lambda found: name_event(found, known),
        lambda found: name_agreement(found, known),
    )
    progress("making dossiers")
    world, reference = _world(used, known, tables, identities)
    files = {f"data/sources/{record.id}.yaml": as_yaml(make_dossier(record, world)) for record in used}
    files |= {f"data/reference/{GENERATED}{name}.yaml": text for name, text in reference.items()}
    progress("writing")
    write_records(records.values(), root / STORE)
    for path, text in identities.files.items():
        write_text(root / path, text)
    written = write_all(root, files, settle)
    counts = {
        "events": len({item.address for item in world.events.values()}),
        "agreements": len({item.address for item in world.agreements.values()}),
        "bodies": len({item.address for item in world.bodies.values()}),
        "persons": len(set(identities.persons.values())),
        "offices": len(set(world.offices.values())),
    }
    unheard = [line for record in used for line in _unheard(record, known, tables)]
    return Imported(written, len(records), left_out, identities.in_doubt, identities.unused, unheard, counts)


def _unheard(record: Record, known: Known, tables: Tables) -> Iterator[str]:
    """Yield what a record says and no dossier does: posts that tell no office, parties for whom nobody acts."""
    for official in record.officials:
        side = side_of(official, known)
        held = [title for title in parse_post(official.post) if title.held]
        if held and not any(tells_office(title, side, known) for title in held):
            yield f"{record.id}: {official.post!r} of {side} tells no office that {official.name} holds"
    names = (*record.parties, *(record.agreement.parties if record.agreement else ()))
    yield from (f"{record.id}: {name} is no actor" for name in sorted(set(names) & tables.not_actors))


def _left_out(records: Iterable[Record]) -> dict[str, str]:
    """Return the records that make no dossier, each with the reason."""
    found: dict[str, str] = {}
    seen: dict[str, str] = {}
    for record in sorted(records, key=lambda item: item.id):
        key = web_key(record.url)
        if key in seen:
            found[record.id] = f"has the same address as {seen[key]}"
        elif not record.facts and not record.agreement:
            found[record.id] = "reports no fact"
        seen.setdefault(key, record.id)
    return found


def _world(records: list[Record], known: Known, tables: Tables, identities: Identities) -> tuple[World, dict[str, str]]:
    publishers, publisher_records = describe_publishers(records, known)
    offices, office_records = describe_offices(identities, known)
    world = World(
        known, tables, identities,
        _events(records, known, tables, identities),
        _agreements(records, known, tables, identities),
        find_bodies(records, tables, identities, _best),
        find_lineages(records, identities.events), publishers, offices,
        name_colliding_spellings(records, known, identities),
    )  # fmt: skip
    found = {"persons": describe_persons(identities, known), "offices": office_records, "publishers": publisher_records}
    if retired := identities.retired | former_addresses(world.bodies, identities):
        found["retired"] = describe_retired(retired)
    return world, {name: as_yaml({"resources": items}, f"{_HEADS[name]}\n{_BY}") for name, items in found.items()}


def _grouped(records: Iterable[Record], addresses: Mapping[str, str]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.id in addresses:
            groups[addresses[record.id]].append(record)
    return dict(sorted(groups.items()))


def _best(records: Iterable[Record]) -> Record:
    """Return the record whose words name the thing: of an accepted document, sure, official, with a plain title."""
    return min(
        records,
        key=lambda item: (
            item.confidence == "low",
            not is_real(item),
            item.confidence != "high",
            ":" in item.title,
            not is_official(item),
            item.id,
        ),
    )


def _events(records: list[Record], known: Known, tables: Tables, identities: Identities) -> dict[str, Shared]:
    found: dict[str, Shared] = {}
    occasions = [record for record in records if record.event_type in tables.events]
    for address, group in _grouped(occasions, identities.events).items():
        best = _best(group)
        sides = {actor for record in group for actor in sides_of(record, known)}
        present = (one for record in group for one in record.officials if one.role != "mentioned")
        sides |= {side for one in present if (side := side_of(one, known)) != UNNAMED}
        label = event_label(best)
        shared = Shared(
            address,
            group,
            best.id if address not in known.names else "",
            label,
            {r.id: _classes(r, address, tables, sides) for r in group},
        )
        found |= {record.id: shared for record in group}
    return found


def _classes(record: Record, address: str, tables: Tables, sides: set[str]) -> list[str]:
    name = tables.events[record.event_type]
    if address.startswith("forum:"):
        return ["ForumEdition"] if name in ("ForumEdition", "DiplomaticEvent", "Meeting") else ["ForumEdition", name]
    if name == "Meeting":
        return [_meeting_class(sides)]
    return ["Meeting" if name == "ForumEdition" else name]


def _meeting_class(sides: set[str]) -> str:
    if len(sides) >= 3:
        return "MultilateralMeeting"
    return "BilateralMeeting" if are_counterparts(sides) else "Meeting"


def _agreements(records: list[Record], known: Known, tables: Tables, identities: Identities) -> dict[str, Shared]:
    found: dict[str, Shared] = {}
    concerned = [record for record in records if record.agreement and tables.is_agreement(record.agreement)]
    for address, group in _grouped(concerned, identities.agreements).items():
        best = _best(group)
        assert best.agreement
        accepted = [record for record in group if record.confidence != "low"] or group
        told = [record for record in accepted if not stage_of(record, tables).future]
        alone = bool(told) and len(_parties(told, known)) < 2 and address not in known.names
        common = _common_class(group, tables)
        status, at = _status(accepted, tables)
        label = agreement_label(best, known, sorted(_parties(group, known)))
        shared = Shared(
            address, group, best.id if address not in known.names else "", label,
            {r.id: [common if _is_of(r, common, tables) else "Agreement"] for r in group},
            status, at if address not in known.names else frozenset(), told[0].id if alone else "",
        )  # fmt: skip
        found |= {record.id: shared for record in group}
    return found


def _parties(records: list[Record], known: Known) -> set[str]:
    return {actor for record in records if record.agreement for actor in known.actors_of(record.agreement.parties)}


def _common_class(group: Iterable[Record], tables: Tables) -> str:
    """Return the class that most records give an agreement; among as many a closer one than a plain agreement."""
    told = (tables.class_of(record.agreement.kind) for record in group if record.agreement)
    classes = Counter(name for name in told if name)
    return max(sorted(classes), key=lambda name: (classes[name], name != "Agreement"))


def _is_of(record: Record, name: str, tables: Tables) -> bool:
    return record.agreement is not None and tables.class_of(record.agreement.kind) == name


def _tells_stage(record: Record, tables: Tables) -> bool:
    return bool(record.agreement and record.agreement.status) or record.event_type in tables.acts


def _status(records: list[Record], tables: Tables) -> tuple[str | None, frozenset[str]]:
    """Return the furthest stage that a document reports, and the documents that do: earlier ones stay silent."""
    told = [record for record in records if record.agreement and _tells_stage(record, tables)]
    stages = {record.id: stage.status for record in told if not (stage := stage_of(record, tables)).future}
    if not stages:
        return None, frozenset()
    furthest = min(stages.values(), key=_LADDER.index)
    return furthest, frozenset(key for key, status in stages.items() if status == furthest)
