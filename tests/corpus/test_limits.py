"""Every question of the catalogue, and the listing of contradictions, answers over the whole corpus within limits."""

import time
from pathlib import Path

import httpx
import pytest

from app.queries import Query, read_catalogue, read_query
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Settings()
QUESTIONS = [*read_catalogue(ROOT / "queries"), read_query(ROOT / "queries" / "reports" / "contradictions.rq")]


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: f"{query.theme}/{query.name}")
def test_a_question_answers_within_the_limits(service: str, query: Query) -> None:
    start = time.monotonic()
    answer = httpx.post(f"{service}/sparql", data={"query": query.text}, timeout=2 * LIMITS.query_seconds)
    assert answer.status_code == 200, answer.text[:500]
    assert time.monotonic() - start < LIMITS.query_seconds
    assert 0 < len(answer.content) < LIMITS.answer_bytes
