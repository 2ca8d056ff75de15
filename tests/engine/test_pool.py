"""Keeper, workers and pool with real processes: what a query may cost, and what happens to those that cost more."""

import asyncio
import contextlib
import os
import signal
import socket
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
)
from app.engine.interface import HOUSE
from app.engine.pool import Pool
from app.engine.wire import Question
from app.settings import Settings
from tests.engine.pools import BOMB, ENDLESS, LABELS, SMALL, assert_healthy, crowd, give_up, gone, pool, settled
from tests.engine.sample import eventually


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
