"""The sides of an event, and the ordered pairs that they make.

Every pair has a row in both directions, so that sums treat all events alike; the direction that an event has of its
own, who visits whom, stands in a column. Forum editions make no pairs: those who attend one forum have not thereby
dealt with one another (``queries/rules/interactions.rq`` decides likewise).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

from app.export.graph import Graph

Sides = dict[str, set[str]]
"""The roles of each side of one event."""


class Dyad(NamedTuple):
    """One row of an event: who towards whom, and how they stand to each other."""

    source: str | None
    target: str | None
    direction: str


def read_sides(graph: Graph) -> dict[str, Sides]:
    """Return the sides of every event that has any."""
    found: dict[str, Sides] = defaultdict(lambda: defaultdict(set))
    for row in graph.rows("sides"):
        found[row["event"]][row["actor"]].add(row["role"])
    return found


def dyads(kinds: Iterable[str], sides: Sides) -> Iterator[Dyad]:
    """Yield the rows of an event, sorted.

    >>> list(dyads(["Meeting"], {"A": {"counterpart"}, "B": {"counterpart"}}))[0]
    Dyad(source='A', target='B', direction='mutual')
    >>> list(dyads(["ForumEdition"], {"A": {"participant"}, "B": {"participant"}}))[1]
    Dyad(source='B', target=None, direction='one-sided')
    >>> list(dyads(["PublicStatement"], {}))
    [Dyad(source=None, target=None, direction='no-side')]
    """
    if not sides:
        yield Dyad(None, None, "no-side")
    elif len(sides) == 1 or "ForumEdition" in kinds:
        yield from (Dyad(side, None, "one-sided") for side in sorted(sides))
    else:
        visitors, hosts = parts(sides) if "Visit" in kinds else (set(), set())
        for source, target in permutations(sorted(sides), 2):
            if source in visitors and target in hosts:
                yield Dyad(source, target, "visitor-to-host")
            elif source in hosts and target in visitors:
                yield Dyad(source, target, "host-to-visitor")
            else:
                yield Dyad(source, target, "mutual")


def parts(sides: Sides) -> tuple[set[str], set[str]]:
    """Return who visits and who is visited. Of two sides, the one that is not named as either has the other part.

    >>> parts({"A": {"visitor"}, "B": {"counterpart"}})
    ({'A'}, {'B'})
    """
    visitors = {side for side, roles in sides.items() if "visitor" in roles}
    hosts = {side for side, roles in sides.items() if "host" in roles}
    both = visitors & hosts
    visitors, hosts = visitors - both, hosts - both
    if len(sides) == 2 and not both and bool(visitors) != bool(hosts):
        rest = set(sides) - visitors - hosts
        return (visitors or rest), (hosts or rest)
    return visitors, hosts
