"""Who waits for whom: queues, trials, the slow lane, shares of clients and their turns."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.failures import QueryTooExpensive, ServiceBusy, TooManyRequests
from app.engine.interface import HOUSE
from app.engine.lanes import Turns
from app.engine.pool import NICE, PATIENCE
from app.engine.wire import Question
from tests.engine.pools import ENDLESS, LABELS, assert_healthy, crowd, give_up, pool, settled
from tests.engine.sample import eventually
from tests.serving import ROOT


def test_full_queue_refuses_at_once(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, max_queue=1) as engine:
            await assert_healthy(engine)
            tasks = await crowd(engine, 2)
            with pytest.raises(ServiceBusy) as caught:
                await engine.answer(ENDLESS)
            assert "Retry-After" in caught.value.headers
            await assert_healthy(engine)
            assert (await engine.answer(LABELS, lane=HOUSE)).rows == 1
            await give_up(tasks)
            await assert_healthy(engine)

    eventually(work)


def test_long_waits_end(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, queue_seconds=0.2) as engine:
            await settled(engine)
            tasks = await crowd(engine, 1)
            with pytest.raises(ServiceBusy):
                await engine.answer(ENDLESS)
            await give_up(tasks)

    eventually(work)


def test_unknown_queries_pass_slow_ones_and_outlasting_ones_start_again(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, query_seconds=1.5) as engine:
            await settled(engine)
            tasks = await crowd(engine, 1)
            start = asyncio.get_running_loop().time()
            other = asyncio.create_task(engine.answer(Question(ENDLESS.text.replace("?i", "?i . ?j ?k ?l"))))
            await asyncio.sleep(0)
            await assert_healthy(engine)  # behind the other's trial, and no longer
            assert asyncio.get_running_loop().time() - start < 1
            assert engine.state.endings["outlasted"] == 1
            with pytest.raises(QueryTooExpensive):
                await other
            await give_up(tasks)

    eventually(work)


def test_a_query_that_outlasts_its_trial_ends_no_worker(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            before = await settled(engine)
            tasks = await crowd(engine, 1)
            assert engine.worker_pids == before and engine.state.endings == {}
            await assert_healthy(engine)  # on trial, with the worker that was idle among the slow ones
            assert engine.worker_pids == before
            await give_up(tasks)

    eventually(work)


def test_a_quick_query_that_became_slow_moves_too(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await settled(engine)
            await engine.answer(LABELS, shape="one")
            start = asyncio.get_running_loop().time()
            task = asyncio.create_task(engine.answer(ENDLESS, shape="one"))
            while not engine.state.lanes["quick"].busy:
                await asyncio.sleep(0)
            while engine.state.lanes["quick"].busy or not engine.state.lanes["slow"].busy:
                await asyncio.sleep(0.01)
            assert asyncio.get_running_loop().time() - start >= PATIENCE * engine._settings.trial_seconds
            assert engine.state.endings == {"exchanged": 1}
            await give_up([task])

    eventually(work)


def test_a_pooling_client_waits_for_its_slow_queries(release_path: Path) -> None:
    """What one client may have under way is a matter of turns: 32 slow queries at once are late, not refused."""
    product = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d . ?e a ?f . ?g a ?h . ?i a ?j }"

    async def work() -> None:
        async with pool(release_path, trial_seconds=0.001) as engine:
            await settled(engine)
            first = await engine.answer(Question(product), client="a")
            rest = await asyncio.gather(*(engine.answer(Question(product), client="a") for _ in range(32)))
            assert {answer.body for answer in rest} == {first.body}
            assert engine.state.lanes["slow"].waiting == 0

    eventually(work)


def test_a_share_is_refused_by_lane(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path, client_share=1) as engine:
            await settled(engine)
            await assert_healthy(engine)
            first = await crowd(engine, 1)
            second = asyncio.create_task(engine.answer(ENDLESS, client="a"))
            await asyncio.sleep(0.05)
            with pytest.raises(TooManyRequests):
                await engine.answer(ENDLESS, client="a")
            assert engine.under_way("a") == 1
            assert (await engine.answer(LABELS, client="a")).rows == 1  # its quick ones go on
            await give_up([*first, second])
            assert engine.under_way("a") == 0

    eventually(work)


def test_workers_step_back_from_a_service_that_is_nice_itself() -> None:
    """In a process of its own, since nobody may take a step back again."""
    test = f"{__file__}::{test_slow_workers_step_back.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, preexec_fn=lambda: os.nice(5), capture_output=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stdout.decode()


def test_slow_workers_step_back(release_path: Path) -> None:
    def niceness(pid: int) -> set[int]:
        return {os.getpriority(os.PRIO_PROCESS, int(thread.name)) for thread in Path(f"/proc/{pid}/task").iterdir()}

    async def work() -> None:
        async with pool(release_path) as engine:
            before = await settled(engine)
            tasks = await crowd(engine, 1)
            await asyncio.sleep(0.1)
            own = os.getpriority(os.PRIO_PROCESS, 0)
            levels = {frozenset(niceness(pid)) for pid in before & engine.worker_pids}
            assert levels == {frozenset({own + NICE}), frozenset({own})}
            await give_up(tasks)

    eventually(work)


def test_clients_take_turns() -> None:
    async def work() -> None:
        turns, loop = Turns(), asyncio.get_running_loop()
        places = {name: loop.create_future() for name in ("a1", "a2", "a3", "b1")}
        for name, place in places.items():
            turns.add(name[0], place)
        turns.remove("a", places["a2"])
        assert [turns.next() for _ in range(4)] == [places["a1"], places["b1"], places["a3"], None]
        assert len(turns) == 0

    eventually(work)
