"""Decisions about identity: proposed by a method with a score, decided by the method or by a person, and kept as data.

``Clusters`` joins what is decided to be the same and refuses what a person decided to be different. A ``Review`` file under
``data/editorial/identity/`` lists the pairs in doubt with what speaks for and against; a person writes ``decision:`` and
``why:``, and the next run keeps both.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from app.errors import DataError, Problem

K = TypeVar("K", bound=Hashable)
DECISIONS = ("same", "different", "open")


@dataclass(frozen=True)
class Match(Generic[K]):
    """Two things that may be one: the method that says so, how sure it is from 0 to 1, and whether that is enough."""

    left: K
    right: K
    method: str
    score: float
    automatic: bool


@dataclass
class Clusters(Generic[K]):
    """A partition of things into identities (union-find), with the pairs that must stay apart."""

    parent: dict[K, K] = field(default_factory=dict)
    members: dict[K, set[K]] = field(default_factory=dict)
    apart: dict[K, set[K]] = field(default_factory=dict)

    def root(self, item: K) -> K:
        """Return the thing that stands for the identity of an item; an unknown item stands for itself."""
        self.parent.setdefault(item, item)
        self.members.setdefault(item, {item}) if self.parent[item] == item else None
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def keep_apart(self, left: K, right: K) -> None:
        """Record that two things were decided to be different."""
        self.apart.setdefault(left, set()).add(right)
        self.apart.setdefault(right, set()).add(left)

    def join(self, left: K, right: K) -> bool:
        """Make two things one; returns False, and changes nothing, where members of theirs must stay apart."""
        first, second = sorted((self.root(left), self.root(right)), key=repr)
        if first == second:
            return True
        if any(self.apart.get(item, set()) & self.members[second] for item in self.members[first]):
            return False
        self.parent[second] = first
        self.members[first] |= self.members.pop(second)
        return True

    def groups(self) -> list[list[K]]:
        """Return every identity as the sorted list of its members."""
        return sorted((sorted(group, key=repr) for group in self.members.values()), key=repr)


@dataclass(frozen=True)
class Decision:
    """What a person wrote about a pair."""

    decision: str
    why: str


Pair = tuple[str, str]


def read_review(path: Path) -> dict[Pair, Decision]:
    """Read the decided pairs of a review file; raises DataError where an entry is not one."""
    if not path.exists():
        return {}
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    found: dict[Pair, Decision] = {}
    problems = []
    for number, entry in enumerate(tree.get("pairs", []), 1):
        ok = isinstance(entry, dict) and {"a", "b", "decision"} <= entry.keys() and entry["decision"] in DECISIONS
        if not ok:
            repair = f"give it `a:`, `b:` and `decision:`, one of {', '.join(DECISIONS)}"
            problems.append(Problem(str(path), f"pair {number} is not a decision", repair))
            continue
        found[_pair(str(entry["a"]), str(entry["b"]))] = Decision(entry["decision"], str(entry.get("why") or ""))
    if problems:
        raise DataError(problems)
    return found


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left <= right else (right, left)


def decide(
    items: Iterable[str], matches: Iterable[Match[str]], decided: Mapping[Pair, Decision]
) -> tuple[Clusters[str], list[Match[str]], dict[Pair, Match[str]]]:
    """Join what is the same; return the clusters, the matches that were applied, and the pairs in doubt.

    A person's decision comes first. Then automatic matches, the surest first; one that would join what must stay apart is
    put in doubt instead.
    """
    clusters: Clusters[str] = Clusters()
    for item in items:
        clusters.root(item)
    applied: list[Match[str]] = []
    doubtful: dict[Pair, Match[str]] = {}
    for (left, right), decision in sorted(decided.items()):
        if decision.decision == "different":
            clusters.keep_apart(left, right)
    for (left, right), decision in sorted(decided.items()):
        if decision.decision == "same" and left in clusters.parent and right in clusters.parent:
            if not clusters.join(left, right):
                message = f"{left} and {right} are said to be the same, and others of theirs to be different"
                raise DataError([Problem("data/editorial/identity", message, "change one of the decisions")])
            applied.append(Match(left, right, "decided", 1.0, True))
    for match in sorted(matches, key=lambda item: (-item.score, item.left, item.right)):
        pair = _pair(match.left, match.right)
        if pair in decided and decided[pair].decision != "open":
            continue
        if match.automatic and clusters.join(match.left, match.right):
            applied.append(match)
        else:
            doubtful.setdefault(pair, match)
    return clusters, applied, doubtful


def write_review(
    path: Path,
    head: str,
    doubtful: Mapping[Pair, Match[str]],
    decided: Mapping[Pair, Decision],
    evidence: Mapping[str, Mapping[str, Any]],
    clusters: Clusters[str],
) -> int:
    """Write the pairs in doubt beside those decided, with what is known of both sides; returns how many are open.

    A pair that other decisions made one is left out, unless somebody decided it.
    """
    entries = []
    for pair in sorted(doubtful.keys() | decided.keys()):
        decision = decided.get(pair, Decision("open", ""))
        if decision.decision == "open" and clusters.root(pair[0]) == clusters.root(pair[1]):
            continue
        match = doubtful.get(pair)
        entry: dict[str, Any] = {"a": pair[0], "b": pair[1]}
        if match:
            entry |= {"method": match.method, "score": round(match.score, 2)}
        entry["decision"] = decision.decision
        if decision.why:
            entry["why"] = decision.why
        entry["evidence"] = [dict(evidence[item]) for item in pair if item in evidence]
        entries.append(entry)
    text = yaml.safe_dump({"pairs": entries}, allow_unicode=True, sort_keys=False, width=150)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"# {line}\n" for line in head.splitlines()) + text, encoding="utf-8")
    return sum(entry["decision"] == "open" for entry in entries)
