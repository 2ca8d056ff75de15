"""What a title says of an office: its rank and its portfolio, by the table ``data/register/portfolios.yaml``.

A title is a set of words (``posts.title_key``). Groups of words are replaced by what they mean, the largest first,
so that "ICT" and "Information and Communication Technologies" meet, and "Deputy Prime Minister" is no kind of minister.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.register.posts import title_key

TABLE = Path("data/register/portfolios.yaml")
Groups = tuple[tuple[frozenset[str], str], ...]
"""Groups of words, each with what it means."""


@dataclass(frozen=True)
class Meaning:
    """How high an office is and what it is for; either may be empty."""

    rank: frozenset[str]
    portfolio: frozenset[str]


@dataclass(frozen=True)
class Portfolios:
    """The table; ``sides`` says what words stand for in one state or organisation."""

    ranks: Groups
    degrees: frozenset[str]
    same: Groups
    fields: Mapping[str, str]
    idle: frozenset[str]
    sides: Mapping[str, Mapping[str, tuple[str, ...]]]

    def meaning(self, side: str, words: Iterable[str], own: frozenset[str] = frozenset()) -> Meaning:
        """Return what a title of a side means; ``own`` are the words that name the side itself."""
        stands_for = self.sides.get(side, {})
        rest = {part for word in words for part in stands_for.get(word, (word,))}
        ranks, rest = _replaced(rest, self.ranks)
        portfolio, others = _replaced(rest - self.degrees - self.idle, self.same)
        return Meaning(frozenset(ranks | (rest & self.degrees)), frozenset((portfolio | others) - own))

    def fields_of(self, portfolio: Iterable[str]) -> frozenset[str]:
        """Return the wider fields that a portfolio lies in."""
        return frozenset(self.fields[item] for item in portfolio if item in self.fields)


def _replaced(words: set[str] | frozenset[str], groups: Groups) -> tuple[set[str], set[str]]:
    """Return what the groups of words mean that are among some words, and the words that are left."""
    rest, found = set(words), set()
    for group, meaning in groups:
        if group <= rest:
            rest -= group
            found.add(meaning)
    return found, rest


def read_portfolios(root: Path) -> Portfolios:
    """Read the table below ``root``."""
    table = yaml.safe_load((root / TABLE).read_text(encoding="utf-8"))
    return Portfolios(
        ranks=_groups(table["ranks"]),
        degrees=frozenset(table["degrees"]),
        same=_groups(table["same"]),
        fields={item: field for field, items in table["fields"].items() for item in items},
        idle=frozenset(table["idle"]),
        sides={side: {key: title_key(text) for key, text in words.items()} for side, words in table["sides"].items()},
    )


def _groups(table: Mapping[str, Any]) -> Groups:
    """Return the groups of words of a table, those with most words first."""
    found = {(frozenset(title_key(text)), meaning) for meaning, texts in table.items() for text in texts}
    return tuple(sorted(((group, meaning) for group, meaning in found if group), key=_size))


def _size(item: tuple[frozenset[str], str]) -> tuple[int, list[str]]:
    return -len(item[0]), sorted(item[0])
