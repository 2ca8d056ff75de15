"""What queries of one shape have cost so far, which decides the lane in which the next of them waits."""

from collections import OrderedDict

REMEMBERED = 10_000
"""Shapes kept, the most recent; one takes some 200 bytes."""

WEIGHT_OF_NEWEST = 0.5
"""A shape that has become fast, or slow, is believed after two or three runs."""


class Costs:
    """Seconds by shape of query: an average in which the newest run counts most.

    >>> costs = Costs()
    >>> costs.learn("SELECT ?0 { ?0 ?1 ?2 }", 0.2)
    >>> costs.expected("SELECT ?0 { ?0 ?1 ?2 }"), costs.expected("ASK { }")
    (0.2, None)
    """

    def __init__(self) -> None:
        self._seconds: OrderedDict[str, float] = OrderedDict()

    def expected(self, shape: str) -> float | None:
        """Return what a query of this shape will probably take, None where none has run yet."""
        if shape not in self._seconds:
            return None
        self._seconds.move_to_end(shape)
        return self._seconds[shape]

    def learn(self, shape: str, seconds: float) -> None:
        """Remember what a query of this shape has taken."""
        before = self._seconds.pop(shape, seconds)
        self._seconds[shape] = before + WEIGHT_OF_NEWEST * (seconds - before)
        if len(self._seconds) > REMEMBERED:
            self._seconds.popitem(last=False)
