"""Which titles mean one office.

Titles are compared within one state or organisation. The same rank with the same portfolio in other words is one
office. A short form of a title joins the longer one where somebody holds both at a time, and no third office of the
rank lies between. What one person holds under two ranks, or a portfolio that is merely near, is put to a person.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from app.register.known import Known
from app.register.matching import Match
from app.register.portfolios import Meaning, Portfolios
from app.register.posts import Title, title_key

NEAR = 2
"""How many years may lie between two documents that show somebody in one office."""
OfficeKey = tuple[str, tuple[str, ...]]
"""The side of an office, and what the spellings of its title have in common."""


@dataclass
class Office:
    """The spellings of one title for one side, with everything that is known of who bears it."""

    side: str
    key: tuple[str, ...]
    meaning: Meaning
    titles: Counter[Title] = field(default_factory=Counter)
    holders: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    records: set[str] = field(default_factory=set)
    seats: set[tuple[str, str]] = field(default_factory=set)
    known: str | None = None

    @property
    def id(self) -> str:
        """What decisions call this office."""
        return office_id(self.side, self.key)

    @property
    def title(self) -> Title:
        """The title that is printed most."""
        return preferred_title(self.titles)


def office_id(side: str, key: tuple[str, ...]) -> str:
    """Return what review files call a title: the words as folded, and the side.

    >>> office_id("state:SAU", ("communication", "minister"))
    'communication minister | state:SAU'
    """
    return f"{' '.join(key)} | {side}"


def address_given(offices: Iterable[Office]) -> str | None:
    """Return the address that the project's own files give one of the offices."""
    return min((item.known for item in offices if item.known), default=None)


def preferred_title(titles: Mapping[Title, int]) -> Title:
    """Return the title by which an office is called: in most records, with most words that tell, the shortest."""
    return max(titles, key=lambda item: (titles[item], len(item.key), -len(item.text), item.text))


def new_office(side: str, title: Title, known: Known, table: Portfolios) -> Office:
    """Return an office by its title, with its meaning; the words that name the side itself tell nothing."""
    own = frozenset(title_key(f"{known.labels.get(side, '')} {side.partition(':')[2]}"))
    meaning = table.meaning(side, title.key, own)
    if receiving := known.actor(title.receiving or ""):
        meaning = Meaning(meaning.rank, frozenset({receiving}))
    return Office(side, title.key, meaning, known=known.office(side, title))


def office_matches(offices: Iterable[Office], portfolios: Portfolios) -> list[Match[str]]:
    """Return the pairs of titles that may mean one office, as ``office_id`` calls them."""
    sides: dict[str, list[Office]] = defaultdict(list)
    for item in sorted(offices, key=lambda item: item.id):
        sides[item.side].append(item)
    return [
        match
        for group in sides.values()
        for left, right in combinations(group, 2)
        if not _described_apart(left, right) and (match := _match(left, right, group, portfolios))
    ]


def _described_apart(left: Office, right: Office) -> bool:
    return bool(left.known and right.known and left.known != right.known)


def _match(left: Office, right: Office, group: list[Office], portfolios: Portfolios) -> Match[str] | None:
    first, second = left.meaning, right.meaning
    one_holder = _one_holder(left, right)
    if first.rank != second.rank or not first.rank:
        near = bool(first.portfolio and second.portfolio) and _nested(first, second)
        return Match(left.id, right.id, "one-holder-two-ranks", 0.6, False) if one_holder and near else None
    if first.portfolio == second.portfolio:
        return Match(left.id, right.id, "same-rank-and-portfolio", 0.96, not _contested(left, right))
    if not (first.portfolio and second.portfolio):
        return None
    if _nested(first, second):
        safe = one_holder and not _contested(left, right) and not _competing(left, right, group)
        if safe:
            return Match(left.id, right.id, "short-form-and-holder", 0.93, True)
        return Match(left.id, right.id, "short-form", 0.75 if one_holder else 0.6, False)
    shared = first.portfolio & second.portfolio
    fields = portfolios.fields_of(first.portfolio) & portfolios.fields_of(second.portfolio)
    if one_holder and (shared or fields):
        return Match(left.id, right.id, "near-portfolio-and-holder", 0.7 if shared else 0.6, False)
    if shared and 2 * len(shared) >= max(len(first.portfolio), len(second.portfolio)):
        return Match(left.id, right.id, "near-portfolio", 0.5, False)
    return None


def _nested(first: Meaning, second: Meaning) -> bool:
    return first.portfolio <= second.portfolio or second.portfolio <= first.portfolio


def _one_holder(left: Office, right: Office) -> bool:
    """Return whether somebody is shown in both at about one time; a document without a year says nothing of when."""
    return any(
        _near(left.holders[person], right.holders[person]) for person in left.holders.keys() & right.holders.keys()
    )


def _near(left: set[int], right: set[int]) -> bool:
    return not (left and right) or any(abs(one - other) <= NEAR for one in left for other in right)


def _contested(left: Office, right: Office) -> bool:
    """Return whether two people bear the two titles at one event: then there are two offices."""
    return any(event == other and person != holder for event, person in left.seats for other, holder in right.seats)


def _competing(left: Office, right: Office, group: Iterable[Office]) -> bool:
    """Return whether a third office of the rank has a part of the portfolio and is no short or long form of both."""
    both = left.meaning.portfolio | right.meaning.portfolio
    return any(
        item.meaning.portfolio & both
        and not (_nested(item.meaning, left.meaning) and _nested(item.meaning, right.meaning))
        for item in group
        if item.meaning.rank == left.meaning.rank
    )
