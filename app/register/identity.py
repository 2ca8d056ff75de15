"""Who and what the records mean: each event, agreement, person and office gets one address, which it keeps.

The ledger (``data/register/identities.tsv``) holds what was decided: for every name or record the address, the method and
the score. An address once given stays; where two things turn out to be one, the older address wins and the other is
retired with a pointer to it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.register.known import Known
from app.register.matching import Clusters, Decision, Match, Pair, decide, read_review, write_review
from app.register.occasions import Occasion, agreement_matches, event_matches
from app.register.persons import Naming, naming_id, person_matches, titles_of
from app.register.records import Official, Record

REVIEWS = Path("data/editorial/identity")
LEDGER = Path("data/register/identities.tsv")
_HEADS = {
    "events": "Records that may tell of one event.",
    "agreements": "Records that may be about one agreement.",
    "persons": "Names that may mean one person.",
}
_HOW = (
    "\nWritten by `digdip import register`. Put `decision: same` or `decision: different`, and `why:`; both are kept.\n"
    "An entry may also be added by hand: `a:`, `b:`, `decision:`, `why:`, with records, or the address of what is meant."
)


@dataclass(frozen=True)
class Entry:
    """One line of the ledger."""

    kind: str
    key: str
    address: str
    method: str
    score: float


@dataclass
class Identities:
    """The outcome: addresses by record, and by name for one side."""

    events: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    namings: dict[str, Naming] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    retired: dict[str, str] = field(default_factory=dict)
    in_doubt: dict[str, int] = field(default_factory=dict)

    def person(self, official: Official, side: str) -> str:
        """Return the address of an official who acts for a side."""
        return self.persons[naming_id(official.name, side)]


def side_of(official: Official, known: Known) -> str:
    """Return the actor that an official acts for, or ``unnamed`` where the record gives none."""
    return (known.actor(official.of) if official.of else None) or "unnamed"


def actors_of(record: Record, known: Known) -> frozenset[str]:
    """Return every state and organisation that a record names as a party."""
    names = (*record.parties, *(record.agreement.parties if record.agreement else ()))
    return frozenset(actor for name in names if (actor := known.actor(name)))


Namer = Callable[[list[Record], str], str]


def identify(root: Path, records: list[Record], known: Known, name_event: Namer, name_agreement: Namer) -> Identities:
    """Decide every identity; reads and writes the review files and the ledger below ``root``.

    ``name_event`` and ``name_agreement`` make an address for the records that tell of one thing.
    """
    by_id = {record.id: record for record in records}
    occasions = [Occasion(record, actors_of(record, known)) for record in records]
    found, minting = Identities(), _Minting(read_ledger(root / LEDGER), known.names)
    texts = {record.id: _shown(record) for record in records}

    clusters, applied = _settle(root, "events", by_id, event_matches(occasions), texts, found)
    for group in clusters.groups():
        members = [by_id[item] for item in group if item in by_id]
        address = minting.address("event", group, lambda kind, m=members: name_event(m, kind))
        found.events |= {record.id: address for record in members}
    found.entries += _entries("event", found.events, applied)

    concerned = {record.id: record for record in records if record.agreement}
    matches = agreement_matches(
        [item for item in occasions if item.id in concerned], {r: found.events[r] for r in concerned}
    )
    clusters, applied = _settle(root, "agreements", concerned, matches, texts, found)
    for group in clusters.groups():
        members = [concerned[item] for item in group if item in concerned]
        address = minting.address("agreement", group, lambda kind, m=members: name_agreement(m, kind))
        found.agreements |= {record.id: address for record in members}
    found.entries += _entries("agreement", found.agreements, applied)

    found.namings = _namings(records, known, found.events)
    shown = {key: _shown_naming(item) for key, item in found.namings.items()}
    clusters, applied = _settle(root, "persons", found.namings, person_matches(found.namings.values()), shown, found)
    for group in clusters.groups():
        own = [found.namings[item] for item in group if item in found.namings]
        address = next((item.known for item in own if item.known), None)
        address = address or minting.address("person", group, lambda kind, m=own: f"{kind}:{preferred_slug(m)}")
        found.persons |= {item.id: address for item in own}
    found.entries += _entries("person", found.persons, applied)
    found.retired = minting.retired()
    write_ledger(found.entries, root / LEDGER)
    return found


def _settle(
    root: Path,
    kind: str,
    items: Iterable[str],
    matches: Iterable[Match[str]],
    evidence: Mapping[str, Mapping[str, object]],
    found: Identities,
) -> tuple[Clusters[str], list[Match[str]]]:
    path = root / REVIEWS / f"{kind}.yaml"
    decided: dict[Pair, Decision] = read_review(path)
    given = {item for pair in decided for item in pair if ":" in item and "|" not in item}
    clusters, applied, doubtful = decide([*items, *sorted(given)], matches, decided)
    found.in_doubt[kind] = write_review(path, _HEADS[kind] + _HOW, doubtful, decided, evidence, clusters)
    return clusters, applied


def _namings(records: Iterable[Record], known: Known, events: Mapping[str, str]) -> dict[str, Naming]:
    found: dict[str, Naming] = {}
    for item in known.namings:
        found.setdefault(item.id, item)
    for record in records:
        year = (record.event_date or record.published or "")[:4]
        for official in record.officials:
            side = side_of(official, known)
            naming = found.setdefault(naming_id(official.name, side), Naming(official.name, side))
            naming.titles |= titles_of(official.post)
            naming.events.add(events[record.id])
            naming.records.add(record.id)
            naming.years |= {int(year)} if year.isdigit() else set()
    return found


def preferred(namings: Iterable[Naming]) -> str:
    """Return the name by which a person is called: the form in most records, and of these the longest."""
    return max(namings, key=lambda item: (len(item.records), len(item.name), item.name)).name


def preferred_slug(namings: Iterable[Naming]) -> str:
    """Return the words of the preferred name for an address."""
    from app.register.posts import slug_of

    return slug_of(preferred(namings))


def _shown(record: Record) -> dict[str, object]:
    shown = {
        "record": record.id,
        "title": record.title,
        "event": f"{record.event_type}, {record.modality}, {record.event_date or 'no date'}, published {record.published or 'on no printed day'}",
        "place": record.place,
        "parties": ", ".join(record.parties),
        "people": ", ".join(official.name for official in record.officials),
        "agreement": f"{record.agreement.title} ({record.agreement.kind}, {record.agreement.status})"
        if record.agreement
        else None,
        "facts": list(record.facts),
        "note": record.note,
    }
    return {key: value for key, value in shown.items() if value}


def _shown_naming(naming: Naming) -> dict[str, object]:
    return {
        "name": naming.name,
        "side": naming.side,
        "titles": sorted(" ".join(title) for title in naming.titles),
        "years": sorted(naming.years),
        "records": sorted(naming.records),
    }


def _entries(kind: str, addresses: Mapping[str, str], applied: Iterable[Match[str]]) -> list[Entry]:
    methods: dict[str, Match[str]] = {}
    for match in applied:
        for item in (match.left, match.right):
            if item not in methods or match.score < methods[item].score:
                methods[item] = match
    return [
        Entry(
            kind,
            key,
            address,
            methods[key].method if key in methods else "alone",
            methods[key].score if key in methods else 1.0,
        )
        for key, address in addresses.items()
    ]


def read_ledger(path: Path) -> list[Entry]:
    """Read the ledger; an absent one is empty."""
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [Entry(kind, key, address, method, float(score)) for kind, key, address, method, score in rows]


def write_ledger(entries: Iterable[Entry], path: Path) -> None:
    """Write the ledger, sorted by kind and key."""
    rows = sorted((item.kind, item.key, item.address, item.method, f"{item.score:.2f}") for item in entries)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join("\t".join(row) + "\n" for row in [("kind", "key", "address", "method", "score"), *rows]),
        encoding="utf-8",
    )


class _Minting:
    """Gives addresses: the one that stands among the members, else the one in the ledger, else a new one."""

    def __init__(self, ledger: Iterable[Entry], taken: set[str]) -> None:
        self.before: dict[tuple[str, str], str] = {(item.kind, item.key): item.address for item in ledger}
        self.taken = set(taken) | set(self.before.values())
        self.given: dict[str, str] = {}
        self.moved: dict[str, set[str]] = defaultdict(set)

    def address(self, kind: str, group: list[str], name: Callable[[str], str]) -> str:
        """Return the address for the members of a group."""
        stated = sorted(item for item in group if ":" in item and "|" not in item)
        former = Counter(self.before[kind, item] for item in group if (kind, item) in self.before)
        free = [
            item for item, _ in sorted(former.items(), key=lambda pair: (-pair[1], pair[0])) if item not in self.given
        ]
        address = stated[0] if stated else free[0] if free else self._new(name(kind))
        self.given[address] = group[0]
        for item in former:
            self.moved[item].add(address)
        return address

    def _new(self, wanted: str) -> str:
        address, number = wanted, 2
        while address in self.taken:
            address, number = f"{wanted}-{number}", number + 1
        self.taken.add(address)
        return address

    def retired(self) -> dict[str, str]:
        """Return the addresses of the ledger that nothing bears any longer, each with the one in its place."""
        return {old: min(new) for old, new in sorted(self.moved.items()) if old not in self.given}
