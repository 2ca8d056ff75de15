"""The ledger of identities: which address every record and name was given, and which addresses gave way to others.

An address once given stays. Where two things turn out to be one, the address that more of them bear wins; the other is
retired with a pointer to it, and never given to anything else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import DataError, Problem
from app.register.matching import Match

RETIRED = "retired"
_COLUMNS = ("kind", "key", "address", "method", "score")


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; of the kind ``retired``, the key is an address and the address what replaces it."""

    kind: str
    key: str
    address: str
    method: str
    score: float


def read_ledger(path: Path) -> list[Entry]:
    """Read the ledger; an absent one is empty. Raises DataError with the line that is none."""
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[1:], 2):
        if not line:
            continue
        try:
            kind, key, address, method, score = line.split("\t")
            found.append(Entry(kind, key, address, method, float(score)))
        except ValueError as error:
            repair = f"restore the line: {', '.join(_COLUMNS)}, with tabs between them"
            raise DataError([Problem(str(path), "is no line of the ledger", repair, number)]) from error
    return found


def write_ledger(entries: Iterable[Entry]) -> str:
    """Return the text of the ledger, sorted by kind and key."""
    rows = sorted((item.kind, item.key, item.address, item.method, f"{item.score:.2f}") for item in entries)
    return "".join("\t".join(row) + "\n" for row in [_COLUMNS, *rows])


def entries_of(kind: str, addresses: Mapping[str, str], applied: Iterable[Match[str]]) -> list[Entry]:
    """Return the lines for the addresses of one kind, each with the least sure match that joined its key to others."""
    weakest: dict[str, Match[str]] = {}
    for match in applied:
        for item in (match.left, match.right):
            if item not in weakest or match.score < weakest[item].score:
                weakest[item] = match
    found = []
    for key, address in addresses.items():
        match_of = weakest.get(key)
        method, score = (match_of.method, match_of.score) if match_of else ("alone", 1.0)
        found.append(Entry(kind, key, address, method, score))
    return found


class Minting:
    """Gives addresses: the one that is known for a member, else the one in the ledger, else a new one."""

    def __init__(self, ledger: Iterable[Entry], known: set[str]) -> None:
        entries = list(ledger)
        self.before = {(item.kind, item.key): item.address for item in entries if item.kind != RETIRED}
        self.replaced = {item.key: item.address for item in entries if item.kind == RETIRED}
        self.known = known
        self.taken = known | set(self.before.values()) | set(self.replaced)
        self.given: set[str] = set()
        self.moved: dict[str, str] = {}

    def addresses(
        self,
        kind: str,
        groups: list[list[str]],
        known: Callable[[list[str]], str | None],
        name: Callable[[list[str]], str],
        counts: Mapping[str, int] | None = None,
    ) -> list[str]:
        """Return an address for each group; ``known`` gives the one that the project has, ``name`` a new one.

        ``counts`` says in how many records a member is, where former addresses meet; without it members count alike.
        """
        former = [self._former(kind, group, counts or {}) for group in groups]
        owners = _owners(former)
        found = []
        for index, group in enumerate(groups):
            own = [address for address, _ in _most_common(former[index]) if owners[address] == index]
            address = known(group) or next((item for item in own if item not in self.given), None)
            address = address or self._new(name(group))
            self.given.add(address)
            found.append(address)
        self.moved |= {old: found[index] for old, index in owners.items()}
        return found

    def _former(self, kind: str, group: Iterable[str], counts: Mapping[str, int]) -> Counter[str]:
        found: Counter[str] = Counter()
        for item in group:
            if (kind, item) in self.before:
                found[self.before[kind, item]] += counts.get(item, 1)
        return found

    def _new(self, wanted: str) -> str:
        address, number = wanted, 2
        while address in self.taken:
            address, number = f"{wanted}-{number}", number + 1
        self.taken.add(address)
        return address

    def retired(self) -> dict[str, str]:
        """Return every address that nothing bears any longer, with the one in its place; empty where there is none."""
        gone = set(self.before.values()) | set(self.replaced)
        found = {}
        for old in sorted(gone - self.given - self.known):
            new = old
            while new not in self.given and new in self.moved | self.replaced:
                new = self.moved.get(new) or self.replaced[new]
                if new == old:
                    break
            found[old] = new if new in self.given else ""
        return found

    def lines(self, current: Iterable[Entry]) -> list[Entry]:
        """Return the ledger after this run: the current lines, those of keys that are gone, and what is retired."""
        now = {(item.kind, item.key): item for item in current}
        gone = {
            (kind, key): Entry(kind, key, address, "gone", 1.0)
            for (kind, key), address in self.before.items()
            if (kind, key) not in now
        }
        retired = [Entry(RETIRED, old, new, RETIRED, 1.0) for old, new in self.retired().items() if new]
        return [*now.values(), *gone.values(), *retired]


def _most_common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _owners(former: list[Counter[str]]) -> dict[str, int]:
    """Return for every former address the group that keeps it: the one with most of its members."""
    owners: dict[str, int] = {}
    for index, counts in enumerate(former):
        for address, count in counts.items():
            if address not in owners or count > former[owners[address]][address]:
                owners[address] = index
    return owners
