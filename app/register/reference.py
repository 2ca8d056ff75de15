"""The reference records that an import adds: publishers, offices and people that the project did not know yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from app.register.identity import Identities, preferred, side_of
from app.register.known import Known
from app.register.persons import UNNAMED, Naming
from app.register.posts import Title, parse_post, slug_of
from app.register.records import Record


def describe_publishers(records: Iterable[Record], known: Known) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the address of every publisher by name, and a record for each that is new."""
    addresses: dict[str, str] = {}
    described: dict[str, dict[str, Any]] = {}
    for name in sorted({record.publisher for record in records if record.publisher}):
        actor = known.actor(name) or ""
        address = actor if actor.startswith("organisation:") else f"organisation:{slug_of(name)}"
        addresses[name] = address
        if address not in known.names and address not in described:
            described[address] = {"id": address, "type": "Organisation", "label": {"en": name}}
    return addresses, [described[address] for address in sorted(described)]


OfficeKey = tuple[str, tuple[str, ...]]
"""The side of an office, and what the spellings of its title have in common."""


def describe_offices(records: Iterable[Record], known: Known) -> tuple[dict[OfficeKey, str], list[dict[str, Any]]]:
    """Return the address of every office that records name, and a record for each that is new."""
    addresses: dict[OfficeKey, str] = {}
    described: dict[str, dict[str, Any]] = {}
    for (side, key), titles in sorted(_titles(records, known).items()):
        title = max(titles, key=lambda item: (titles[item], -len(item.text), item.text))
        address = known.office(side, title)
        if not address:
            address = f"office:{known.alpha2.get(side) or side.partition(':')[2].lower()}-{title.slug}"
            entry = _office(address, side, title, known)
            if others := sorted({item.text for item in titles} - {title.text}):
                entry["altLabel"] = {"en": others}
            if address not in known.names:
                described.setdefault(address, entry)
        addresses[side, key] = address
    return addresses, [described[address] for address in sorted(described)]


def _titles(records: Iterable[Record], known: Known) -> dict[OfficeKey, Counter[Title]]:
    """Return how often each title of an office is printed."""
    named: dict[OfficeKey, Counter[Title]] = defaultdict(Counter)
    for official, side in ((one, side_of(one, known)) for record in records for one in record.officials):
        for title in parse_post(official.post):
            if title.is_office and title.held and side != UNNAMED:
                named[side, title.key][title] += 1
    return named


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


def describe_persons(identities: Identities, known: Known) -> list[dict[str, Any]]:
    """Return a record for every person whom the project did not know."""
    groups: dict[str, list[Naming]] = defaultdict(list)
    for key, address in identities.persons.items():
        groups[address].append(identities.namings[key])
    return [
        {"id": address, "type": "Person", "label": {"en": preferred(namings)}}
        for address, namings in sorted(groups.items())
        if address not in known.names
    ]


NOBODY = "A second reading of the documents found that none of them tells of this."
"""Why an address has no successor."""


def describe_retired(identities: Identities) -> list[dict[str, Any]]:
    """Return a record for every address that nothing bears any longer, with the one in its place."""
    return [
        {"id": old, "label": {"en": f"Retired address, replaced by {new}"}, "deprecated": True, "isReplacedBy": new}
        if new
        else {"id": old, "label": {"en": "Retired address"}, "deprecated": True, "comment": {"en": NOBODY}}
        for old, new in identities.retired.items()
    ]
