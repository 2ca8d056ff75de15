"""Which records tell of one event, and which of one agreement.

Records are compared where they share a party. What counts: the parties, the day, the kind of event, the people, and the
words. Two records of one day between the same parties are one event; what is merely alike is put to a person.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import combinations

from anyascii import anyascii
from rapidfuzz import fuzz

from app.build.dates import read_edtf
from app.register.matching import Match
from app.register.names import is_full, likeness
from app.register.records import Record

_STRICT = {"ratification", "entry_into_force", "negotiation", "establishment"}
_COMMON = frozenset(
    "memorandum mou moc understanding cooperation agreement sign signs signed signing digital and of on in "
    "the for with between "
    "to a an at by from technology technologies ict information communications communication it field "
    "minister ministers ministry "
    "meeting met english french arabic spanish portuguese japanese korean russian german italian chinese "
    "joint new first "
    "government states two declaration partnership economy".split()
)
_KINDS = (
    (
        "memorandum",
        ("mou", "moc", "memorandum", "letter of intent", "declaration of intent", "arrangement", "protocol", "minutes"),
    ),
    (
        "treaty",
        (
            "treaty",
            "convention",
            "digital economy agreement",
            "digital trade agreement",
            "trade agreement",
            "accession",
        ),
    ),
    (
        "statement",
        (
            "declaration",
            "statement",
            "communiqué",
            "outcome",
            "charter",
            "resolution",
            "compact",
            "report",
            "principles",
        ),
    ),
)


@dataclass(frozen=True)
class Occasion:
    """A record in the form in which records are compared."""

    record: Record
    actors: frozenset[str]

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @cached_property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day on which the event can have been: a report is taken to be a month late at most."""
        text, issued = self.record.event_date, self.record.published
        if self.record.date_basis == "publication" and issued:
            bounds = read_edtf(issued)
            return (bounds.earliest - timedelta(30) if bounds.earliest else None), bounds.latest
        if text and not text.startswith("XXXX"):
            bounds = read_edtf(text)
            return bounds.earliest, bounds.latest
        if issued and self.record.modality not in ("planned", "expected"):
            return None, read_edtf(issued).latest
        return None, None

    @cached_property
    def exact(self) -> bool:
        """Whether the document dates the event to three days or fewer."""
        first, last = self.days
        return bool(self.record.date_basis in ("stated", "relative") and first and last and (last - first).days <= 3)

    @cached_property
    def yearless(self) -> str | None:
        """Month and day where no year is printed."""
        text = self.record.event_date or ""
        return text[5:10] if text.startswith("XXXX-") else None

    @cached_property
    def words(self) -> str:
        """The words that tell this record from others."""
        record = self.record
        texts = [record.title, *record.texts, *([record.agreement.title] if record.agreement else [])]
        return _plain(" ".join(texts))

    @cached_property
    def family(self) -> str:
        """The rough form of the agreement; empty where there is none."""
        kind = (self.record.agreement.kind if self.record.agreement else "").lower()
        return next((name for name, words in _KINDS if any(word in kind for word in words)), "other" if kind else "")


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower())
    return " ".join(word for word in words if word not in _COMMON)


def nearness(left: Occasion, right: Occasion) -> float:
    """Return from 0 to 1 how well the days of two records fit: 0 where they exclude one another, 0.4 if unknown."""
    if left.yearless or right.yearless:
        return _yearless(left, right)
    (first, last), (other, end) = left.days, right.days
    if last is None or end is None:
        return 0.4
    if left.exact and right.exact and first and other:
        gap = max((other - last).days, (first - end).days, 0)
        return 1.0 if gap == 0 else 0.7 if gap == 1 else 0.3 if gap <= 3 else 0.0
    low, high = max(first or date.min, other or date.min), min(last, end)
    if low > high:
        return 0.3 if (low - high).days <= 3 else 0.0
    return 0.4 if first is None or other is None else 0.8 if (high - low).days <= 31 else 0.5


def _yearless(left: Occasion, right: Occasion) -> float:
    one, other = left.yearless, right.yearless
    if one and other:
        return 0.9 if one == other else 0.4 if one[:2] == other[:2] and min(len(one), len(other)) == 2 else 0.0
    day, dated = (one, right) if one else (other, left)
    first, last = dated.days
    if not (day and first and last and dated.exact):
        return 0.4
    days = {(first + timedelta(n)).isoformat()[5:] for n in range((last - first).days + 1)}
    return 0.9 if any(item.startswith(day) for item in days) else 0.0


def common_people(left: Record, right: Record) -> int:
    """Return how many people with full names both records name."""
    names = [official.name for official in right.officials if is_full(official.name)]
    return sum(
        any(likeness(official.name, name) >= 0.97 for name in names)
        for official in left.officials
        if is_full(official.name)
    )


