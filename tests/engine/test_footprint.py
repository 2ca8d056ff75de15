"""What workers have for themselves after large answers: next to nothing, and what cannot be had back ends with them."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

from app.engine.wire import Question
from tests.engine.sample import eventually
from tests.engine.test_pool import LABELS, MIB, pool, settled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process what it has for itself")

LARGE = Question("SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000 } } ORDER BY ?f ?c")
ROOM = {"answer_bytes": 64 * MIB, "memory_bytes": 1024 * MIB, "trial_seconds": 10}


def private(pid: int) -> int:
    """Return the memory in bytes that a process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def test_a_worker_gives_back_what_a_large_answer_took(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, **ROOM) as engine:
            workers = await settled(engine)
            await engine.answer(LABELS)
            before = {pid: private(pid) for pid in workers}
            for _ in range(3):
                assert len((await engine.answer(LARGE)).body) > 8 * MIB
            await engine.answer(LABELS)  # whoever answers has settled after the answer before
            assert await settled(engine) == workers
            assert max(private(pid) - before[pid] for pid in workers) < 4 * MIB

    eventually(work)


def test_a_worker_that_keeps_more_than_it_may_is_replaced(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, **ROOM, keep_bytes=-64 * MIB) as engine:
            before = await settled(engine)
            await engine.answer(LABELS)
            assert engine.state.endings.get("retired", 0) == 1
            while before <= engine.worker_pids:
                await asyncio.sleep(0.01)
            await engine.answer(LABELS)

    eventually(work)


def open_files(pid: int) -> list[str]:
    """Return what the descriptors of a process lead to; sockets by that word alone, and not what leads nowhere."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile, as a worker does at its birth
            found.append(str(link.readlink()).partition(":[")[0])
    return sorted(name for name in found if name != os.devnull)


def test_a_worker_holds_a_socket_and_two_files_about_itself(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await engine.answer(LABELS)
            for pid in await settled(engine):
                while open_files(pid) != [f"/proc/{pid}/smaps_rollup", f"/proc/{pid}/statm", "socket"]:
                    await asyncio.sleep(0.01)  # until its birth is over; the bound on the whole test ends this

    eventually(work)
