"""Who and what the records mean: each event, agreement, person and office gets one address, which it keeps.

The ledger (``data/register/identities.tsv``) holds what was decided: for every name or record the address, the method
and the score. An address once given stays; where two things turn out to be one, the older address wins and the other
is retired with a pointer to it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.register.evidence import shown_naming, shown_office, shown_record
from app.register.known import Known
from app.register.ledger import Entry, Minting, entries_of, read_ledger, write_ledger
from app.register.matching import Clusters, Match, Pair, decide, read_review, write_review
from app.register.occasions import Occasion, agreement_matches, event_matches
from app.register.offices import Office, address_given, new_office, office_id, office_matches, preferred_title
from app.register.persons import (
    UNNAMED,
    Naming,
    may_be_one_naming,
    naming_id,
    person_matches,
    preferred,
    scoped_id,
    titles_of,
)
from app.register.portfolios import Portfolios, read_portfolios
from app.register.posts import Title, parse_post, slug_of
from app.register.records import Official, Record

REVIEWS = Path("data/editorial/identity")
LEDGER = Path("data/register/identities.tsv")
_HEADS = {
    "events": "Records that may tell of one event.",
    "agreements": "Records that may be about one agreement.",
    "persons": "Names that may mean one person.",
    "offices": "Titles that may mean one office.",
}
_HOW = (
    "\nWritten by `digdip import register`. Put `decision: same` or `decision: different`, and `why:`; both are kept.\n"
    "An entry may also be added by hand: `a:`, `b:`, `decision:`, `why:`, with records, or the address that is meant."
)


@dataclass
class Identities:
    """The outcome: addresses by record, and by name for one side."""

    events: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    namings: dict[str, Naming] = field(default_factory=dict)
    titles: dict[str, Office] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    retired: dict[str, str] = field(default_factory=dict)
    in_doubt: dict[str, int] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)

    def person(self, record: Record, official: Official, side: str) -> str:
        """Return the address of an official whom a record names and who acts for a side."""
        alone = scoped_id(official.name, side, record.id)
        return self.persons[alone] if alone in self.persons else self.persons[naming_id(official.name, side)]


def side_of(official: Official, known: Known) -> str:
    """Return the actor that an official acts for, or ``unnamed`` where the record gives none."""
    return (known.actor(official.of) if official.of else None) or UNNAMED


def actors_of(record: Record, known: Known) -> frozenset[str]:
    """Return every state and organisation that a record names as a party."""
    names = (*record.parties, *(record.agreement.parties if record.agreement else ()))
    return frozenset(actor for name in names if (actor := known.actor(name)))


def sides_of(record: Record, known: Known) -> frozenset[str]:
    """Return the sides of a record's event: of a signing also the parties of what is signed."""
    return actors_of(record, known) if record.event_type == "signing" else known.actors_of(record.parties)


Namer = Callable[[list[Record]], str]


def identify(root: Path, records: list[Record], known: Known, name_event: Namer, name_agreement: Namer) -> Identities:
    """Decide every identity by the review files and the ledger below ``root``; ``files`` is what becomes of these.

    ``name_event`` and ``name_agreement`` make an address for the records that tell of one thing.
    """
    deciding = _Deciding(root, Minting(read_ledger(root / LEDGER), known.names))
    occasions = {record.id: Occasion(record, actors_of(record, known)) for record in records}
    texts = {record.id: shown_record(record) for record in records}
    by_id = {record.id: record for record in records}
    concerned = {record.id: occasions[record.id] for record in records if record.agreement}
    found = deciding.found

    def named(name: Namer) -> Callable[[list[str]], str]:
        return lambda group: name([by_id[item] for item in group if item in by_id])

    found.events = deciding.decide("event", occasions, event_matches(occasions.values()), texts, named(name_event))
    matches = agreement_matches(concerned.values(), found.events)
    found.agreements = deciding.decide("agreement", concerned, matches, texts, named(name_agreement))
    found.namings = _namings(records, known, found.events)
    shown = {key: shown_naming(item) for key, item in found.namings.items()}
    found.persons = deciding.decide_persons(found.namings, shown)
    portfolios = read_portfolios(root)
    found.titles = _offices(records, known, portfolios, found)
    found.offices = deciding.decide_offices(found.titles, office_matches(found.titles.values(), portfolios), known)
    found.retired = deciding.minting.retired()
    found.files[LEDGER] = write_ledger(deciding.minting.lines(found.entries))
    return found


