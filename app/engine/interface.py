"""What every engine can do. No module outside ``app.engine`` and ``app.main`` knows which one answers."""

from typing import Protocol

from app.engine.wire import Answer, Question

PUBLIC, HOUSE = "public", "house"
"""Lanes: queries of clients, and the service's own small ones, which must not wait behind the former."""


class Engine(Protocol):
    """Answers questions on one immutable dataset, completely or with an EngineError."""

    async def answer(
        self,
        question: Question,
        *,
        lane: str = PUBLIC,
        seconds: float | None = None,
        shape: str = "",
        client: str = "",
    ) -> Answer:
        """Return the complete answer; ``seconds`` bounds its wall-clock time, cancelling frees what it holds.

        ``shape`` (what queries of about the same cost have in common) and ``client`` let an engine be fair.
        """
        ...

    def under_way(self, client: str) -> int:
        """Return how many queries of a client wait or run."""
        ...
