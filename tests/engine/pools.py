"""Small pools over the sample release, cheap and endless questions, and what tests of both wait for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from app.engine.pool import Pool
from app.engine.release import read_release
from app.engine.wire import Question
from app.settings import Settings

MIB = 1 << 20
SMALL = {
    "workers": 1,
    "quick_workers": 1,
    "trial_workers": 1,
    "trial_seconds": 0.1,
    "query_seconds": 20,
    "memory_bytes": 192 * MIB,
    "answer_bytes": MIB,
    "start_seconds": 30,
}

LABELS = Question('SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> "Japan"@en }')
ENDLESS = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
BOMB = Question(f'SELECT ?x40 {{ BIND("aaaaaaaaaa" AS ?x0) {DOUBLINGS} }}')


@contextlib.asynccontextmanager
async def pool(release_path: Path, **settings: Any) -> AsyncIterator[Pool]:
    async with Pool(read_release(release_path).data, Settings(**SMALL | settings)) as engine:
        yield engine


async def gone(pid: int) -> None:
    """Wait until a process is no more; a zombie counts as gone."""
    while True:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        await asyncio.sleep(0.01)


async def assert_healthy(engine: Pool) -> None:
    assert (await engine.answer(LABELS)).rows == 1


async def settled(engine: Pool) -> set[int]:
    """Wait until every lane has all its workers, and return them."""
    while len(engine.worker_pids) < sum(lane.size for lane in engine.state.lanes.values()):
        await asyncio.sleep(0.01)
    return engine.worker_pids


async def crowd(engine: Pool, count: int) -> list[asyncio.Task[Any]]:
    """Start endless queries of one shape, and return when the slow lane has them."""
    tasks = [asyncio.create_task(engine.answer(ENDLESS))]
    while not engine.state.lanes["slow"].busy:
        await asyncio.sleep(0.01)
    tasks += [asyncio.create_task(engine.answer(ENDLESS)) for _ in range(count - 1)]
    await asyncio.sleep(0.01)
    return tasks


async def give_up(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
