"""Which names mean one person.

People are compared only within the state or organisation that they act for, by the whole name, and with the office
and the event beside it. A surname alone never decides: it joins somebody who is named in full at the same event, for
the same side, in the same office, and is otherwise put to a person. The same full name for two sides is put to a
person as well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations

from app.register.matching import Match
from app.register.names import is_full, is_surname, key, likeness, tokens
from app.register.posts import parse_post, title_key

UNNAMED = "unnamed"
"""The side of an official of whom a record does not say for whom they act."""
_TITLES = re.compile(r"^(?:(?:h\.?\s?e|dr|prof|eng|engr|mr|mrs|ms)\b\.?\s+)+", re.IGNORECASE)


@dataclass
class Naming:
    """One way of writing a name for one side, with everything that is known of who bears it."""

    name: str
    side: str
    titles: set[tuple[str, ...]] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    known: str | None = None
    scope: str | None = None

    @property
    def id(self) -> str:
        """What decisions call this naming."""
        return scoped_id(self.name, self.side, self.scope) if self.scope else naming_id(self.name, self.side)

    def add(self, other: "Naming") -> None:
        """Take in what is known of the same name in another record."""
        self.titles |= other.titles
        self.events |= other.events
        self.records |= other.records
        self.years |= other.years


def naming_id(name: str, side: str) -> str:
    """Return what review files call a name: the words as folded, and the side.

    >>> naming_id("H.E. Abdullah Al-Swaha", "state:SAU")
    'abdullah swaha | state:SAU'
    """
    return f"{' '.join(tokens(name))} | {side}"


def scoped_id(name: str, side: str, record: str) -> str:
    """Return what review files call a name in one record, where it may mean another person than in the rest.

    >>> scoped_id("Kim", "state:KOR", "s0001")
    'kim | state:KOR | s0001'
    """
    return f"{naming_id(name, side)} | {record}"


def may_be_one_naming(left: Naming, right: Naming) -> bool:
    """Return whether one name in two records is taken to be one naming from the start.

    A name in full for one side is. A surname alone, or a name for an unknown side, needs more: one event, or one office
    in about the same years.
    """
    if not is_surname(left.name) and left.side != UNNAMED:
        return True
    near = all(abs(one - other) <= 4 for one in left.years for other in right.years)
    return bool(left.events & right.events) or (near and _offices_fit(left, right))


def preferred(namings: Iterable[Naming]) -> str:
    """Return the name by which a person is called: in full, in most records, the longest, without title."""
    name = max(namings, key=lambda item: (is_full(item.name), len(item.records), len(item.name), item.name)).name
    return _TITLES.sub("", name) or name


def person_matches(namings: Iterable[Naming]) -> list[Match[str]]:
    """Return the pairs of names that may mean one person, as ``naming_id`` calls them."""
    items = sorted({item.id: item for item in namings}.values(), key=lambda item: item.id)
    sides: dict[str, list[Naming]] = defaultdict(list)
    for item in items:
        sides[item.side].append(item)
    found = [match for group in sides.values() for pair in combinations(group, 2) if (match := _within(*pair))]
    return [*_without_bridges(found, {item.id: item for item in items}), *_across(items)]


def _without_bridges(matches: list[Match[str]], items: dict[str, Naming]) -> list[Match[str]]:
    """Put in doubt what would join two full names through one surname: Kim to Kim Min-seok and to Kim Yung-rok."""
    joined: dict[str, list[Match[str]]] = defaultdict(list)
    for match in matches:
        for one in (match.left, match.right):
            if match.automatic and not is_full(items[one].name):
                joined[one].append(match)
    doubtful = set()
    for surname, found in joined.items():
        names = [items[match.right if match.left == surname else match.left].name for match in found]
        full = [name for name in names if is_full(name)]
        if any(likeness(one, other) < 0.9 for one, other in combinations(full, 2)):
            doubtful |= set(found)
    return [replace(match, automatic=False) if match in doubtful else match for match in matches]


def _within(left: Naming, right: Naming) -> Match[str] | None:
    alike = likeness(left.name, right.name)
    office, event = _offices_fit(left, right), bool(left.events & right.events)
    if not (is_full(left.name) and is_full(right.name)):
        return _surname(left, right, alike, office, event)
    if alike == 1.0 and key(left.name) == key(right.name):
        return Match(left.id, right.id, "same-name", 0.99, left.side != UNNAMED or office or event)
    if alike >= 0.97 and (office or event):
        return Match(left.id, right.id, "name-and-office" if office else "name-and-event", 0.96, True)
    if alike >= 0.9 and office and event:
        return Match(left.id, right.id, "similar-name-office-and-event", 0.92, True)
    if alike >= 0.97 or (alike >= 0.86 and (office or event)):
        return Match(left.id, right.id, "similar-name", round(min(alike, 0.89), 3), False)
    if event and left.titles & right.titles:
        return Match(left.id, right.id, "one-office-at-one-event", round(max(alike * 0.8, 0.5), 3), False)
    if office and _share_a_word(left.name, right.name):
        return Match(left.id, right.id, "part-of-name-and-office", 0.5, False)
    return None


def _share_a_word(left: str, right: str) -> bool:
    return any(
        likeness(one, other) >= 0.97 for one in tokens(left) for other in tokens(right) if min(len(one), len(other)) > 2
    )


def _surname(left: Naming, right: Naming, alike: float, office: bool, event: bool) -> Match[str] | None:
    if alike < 0.9:
        return (
            Match(left.id, right.id, "one-office-at-one-event", 0.5, False)
            if event and left.titles & right.titles
            else None
        )
    if office and event and alike >= 0.97:
        return Match(left.id, right.id, "surname-office-and-event", 0.91, True)
    near = any(abs(one - other) <= 1 for one in left.years for other in right.years)
    if event or (office and near) or (tokens(left.name) == tokens(right.name) and left.side != UNNAMED):
        return Match(left.id, right.id, "surname", 0.6 if event else 0.5, False)
    return None


def _offices_fit(left: Naming, right: Naming) -> bool:
    return any(
        len(set(one) & set(other)) >= max(2, 0.5 * min(len(one), len(other)))
        or one == other
        or (set(one) <= set(other) and set(one) - {"minister"})
        or (set(other) <= set(one) and set(other) - {"minister"})
        for one in left.titles
        for other in right.titles
        if one and other
    )


def _across(items: list[Naming]) -> list[Match[str]]:
    """Compare the same full name for different sides: people change sides, and namesakes exist."""
    named: dict[frozenset[str], list[Naming]] = defaultdict(list)
    for item in items:
        if is_full(item.name):
            named[key(item.name)].append(item)
    return [
        Match(left.id, right.id, "same-name-other-side", 0.8, False)
        for group in named.values()
        for left, right in combinations(group, 2)
        if left.side != right.side
    ]


def titles_of(post: str | None) -> set[tuple[str, ...]]:
    """Return the keys of the titles in a post that tell one office from others."""
    return {title_key(title.text) for title in parse_post(post) if title.is_office}
