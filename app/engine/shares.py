"""How much of the engine one client may have at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.engine.failures import TooManyRequests


class Shares:
    """Queries under way, by client and lane: so a client's own slow queries do not shut out its quick ones.

    ``limit`` holds for each lane but the ``exempt`` one; ``retry`` says after how many seconds to come again.
    """

    def __init__(self, limit: int, exempt: str, retry: str) -> None:
        self._limit = limit
        self._exempt = exempt
        self._retry = retry
        self._clients: dict[str, Counter[str]] = {}

    def under_way(self, client: str) -> int:
        """Return how many queries of a client wait or run."""
        return self._clients[client].total() if client in self._clients else 0

    @contextmanager
    def counted(self, client: str, lane: str) -> Iterator[None]:
        """Count a query towards its client's share of a lane; raises TooManyRequests when that is used up."""
        counts = self._clients.setdefault(client, Counter())
        if lane != self._exempt and counts[lane] >= self._limit:
            detail = f"One client may have {self._limit} {lane} queries under way at once."
            raise TooManyRequests(detail, headers={"Retry-After": self._retry}, limit=self._limit)
        counts[lane] += 1
        try:
            yield
        finally:
            counts[lane] -= 1
            if not counts.total():
                del self._clients[client]
