"""The automatic reconciliation held against pairs that people decided; ``python -m tests.register.pairs`` prints it.

Precision: of the pairs that the ledger holds to be one, the share that is one. Recall: of the pairs that are one, the
share that the ledger holds to be one. A decision in a review file counts as what the project holds, and is told apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from app.register.corrections import corrected
from app.register.identity import LEDGER, side_of
from app.register.importer import CORRECTIONS, STORE
from app.register.known import Known, read_known
from app.register.ledger import read_ledger
from app.register.offices import office_id
from app.register.persons import naming_id, scoped_id
from app.register.posts import parse_post
from app.register.records import Official, Record, read_register
from app.register.writing import read_state

ROOT = Path(__file__).resolve().parents[2]
PAIRS = Path(__file__).parent / "pairs.yaml"
KINDS = ("person", "event", "agreement", "office")


@dataclass(frozen=True)
class Verdict:
    """A pair, what people say of it and what the project holds; None where a side is not in the project."""

    pair: dict[str, Any]
    same: bool
    held: bool | None

    def __str__(self) -> str:
        sides = " = ".join(" ".join(str(self.pair[side][key]) for key in self.pair[side]) for side in ("a", "b"))
        wanted = "one" if self.same else "two"
        found = {True: "one", False: "two", None: "not there"}[self.held]
        return f"{self.pair['kind']}: {sides}: people say {wanted}, found {found} ({self.pair.get('why', '')})"


@dataclass(frozen=True)
class Figures:
    """What the verdicts come to."""

    right_same: int
    wrong_same: int
    missed: int
    right_different: int

    @property
    def precision(self) -> float:
        """The share of what is held to be one that is one."""
        return self.right_same / (self.right_same + self.wrong_same or 1)

    @property
    def recall(self) -> float:
        """The share of what is one that is held to be one."""
        return self.right_same / (self.right_same + self.missed or 1)


class Held:
    """What the project holds: the addresses of records, names and titles."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ledger = {(item.kind, item.key): item.address for item in read_ledger(root / LEDGER)}
        records = corrected(read_register(root / STORE), root / CORRECTIONS)
        self.records: dict[str, Record] = {record.id: record for record in records}

    @cached_property
    def known(self) -> Known:
        """The names that the project has apart from the import."""
        imported = frozenset(Path(name).name for name in read_state(self.root) if name.startswith("data/sources/"))
        return read_known(self.root, imported)

    def address(self, kind: str, side: dict[str, Any]) -> str | None:
        """Return the address of one side of a pair."""
        if kind in ("event", "agreement"):
            return self.ledger.get((kind, side["record"]))
        official = self.official(side)
        if official is None:
            return None
        actor = side_of(official, self.known)
        if kind == "person":
            alone = scoped_id(official.name, actor, side["record"])
            return self.ledger.get((kind, alone)) or self.ledger.get((kind, naming_id(official.name, actor)))
        named = (self.ledger.get((kind, office_id(actor, title.key))) for title in parse_post(official.post))
        return next((address for address in named if address), None)

    def official(self, side: dict[str, Any]) -> Official | None:
        """Return the official of a record whom one side of a pair names."""
        record = self.records.get(side["record"])
        named = [one for one in record.officials if one.name == side["name"]] if record else []
        return next((one for one in named if "post" not in side or one.post == side["post"]), None)


def judge(root: Path, pairs: Iterable[dict[str, Any]]) -> Iterator[Verdict]:
    """Return a verdict for every pair."""
    held = Held(root)
    for pair in pairs:
        left, right = (held.address(pair["kind"], pair[side]) for side in ("a", "b"))
        yield Verdict(pair, pair["same"], None if left is None or right is None else left == right)


def count(verdicts: Iterable[Verdict]) -> Figures:
    """Count verdicts; a pair of which a side is not there counts as held to be two."""
    found = [(verdict.same, bool(verdict.held)) for verdict in verdicts]
    return Figures(*(found.count(item) for item in ((True, True), (False, True), (True, False), (False, False))))


def read_pairs() -> list[dict[str, Any]]:
    """Read the pairs that people decided."""
    return list(yaml.safe_load(PAIRS.read_text(encoding="utf-8"))["pairs"])


def main() -> None:
    """Print the figures for each kind and for all, and then the misses."""
    verdicts = list(judge(ROOT, read_pairs()))
    print(f"{'':10} {'pairs':>5} {'precision':>10} {'recall':>7}")
    for kind in (*KINDS, ""):
        some = [verdict for verdict in verdicts if verdict.pair["kind"].startswith(kind)]
        figures = count(some)
        print(f"{kind or 'all':10} {len(some):5} {figures.precision:10.3f} {figures.recall:7.3f}")
    for verdict in verdicts:
        if verdict.held is not verdict.same:
            print(verdict)


if __name__ == "__main__":
    main()