def event_matches(occasions: Iterable[Occasion]) -> list[Match[str]]:
    """Return the pairs of records that may tell of one event."""
    found = []
    items = sorted(occasions, key=lambda item: item.id)
    known = {item.id for item in items}
    for item in items:
        if item.record.same_event_as in known:
            found.append(Match(str(item.record.same_event_as), item.id, "register", 0.98, True))
    for left, right in combinations(items, 2):
        match = _event_match(left, right)
        if match:
            found.append(match)
    return found


def _event_match(left: Occasion, right: Occasion) -> Match[str] | None:
    shared = left.actors & right.actors
    if not shared:
        return None
    kinds = {left.record.event_type, right.record.event_type}
    if len(kinds) == 2 and kinds & _STRICT:
        return None
    near = nearness(left, right)
    if near == 0.0:
        return None
    covered = len(shared) / min(len(left.actors), len(right.actors))
    overlap = len(shared) / len(left.actors | right.actors)
    if len(shared) == 1 and not (covered == 1 and overlap >= 0.5):
        covered *= 0.5
    words = fuzz.token_set_ratio(left.words, right.words) / 100
    people = min(common_people(left.record, right.record), 2) / 2
    score = 0.2 * covered + 0.15 * overlap + 0.25 * near + 0.25 * words + 0.15 * people
    score -= 0.0 if len(kinds) == 1 else 0.05
    same_sides = covered == 1 and overlap >= 0.6 and len(shared) >= 2
    strangers = people == 0 and min(len(left.record.officials), len(right.record.officials)) >= 2
    if same_sides and near >= 0.9 and left.exact and right.exact and (words >= 0.5 or people > 0) and not strangers:
        return Match(left.id, right.id, "parties-and-day", round(max(score, 0.9), 3), True)
    if same_sides and near >= 0.7 and (people == 1 and words >= 0.6):
        return Match(left.id, right.id, "parties-people-and-words", round(max(score, 0.86), 3), True)
    return Match(left.id, right.id, "alike", round(score, 3), False) if score >= 0.6 else None


def agreement_matches(occasions: Iterable[Occasion], events: Mapping[str, str]) -> list[Match[str]]:
    """Return the pairs of records that may be about one agreement; ``events`` gives the event of each record."""
    found = []
    items = sorted((item for item in occasions if item.record.agreement), key=lambda item: item.id)
    for left, right in combinations(items, 2):
        match = _agreement_match(left, right, events[left.id] == events[right.id])
        if match:
            found.append(match)
    return found


def _agreement_match(left: Occasion, right: Occasion, one_event: bool) -> Match[str] | None:
    assert left.record.agreement and right.record.agreement
    shared = left.actors & right.actors
    titles = fuzz.token_set_ratio(_plain(left.record.agreement.title), _plain(right.record.agreement.title)) / 100
    kin = left.family == right.family or "other" in (left.family, right.family)
    if one_event and kin and not _may_be_several(left.record, right.record):
        return Match(left.id, right.id, "one-event", 0.95 if titles >= 0.3 else 0.88, True)
    if not shared or not kin:
        return Match(left.id, right.id, "one-event-other-kind", 0.6, False) if one_event else None
    distinct = len(_named(left.record.agreement.title) & _named(right.record.agreement.title))
    if titles >= 0.95 and distinct >= 2 and _sorted_alike(left.record.agreement.title, right.record.agreement.title):
        return Match(left.id, right.id, "title", 0.9, True)
    same_sides = left.actors == right.actors and len(left.actors) >= 2
    if same_sides and left.record.event_type != right.record.event_type and titles >= 0.5:
        return Match(left.id, right.id, "parties-and-title", 0.75, False)
    if (same_sides and titles >= 0.5) or (distinct >= 1 and titles >= 0.9):
        return Match(left.id, right.id, "alike", 0.65, False)
    return None


def _may_be_several(left: Record, right: Record) -> bool:
    """Return whether two records of one event may be about two agreements: one of two parties, and one of others."""
    parties = [frozenset(one.agreement.parties) for one in (left, right) if one.agreement]
    return len(set(parties)) == 2 and min(map(len, parties)) == 2


def _sorted_alike(left: str, right: str) -> bool:
    """Return whether two titles have nearly the same words: annexes to a protocol are not the protocol."""
    return fuzz.token_sort_ratio(anyascii(left).lower(), anyascii(right).lower()) >= 88


def _named(title: str) -> frozenset[str]:
    """Return the capitalised words of a title that are no common ones: its proper name."""
    words = re.findall(r"\b[A-Z][\w-]+", title)
    return frozenset(anyascii(word).lower() for word in words if anyascii(word).lower() not in _COMMON)
