"""The import from end to end: read records, decide identities, make dossiers and reference files, write them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.register.dossier import make_dossier, name_colliding_spellings
from app.register.identity import Identities, actors_of, identify, preferred, side_of
from app.register.known import GENERATED, Known, read_known
from app.register.lineages import find_lineages
from app.register.naming import agreement_label, event_label, name_agreement, name_event
from app.register.posts import Title, parse_post, slug_of
from app.register.records import Record, corrected, read_register, web_key, write_records
from app.register.shared import Shared, World, is_official, is_real
from app.register.tables import Tables, check_terms, read_tables
from app.register.writing import Written, as_yaml, read_state, write_all

STORE = Path("data/register/records.jsonl")
CORRECTIONS = Path("data/register/corrections.yaml")
Progress = Callable[[str], None]
_LADDER = "in-force exchanged signed adopted approved initialled agreed negotiated discussed ended unknown planned expected".split()
_EVENT_ORDER = "signing forum visit meeting negotiation establishment joint_statement other".split()


@dataclass(frozen=True)
class Imported:
    """What an import came to: the files, what is left out with its reason, and what waits for a person."""

    written: Written
    records: int
    left_out: Mapping[str, str]
    in_doubt: Mapping[str, int]
    counts: Mapping[str, int]


def import_register(root: Path, paths: Iterable[Path], progress: Progress = lambda _: None) -> Imported:
    """Take the records of ``paths`` into the project's own, and write every dossier and reference file anew.

    The same records and decisions give the same bytes. Raises DataError, with nothing written, where a record is wrong or
    uses a term that no table knows.
    """
    progress("reading records")
    stored = read_register(root / STORE) if (root / STORE).exists() else []
    records = {record.id: record for record in stored}
    for path in paths:
        records |= {record.id: record for record in read_register(path)}
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
        lambda found, kind: name_event(found, known, kind),
        lambda found, kind: name_agreement(found, known, kind),
    )
    progress("making dossiers")
    world, reference = _world(used, known, tables, identities)
    files = {f"data/sources/{record.id}.yaml": as_yaml(make_dossier(record, world)) for record in used}
    files |= {f"data/reference/{GENERATED}{name}.yaml": text for name, text in reference.items()}
    progress("writing")
    write_records(records.values(), root / STORE)
    written = write_all(root, files)
    counts = {
        "events": len({item.address for item in world.events.values()}),
        "agreements": len({item.address for item in world.agreements.values()}),
        "persons": len(set(identities.persons.values())),
        "offices": len(set(world.offices.values())),
    }
    return Imported(written, len(records), left_out, identities.in_doubt, counts)


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
    publishers, publisher_records = _publishers(records, known)
    offices, office_records = _offices(records, known)
    world = World(
        known, tables, identities,
        _events(records, known, tables, identities),
        _agreements(records, known, tables, identities),
        find_lineages(records, identities.events), publishers, offices,
        name_colliding_spellings(records, known, identities),
    )  # fmt: skip
    reference = {
        "persons": as_yaml(
            {"resources": _persons(identities, known)},
            "People whom imported documents name. Written by `digdip import register`.",
        ),
        "offices": as_yaml(
            {"resources": office_records}, "Offices that imported documents name. Written by `digdip import register`."
        ),
        "publishers": as_yaml(
            {"resources": publisher_records}, "Who published imported documents. Written by `digdip import register`."
        ),
    }
    if identities.retired:
        gone = [
            {"id": old, "label": {"en": f"Retired address, replaced by {new}"}, "deprecated": True, "isReplacedBy": new}
            for old, new in identities.retired.items()
        ]
        reference["retired"] = as_yaml(
            {"resources": gone}, "Addresses that were merged into others. Written by `digdip import register`."
        )
    return world, reference


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
        sides = {actor for record in group for actor in actors_of(record, known)}
        sides |= {side for record in group for one in record.officials if (side := side_of(one, known)) != "unnamed"}
        label = event_label(best)
        shared = Shared(
            address,
            group,
            best.id if address not in known.names else "",
            label,
            {r.id: _classes(r, address, tables, len(sides)) for r in group},
        )
        found |= {record.id: shared for record in group}
    return found


def _classes(record: Record, address: str, tables: Tables, sides: int) -> list[str]:
    name = tables.events[record.event_type]
    if name == "Meeting" and sides >= 3:
        name = "MultilateralMeeting"
    if address.startswith("forum:"):
        return (
            ["ForumEdition"]
            if name in ("ForumEdition", "DiplomaticEvent", "MultilateralMeeting", "Meeting")
            else ["ForumEdition", name]
        )
    return ["Meeting" if name == "ForumEdition" else name]


def _agreements(records: list[Record], known: Known, tables: Tables, identities: Identities) -> dict[str, Shared]:
    found: dict[str, Shared] = {}
    concerned = [record for record in records if record.agreement and tables.class_of(record.agreement.kind)]
    for address, group in _grouped(concerned, identities.agreements).items():
        best = _best(group)
        assert best.agreement
        accepted = [record for record in group if record.confidence != "low"]
        parties = sorted(
            {
                actor
                for record in accepted or group
                if record.agreement
                for name in record.agreement.parties
                if (actor := known.actor(name))
            }
        )
        classes = Counter(
            name
            for record in group
            if record.agreement and (name := tables.class_of(record.agreement.kind)) and name != "Agreement"
        )
        common = max(sorted(classes), key=lambda name: classes[name]) if classes else "Agreement"
        status, at = _status(accepted or group, tables)
        label = agreement_label(best, known, parties)
        shared = Shared(
            address, group, best.id if address not in known.names else "", label,
            {r.id: [common if (r.agreement and tables.class_of(r.agreement.kind) == common) or r is best else "Agreement"] for r in group},
            status, at if address not in known.names else frozenset(), len(parties) < 2 and address not in known.names,
        )  # fmt: skip
        found |= {record.id: shared for record in group}
    return found


def _status(records: list[Record], tables: Tables) -> tuple[str | None, frozenset[str]]:
    """Return the furthest stage that some document reports, and the documents that do: earlier ones are not contradicted."""
    stages: dict[str, str] = {}
    for record in records:
        assert record.agreement
        stage = tables.statuses.get(record.agreement.status or "") or tables.acts.get(record.event_type)
        if stage and not stage.future:
            stages[record.id] = stage.status
    if not stages:
        return None, frozenset()
    furthest = min(stages.values(), key=_LADDER.index)
    return furthest, frozenset(key for key, status in stages.items() if status == furthest)


def _publishers(records: Iterable[Record], known: Known) -> tuple[dict[str, str], list[dict[str, Any]]]:
    addresses: dict[str, str] = {}
    described: dict[str, dict[str, Any]] = {}
    for name in sorted({record.publisher for record in records if record.publisher}):
        address = known.actor(name) or f"organisation:{slug_of(name)[:60].strip('-')}"
        addresses[name] = address
        if address not in known.names and address not in described:
            described[address] = {"id": address, "type": "Organisation", "label": {"en": name}}
    return addresses, [described[address] for address in sorted(described)]


def _offices(
    records: Iterable[Record], known: Known
) -> tuple[dict[tuple[str, tuple[str, ...]], str], list[dict[str, Any]]]:
    named: dict[tuple[str, tuple[str, ...]], Counter[Title]] = defaultdict(Counter)
    for record in records:
        for official in record.officials:
            side = side_of(official, known)
            if side != "unnamed":
                for title in parse_post(official.post):
                    if title.is_office and title.held:
                        named[side, title.key][title] += 1
    addresses: dict[tuple[str, tuple[str, ...]], str] = {}
    described: dict[str, dict[str, Any]] = {}
    for (side, key), titles in sorted(named.items()):
        title = max(titles, key=lambda item: (titles[item], -len(item.text), item.text))
        address = known.office(side, title)
        if not address:
            address = f"office:{known.alpha2.get(side) or side.partition(':')[2].lower()}-{title.slug}"
            entry = _office(address, side, title, known)
            others = sorted({item.text for item in titles} - {title.text})
            if others:
                entry["altLabel"] = {"en": others}
            if address not in known.names:
                described.setdefault(address, entry)
        addresses[side, key] = address
    return addresses, [described[address] for address in sorted(described)]


def _office(address: str, side: str, title: Title, known: Known) -> dict[str, Any]:
    owner = known.labels.get(side, side)
    receiving = known.actor(title.receiving) if title.receiving else None
    kind = title.kind if title.kind != "AmbassadorialOffice" or (receiving or "").startswith("state:") else "Office"
    label = f"{title.text} ({owner})"
    entry: dict[str, Any] = {"id": address, "type": kind, "label": {"en": label}}
    entry["officeOf" if side.startswith("organisation:") else "officeOfState"] = side
    if kind == "AmbassadorialOffice":
        entry["accreditedTo"] = receiving
    return entry


def _persons(identities: Identities, known: Known) -> list[dict[str, Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for key, address in identities.persons.items():
        groups[address].append(identities.namings[key])
    return [
        {"id": address, "type": "Person", "label": {"en": preferred(namings)}}
        for address, namings in sorted(groups.items())
        if address not in known.names
    ]
