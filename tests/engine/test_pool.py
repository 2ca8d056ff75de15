"""Keeper, workers and pool with real processes: what a query may cost, and what happens to those that cost more."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.engine.failures import (
    AnswerTooLarge,
    EngineError,
    EngineUnavailable,
    PolicyError,
    QueryEvaluationError,
    QuerySyntaxError,
    QueryTooExpensive,
    ServiceBusy,
    TooManyRequests,
)
from app.engine.interface import HOUSE
from app.engine.lanes import Turns
from app.engine.pool import NICE, PATIENCE, Pool
from app.engine.release import read_release
from app.engine.wire import Question
from app.settings import Settings
from tests.engine.sample import eventually
from tests.serving import ROOT

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


def test_answers_with_facts(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            answer = await engine.answer(LABELS)
            assert (answer.form, answer.format, answer.rows) == ("select", "json", 1)
            assert b"state/JPN" in answer.body and answer.seconds >= 0
            graph = await engine.answer(Question("CONSTRUCT WHERE { ?s a ?o }", graph_format="ttl"))
            assert (graph.form, graph.format) == ("construct", "ttl")
            assert (await engine.answer(Question("ASK {}", table_format="csv"))).body == b"true"

    eventually(work)


def test_terms_are_bound(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            text = "SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
            assert (await engine.answer(Question(text, terms={"label": '"Japon"@fr'}))).rows == 1
            with pytest.raises(QueryEvaluationError):
                await engine.answer(Question(text, terms={"absent": '"x"'}))

    eventually(work)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELEKT", QuerySyntaxError),
        ("SELECT (<urn:no-function>(1) AS ?x) {}", QueryEvaluationError),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", AnswerTooLarge),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", PolicyError),
    ],
)
def test_failures_leave_the_worker_alive(release_path: Path, text: str, error: type[EngineError]) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await assert_healthy(engine)
            before = await settled(engine)
            with pytest.raises(error):
                await engine.answer(Question(text))
            assert engine.worker_pids == before
            await assert_healthy(engine)

    eventually(work)


def test_syntax_errors_have_a_place(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            with pytest.raises(QuerySyntaxError) as caught:
                await engine.answer(Question("SELECT * {\n ?s ?p }"))
            assert caught.value.extra["line"] == 2

    eventually(work)


def test_a_worker_reaches_no_network(release_path: Path) -> None:
    """The fence behind the gate: this query went past it."""

    async def work() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.setblocking(False)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            async with pool(release_path) as engine:
                for silent in ("", "SILENT"):
                    with contextlib.suppress(PolicyError):
                        await engine.answer(Question(f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}"))
            with pytest.raises(BlockingIOError):
                listener.accept()

    eventually(work)


@pytest.mark.parametrize(
    ("question", "settings"),
    [(ENDLESS, {"query_seconds": 0.5}), (ENDLESS, {"cpu_seconds": 1}), (BOMB, {})],
    ids=["wall clock", "processor", "memory"],
)
def test_expensive_queries_end_alone(release_path: Path, question: Question, settings: dict[str, Any]) -> None:
    async def work() -> None:
        async with pool(release_path, **settings) as engine:
            await assert_healthy(engine)
            before = await settled(engine)
            with pytest.raises(QueryTooExpensive) as caught:
                await engine.answer(question)
            assert "Retry-After" in caught.value.headers
            await assert_healthy(engine)
            while before <= engine.worker_pids:
                await asyncio.sleep(0.01)
            assert len(before - await settled(engine)) == 1

    eventually(work)


def test_deep_nesting_does_not_crash_the_stack(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await engine.answer(Question("ASK " + "{" * 4_000 + "}" * 4_000))
            await assert_healthy(engine)

    eventually(work)


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


def test_cancelling_ends_the_worker(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await assert_healthy(engine)
            before = await settled(engine)
            tasks = await crowd(engine, 1)
            await give_up(tasks)
            await assert_healthy(engine)
            while before <= engine.worker_pids:
                await asyncio.sleep(0.01)
            for pid in before - engine.worker_pids:
                await gone(pid)

    eventually(work)


def test_a_killed_worker_is_replaced(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await assert_healthy(engine)
            before = await settled(engine)
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            await assert_healthy(engine)
            await engine.answer(LABELS, lane=HOUSE)
            while before & engine.worker_pids:
                await asyncio.sleep(0.01)

    eventually(work)


def test_a_killed_keeper_is_replaced_with_its_workers(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await assert_healthy(engine)
            keeper, workers = engine.keeper_pid, engine.worker_pids
            assert keeper is not None
            task = asyncio.create_task(engine.answer(ENDLESS))
            await asyncio.sleep(0.1)
            os.kill(keeper, signal.SIGKILL)
            for pid in workers:
                await gone(pid)
            await assert_healthy_later(engine)
            assert engine.keeper_pid != keeper
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def assert_healthy_later(engine: Pool) -> None:
        assert (await engine.answer(LABELS, lane=HOUSE)).rows == 1

    eventually(work)


def test_nothing_is_left_behind(release_path: Path) -> None:
    async def work() -> None:
        async with pool(release_path) as engine:
            await assert_healthy(engine)
            task = asyncio.create_task(engine.answer(ENDLESS))
            await asyncio.sleep(0.1)
            pids = engine.worker_pids | {engine.keeper_pid or 0}
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for pid in pids:
            await gone(pid)

    eventually(work)


def test_data_that_does_not_parse_stops_the_start(tmp_path: Path) -> None:
    async def work() -> None:
        (tmp_path / "data.nq").write_text("no RDF")
        with pytest.raises(EngineUnavailable):
            async with Pool([tmp_path / "data.nq"], Settings(**SMALL)):
                pass

    eventually(work)
