"""What workers have for themselves: nothing of an answer that has left, and copies of the dataset only for a while."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

from app.engine.pool import Pool
from app.engine.wire import Question
from app.settings import Settings
from tests.engine.pools import LABELS, MIB, SMALL, pool, settled
from tests.engine.sample import eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process what it has for itself")

LARGE = Question("SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000 } } ORDER BY ?f ?c")
ROOM = {"answer_bytes": 64 * MIB, "memory_bytes": 1024 * MIB, "trial_seconds": 10}

EVERYTHING = Question("SELECT (COUNT(?o) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
QUADS, COPIED = 60_000, 8 * MIB
"""A dataset of that size, and less than what a worker copies of it to answer this question."""


@pytest.fixture(scope="module")
def broad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with so many quads that reading them all shows in a worker's memory."""
    path = tmp_path_factory.mktemp("broad") / "data.nq"
    path.write_text("".join(f"<urn:s:{i}> <urn:p:{i % 7}> <urn:o:{i}> <urn:g:{i % 99}> .\n" for i in range(QUADS)))
    return path


def private(pid: int) -> int:
    """Return the memory in bytes that a process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def open_files(pid: int) -> list[str]:
    """Return what the descriptors of a process lead to; sockets by that word alone, and not what leads nowhere."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile, as a worker does at its birth
            found.append(str(link.readlink()).partition(":[")[0])
    return sorted(name for name in found if name != os.devnull)


async def born(engine: Pool) -> set[int]:
    """Wait until every worker has all that it is born with, a socket and two files about itself, and return them."""
    workers = await settled(engine)
    for pid in workers:
        while open_files(pid) != [f"/proc/{pid}/smaps_rollup", f"/proc/{pid}/statm", "socket"]:
            await asyncio.sleep(0.01)  # the bound on the whole test ends this
    return workers


def test_a_worker_gives_back_what_a_large_answer_took(release_path: Path) -> None:
    """It does so after the answer has left, so that the test waits for it; nothing else would bring it back."""

    async def work() -> None:
        async with pool(release_path, **ROOM, rest_seconds=60) as engine:
            workers = await born(engine)
            await engine.answer(LABELS)
            before = {pid: private(pid) for pid in workers}
            for _ in range(3):
                assert len((await engine.answer(LARGE)).body) > 8 * MIB
            while max(private(pid) - before[pid] for pid in workers) > 4 * MIB:
                await asyncio.sleep(0.01)
            assert engine.worker_pids == workers

    eventually(work)


def test_a_worker_keeps_its_copies_while_it_is_asked(broad: Path) -> None:
    async def work() -> None:
        settings = Settings(**SMALL | {"trial_seconds": 10, "keep_bytes": COPIED, "rest_seconds": 60})
        async with Pool([broad], settings) as engine:
            workers = await born(engine)
            before = {pid: private(pid) for pid in workers}
            for _ in range(5):
                assert str(QUADS).encode() in (await engine.answer(EVERYTHING)).body
            copying = {pid for pid in workers if private(pid) - before[pid] > COPIED}
            assert len(copying) == 2 and engine.worker_pids == workers  # the first time on trial, then as a quick one

    eventually(work)


def test_a_worker_ends_with_its_copies_when_it_rests(broad: Path) -> None:
    async def work() -> None:
        settings = Settings(**SMALL | {"trial_seconds": 10, "keep_bytes": COPIED, "rest_seconds": 0.1})
        async with Pool([broad], settings) as engine:
            workers = await born(engine)
            await engine.answer(EVERYTHING)
            while not engine.state.endings.get("rested", 0):
                await asyncio.sleep(0.01)
            assert len(workers & await settled(engine)) == len(workers) - 1
            assert (await engine.answer(EVERYTHING)).rows == 1

    eventually(work)


def test_a_worker_that_has_copied_too_much_is_replaced_after_its_answer(broad: Path) -> None:
    async def work() -> None:
        async with Pool([broad], Settings(**SMALL | {"trial_seconds": 10, "memory_bytes": COPIED})) as engine:
            workers = await born(engine)
            for _ in range(3):  # on trial; as a quick one; then the size of that one is known, and told
                await engine.answer(EVERYTHING)
            assert engine.state.endings == {"retired": 1}
            while workers <= engine.worker_pids:
                await asyncio.sleep(0.01)
            assert (await engine.answer(EVERYTHING)).rows == 1

    eventually(work)


def test_a_worker_holds_a_socket_and_two_files_about_itself(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await engine.answer(LABELS)
            assert await born(engine) == engine.worker_pids

    eventually(work)
