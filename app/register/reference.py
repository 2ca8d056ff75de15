"""The reference records that an import adds: publishers, offices and people that the project did not know yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.register.identity import Identities
from app.register.known import Known
from app.register.offices import OfficeKey, preferred_title
from app.register.persons import Naming, preferred
from app.register.posts import Title, slug_of
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


def describe_offices(identities: Identities, known: Known) -> tuple[dict[OfficeKey, str], list[dict[str, Any]]]:
    """Return the address of every office by side and title, and a record with all its titles for each that is new."""
    titles: dict[str, Counter[Title]] = defaultdict(Counter)
    sides: dict[str, str] = {}
    for key, address in identities.offices.items():
        titles[address] += identities.titles[key].titles
        sides[address] = identities.titles[key].side
    addresses = {(item.side, item.key): identities.offices[key] for key, item in identities.titles.items()}
    described = [_office(item, sides[item], titles[item], known) for item in sorted(titles) if item not in known.names]
    return addresses, described


def _office(address: str, side: str, titles: Counter[Title], known: Known) -> dict[str, Any]:
    title = preferred_title(titles)
    owner = known.labels.get(side, side)
    receiving = known.actor(title.receiving) if title.receiving else None
    kind = title.kind if title.kind != "AmbassadorialOffice" or (receiving or "").startswith("state:") else "Office"
    label = f"{title.text} ({owner})"
    entry: dict[str, Any] = {"id": address, "type": kind, "label": {"en": label}}
    entry["officeOf" if side.startswith("organisation:") else "officeOfState"] = side
    if kind == "AmbassadorialOffice":
        entry["accreditedTo"] = receiving
    if others := sorted({item.text for item in titles} - {title.text}):
        entry["altLabel"] = {"en": others}
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


def describe_retired(retired: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a record for every address that nothing bears any longer, with the one in its place."""
    return [
        {"id": old, "label": {"en": f"Retired address, replaced by {new}"}, "deprecated": True, "isReplacedBy": new}
        if new
        else {"id": old, "label": {"en": "Retired address"}, "deprecated": True, "comment": {"en": NOBODY}}
        for old, new in sorted(retired.items())
    ]
