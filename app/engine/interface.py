"""What every engine can do. No module outside ``app.engine`` and ``app.main`` knows which one answers."""

from typing import Protocol

from app.engine.wire import Answer, Question

PUBLIC, HOUSE = "public", "house"
"""Lanes: queries of clients, and the service's own small ones, which must not wait behind the former."""


class Engine(Protocol):
    """Answers questions on one immutable dataset, completely or with an EngineError."""

    async def answer(self, question: Question, *, lane: str = PUBLIC, seconds: float | None = None) -> Answer:
        """Return the complete answer; ``seconds`` bounds its wall-clock time, cancelling frees what it holds."""
        ...