@dataclass
class _Deciding:
    """One run over the three kinds of identity, with what it has come to so far."""

    root: Path
    minting: Minting
    found: Identities = field(default_factory=Identities)

    def decide_persons(
        self, namings: Mapping[str, Naming], shown: Mapping[str, Mapping[str, object]]
    ) -> dict[str, str]:
        """Decide which names are one person; somebody whom the project knows keeps the address that it gave."""

        def own(group: list[str]) -> list[Naming]:
            return [namings[item] for item in group if item in namings]

        def known(group: list[str]) -> str | None:
            return next((item.known for item in own(group) if item.known), None)

        def name(group: list[str]) -> str:
            return f"person:{slug_of(preferred(own(group)))}"

        counts = {key: len(item.records) for key, item in namings.items()}
        return self.decide("person", namings, person_matches(namings.values()), shown, name, known, counts)

    def decide_offices(
        self, titles: Mapping[str, Office], matches: Iterable[Match[str]], names: Known
    ) -> dict[str, str]:
        """Decide which titles are one office; one that the project describes keeps the address that it gave."""

        def own(group: list[str]) -> list[Office]:
            return [titles[item] for item in group if item in titles]

        def name(group: list[str]) -> str:
            side = own(group)[0].side
            title = preferred_title(sum((item.titles for item in own(group)), Counter()))
            return f"office:{names.alpha2.get(side) or side.partition(':')[2].lower()}-{title.slug}"

        shown = {key: shown_office(item) for key, item in titles.items()}
        counts = {key: item.titles.total() for key, item in titles.items()}
        return self.decide("office", titles, matches, shown, name, lambda group: address_given(own(group)), counts)

    def decide(
        self,
        kind: str,
        items: Mapping[str, object],
        matches: Iterable[Match[str]],
        evidence: Mapping[str, Mapping[str, object]],
        name: Callable[[list[str]], str],
        known: Callable[[list[str]], str | None] = lambda _: None,
        counts: Mapping[str, int] | None = None,
    ) -> dict[str, str]:
        """Return the address of every item; the doubtful pairs and the lines of the ledger go to ``found``."""
        clusters, applied = self._settle(f"{kind}s", items, matches, evidence)
        groups = [group for group in clusters.groups() if any(item in items for item in group)]
        addresses = self.minting.addresses(kind, groups, lambda group: _stated(group) or known(group), name, counts)
        pairs = zip(groups, addresses, strict=True)
        given = {item: address for group, address in pairs for item in group if item in items}
        self.found.entries += entries_of(kind, given, applied)
        return given

    def _settle(
        self,
        kind: str,
        items: Mapping[str, object],
        matches: Iterable[Match[str]],
        evidence: Mapping[str, Mapping[str, object]],
    ) -> tuple[Clusters[str], list[Match[str]]]:
        path = REVIEWS / f"{kind}.yaml"
        decided = read_review(self.root / path)
        given = {item for pair in decided for item in pair if _is_address(item)}
        self.found.unused += _unused(decided, items.keys() | given, path)
        clusters, applied, doubtful = decide([*items, *sorted(given)], matches, decided)
        text, count = write_review(_HEADS[kind] + _HOW, doubtful, decided, evidence, clusters)
        self.found.files[path], self.found.in_doubt[kind] = text, count
        return clusters, applied


def _is_address(item: str) -> bool:
    return ":" in item and "|" not in item


def _stated(group: Iterable[str]) -> str | None:
    """Return the address that a person's decision gives to a group."""
    return min((item for item in group if _is_address(item)), default=None)


def _unused(decided: Iterable[Pair], items: Iterable[str], path: Path) -> list[str]:
    """Return the decisions about something that is not there: misspelt, or out of date."""
    there = set(items)
    missing = sorted({item for pair in decided for item in pair} - there)
    return [f"{path}: {item} is not in the register" for item in missing]


def _namings(records: Iterable[Record], known: Known, events: Mapping[str, str]) -> dict[str, Naming]:
    found: dict[str, Naming] = {}
    for item in known.namings:
        found.setdefault(item.id, item)
    for record in sorted(records, key=lambda item: item.id):
        for official in record.officials:
            side = side_of(official, known)
            new = Naming(
                official.name, side, titles_of(official.post), {events[record.id]}, {record.id}, _years(record)
            )
            alone = scoped_id(official.name, side, record.id)
            before = found.get(alone) or found.get(new.id)
            if before and not before.known and not may_be_one_naming(before, new):
                new.scope, before = record.id, None
            found.setdefault(new.id, new) if before is None else before.add(new)
    return found


def _years(record: Record) -> set[int]:
    year = (record.event_date or record.published or "")[:4]
    return {int(year)} if year.isdigit() else set()


def _offices(records: Iterable[Record], known: Known, table: Portfolios, found: Identities) -> dict[str, Office]:
    """Return every title that tells an office, with those who bear it."""
    offices: dict[str, Office] = {}
    for record in records:
        for official, side, title in _held(record, known):
            key = office_id(side, title.key)
            office = offices.setdefault(key, offices.get(key) or new_office(side, title, known, table))
            person = found.person(record, official, side)
            office.titles[title] += 1
            office.holders[person] |= _years(record)
            office.records.add(record.id)
            office.seats.add((found.events[record.id], person))
    return offices


def _held(record: Record, known: Known) -> Iterator[tuple[Official, str, Title]]:
    """Yield the offices that officials of a record hold for a side that is known."""
    for official in record.officials:
        if (side := side_of(official, known)) != UNNAMED:
            titles = [title for title in parse_post(official.post) if title.held]
            yield from ((official, side, title) for title in titles if tells_office(title, side, known))


def tells_office(title: Title, side: str, known: Known) -> bool:
    """Return whether a title tells one office of a side: by its words, or because the project describes it."""
    return title.is_office or (side, title.key) in known.offices
