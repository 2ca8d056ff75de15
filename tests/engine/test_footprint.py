"""What workers have for themselves after large answers: next to nothing, and what cannot be had back ends with them."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

from tests.engine.sample import eventually
from tests.engine.test_pool import LABELS, MIB, pool, settled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process what it has for itself")

ROOM = {"answer_bytes": 64 * MIB, "memory_bytes": 1024 * MIB, "trial_seconds": 10}


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
