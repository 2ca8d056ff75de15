"""The embedded engine: lanes of workers with bounded queues and deadlines, over one keeper.

A query of a shape that has been quick before waits with its like alone. An unknown one gets a trial of a moment. One
that outlasts it moves, with its worker, to the slow lane, whose workers step back for all others; where that is full it
starts there again in its turn. So fifty heavy queries wait for each other, and light ones pass them.

A worker that passes its deadline, or whose client has gone, is killed and replaced; nothing else is disturbed.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.engine.costs import Costs
from app.engine.failures import EngineError, EngineUnavailable, QueryTooExpensive, WorkerLost
from app.engine.interface import HOUSE, PUBLIC
from app.engine.lanes import Lane, LaneState
from app.engine.shares import Shares
from app.engine.supervisor import Supervisor, Worker
from app.engine.verdicts import failure, post_mortem
from app.engine.wire import Answer, Question
from app.engine.worker import Limits
from app.settings import Settings

LAST_WORDS_SECONDS = 1.0
"""How long the keeper may take to report why a worker died."""

STILLBORN_PAUSE_SECONDS = 0.5
"""Before replacing a worker that died unasked, so that a fault at birth does not become a storm of forks."""

SLOWEST_RESTART_SECONDS = 10.0

QUICK, TRIAL, SLOW = "quick", "trial", "slow"
NICE = 3
"""How far trials and slow queries step back. Of two processes that want the same processor, one 3 steps nicer gets a
third of it: enough for the quick ones, and where other programs keep a machine busy, slow ones have their part."""

PATIENCE = 5
"""A query of a shape that has been quick may take so many trials: the machine may be busy, or its worker a new one."""

COST_OF_OUTLASTING = 2
"""A query that outlasts its time counts as so many trials meanwhile: with that, no average is quick any more."""

MORE_ATTEMPTS = 2
"""How often a query is asked again whose worker was lost: when several die at once, the next may be gone as well."""

COST_OF_DEATH = 10
"""A query that ended its worker counts as so many trials, and its like go to the slow lane at once."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PoolState:
    """The pool at a moment, and what it has done since its start: workers ended, by reason, and keepers lost."""

    lanes: dict[str, LaneState]
    keeper: int | None
    workers: frozenset[int]
    endings: dict[str, int]
    keepers_lost: int


class Outlasted(Exception):
    """A query has outlasted its trial, and the slow lane has no worker to exchange."""


async def done_within(coming: asyncio.Future[Any], seconds: float) -> bool:
    """Wait for an answer so long, and return whether it is there; it may still come."""
    return bool((await asyncio.wait({coming}, timeout=seconds))[0])


class Pool:
    """The engine that answers from forked workers on this machine."""

    def __init__(self, data: Sequence[Path], settings: Settings) -> None:
        self._settings = settings
        self._retry = str(settings.retry_seconds)
        self._limits = Limits(
            cpu_seconds=settings.cpu_seconds,
            memory_bytes=settings.memory_bytes,
            stack_bytes=settings.stack_bytes,
            keep_bytes=settings.keep_bytes,
            rest_seconds=settings.rest_seconds,
            answer_bytes=settings.answer_bytes,
        )
        queue = settings.max_queue
        self._lanes = {
            HOUSE: Lane(HOUSE, settings.house_workers, queue),
            QUICK: Lane(QUICK, settings.quick_workers, queue),
            TRIAL: Lane(TRIAL, settings.trial_workers, queue, NICE),
            SLOW: Lane(SLOW, settings.workers, queue, NICE),
        }
        self._costs = Costs()
        self._shares = Shares(settings.client_share, HOUSE, self._retry)
        self._endings: Counter[str] = Counter()
        self._supervisor = Supervisor(data, asdict(self._limits), self._welcome, self._bury, self._lose)
        self._causes: dict[int, asyncio.Future[str]] = {}
        self._restart: asyncio.Task[None] | None = None
        self._keepers_lost = 0
        self._open = False
        self.quads = 0

    async def __aenter__(self) -> "Pool":
        self._open = True
        async with AsyncExitStack() as undo:
            undo.push_async_exit(self)
            await self._start()
            undo.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open = False
        if self._restart is not None:
            self._restart.cancel()
        for lane in self._lanes.values():
            lane.clear()
        await self._supervisor.stop()

    @property
    def keeper_pid(self) -> int | None:
        """Process id of the keeper."""
        return self._supervisor.pid

    @property
    def worker_pids(self) -> set[int]:
        """Process ids of all workers alive."""
        return {pid for lane in self._lanes.values() for pid in lane.members}

    @property
    def state(self) -> PoolState:
        """What the pool is doing now."""
        lanes = {name: lane.state for name, lane in self._lanes.items()}
        workers = frozenset(self.worker_pids)
        return PoolState(lanes, self.keeper_pid, workers, dict(self._endings), self._keepers_lost)

    async def answer(
        self,
        question: Question,
        *,
        lane: str = PUBLIC,
        seconds: float | None = None,
        shape: str = "",
        client: str = "",
    ) -> Answer:
        """Return the complete answer; raises an EngineError that says why there is none.

        ``seconds`` is the wall-clock deadline once a worker has the question; cancelling this call ends the worker.
        ``shape`` is what the query has in common with others of about the same cost, ``client`` who asks.
        """
        limit = self._settings.query_seconds if seconds is None else seconds
        shape = shape or question.text
        for _ in range(MORE_ATTEMPTS):
            try:
                return await self._answer_in_turn(question, lane, limit, shape, client)
            except WorkerLost:  # not the query's doing, and reading twice does no harm
                continue
        return await self._answer_in_turn(question, lane, limit, shape, client)

    async def _answer_in_turn(self, question: Question, lane: str, limit: float, shape: str, client: str) -> Answer:
        slow = self._lanes[SLOW]
        chosen = self._lanes[HOUSE] if lane == HOUSE else self._lane_for(shape)
        with self._shares.counted(client, chosen.name):
            worker = await self._take(chosen, client)
            if lane != HOUSE and chosen is not slow and self._lane_for(shape) is slow:
                chosen.give(worker)  # another query of this shape has shown its cost meanwhile
            else:
                try:
                    return await self._run(worker, chosen, question, limit, shape)
                except Outlasted:
                    pass
        with self._shares.counted(client, slow.name):
            return await self._run(await self._take(slow, client), slow, question, limit, shape)

    def under_way(self, client: str) -> int:
        """Return how many queries of a client wait or run."""
        return self._shares.under_way(client)

    async def _take(self, lane: Lane, client: str) -> Worker:
        return await lane.take(self._settings.queue_seconds, self._retry, client)

    def _lane_for(self, shape: str) -> Lane:
        expected = self._costs.expected(shape)
        if expected is None:
            return self._lanes[TRIAL]
        return self._lanes[QUICK if expected <= self._settings.trial_seconds else SLOW]

    async def _run(self, worker: Worker, lane: Lane, question: Question, limit: float, shape: str) -> Answer:
        self._causes[worker.pid] = asyncio.get_running_loop().create_future()
        reusable, ending = False, "cancelled"
        asked = worker.ask(question.to_header())
        try:
            if lane.name in (QUICK, TRIAL) and not await done_within(asked, min(limit, self._patience(lane))):
                self._costs.learn(shape, COST_OF_OUTLASTING * self._settings.trial_seconds)
                ending = "outlasted"
                lane = self._move(worker, lane)
                ending = "cancelled"
            if not asked.done():
                async with asyncio.timeout(limit):
                    await asked
            header, body = asked.result()
            reusable, ending = not header.get("retires", False), "retired"
            self._costs.learn(shape, header["cpu"])
        except TimeoutError as error:
            ending = "deadline"
            detail = f"The query did not finish within {limit:g} s."
            raise QueryTooExpensive(detail, headers={"Retry-After": self._retry}, limit=limit) from error
        except ConnectionError as error:
            ending, cause = "died", await self._explain(worker.pid)
            if not isinstance(cause, WorkerLost):
                self._costs.learn(shape, COST_OF_DEATH * self._settings.trial_seconds)
            raise cause from error
        finally:
            asked.cancel()
            self._causes.pop(worker.pid, None)
            self._put_back(lane, worker, reusable, ending)
        return self._read_answer(header, body)

    def _patience(self, lane: Lane) -> float:
        return self._settings.trial_seconds * (PATIENCE if lane.name == QUICK else 1)

    def _move(self, worker: Worker, lane: Lane) -> Lane:
        """Move a busy worker to the slow lane in exchange for an idle one there; raises Outlasted where none is.

        The idle one takes its place, unless it is nicer than that place asks for: no process can take that back.
        """
        slow = self._lanes[SLOW]
        idle = slow.swap() if worker.pid in lane.members else None
        if idle is None:
            raise Outlasted
        slow.members[worker.pid] = lane.members.pop(worker.pid)
        if lane.nice == slow.nice:
            lane.members[idle.pid] = slow.members.pop(idle.pid)
            lane.give(idle)
        else:
            self._endings["exchanged"] += 1
            self._supervisor.kill(idle.pid)
            idle.hang_up()
            self._supervisor.renice(worker.pid, slow.nice)
        return slow

    def _read_answer(self, header: dict[str, Any], body: bytes) -> Answer:
        if "failure" in header:
            raise failure(header, self._limits, self._retry)
        return Answer(body, header["format"], header["form"], header["rows"], header["seconds"])

    def _put_back(self, lane: Lane, worker: Worker, reusable: bool, ending: str) -> None:
        if reusable and worker.pid in lane.members:
            lane.give(worker)
        else:
            if ending != "died":
                self._endings[ending] += 1
                self._supervisor.kill(worker.pid)
            worker.hang_up()

    async def _explain(self, pid: int) -> EngineError:
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                cause = await self._causes[pid]
        except TimeoutError:
            cause = "unknown"
        return post_mortem(cause, self._limits, self._retry)

    async def _start(self) -> None:
        self.quads = await self._supervisor.start(self._settings.start_seconds)
        for lane in self._lanes.values():
            for _ in range(lane.size):
                self._supervisor.fork()

    def _welcome(self, worker: Worker) -> None:
        lane = min(self._lanes.values(), key=lambda lane: len(lane.members) / lane.size)
        lane.members[worker.pid] = worker
        if lane.nice:
            self._supervisor.renice(worker.pid, lane.nice)
        lane.give(worker)

    def _bury(self, pid: int, cause: str) -> None:
        if (asked := self._causes.get(pid)) is not None and not asked.done():
            asked.set_result(cause)
        if cause not in ("SIGKILL", "exit"):  # those the pool ends itself are counted where it does
            self._endings[cause] += 1
        if cause == "exit" and any(lane.rests(pid) for lane in self._lanes.values()):
            self._endings["rested"] += 1
        dead = [worker for lane in self._lanes.values() if (worker := lane.forget(pid))]
        served = any(worker.served for worker in dead)
        asyncio.get_running_loop().call_later(0 if served else STILLBORN_PAUSE_SECONDS, self._supervisor.fork)

    def _lose(self) -> None:
        self._keepers_lost += 1
        for asked in self._causes.values():
            if not asked.done():
                asked.set_result("keeper")
        for lane in self._lanes.values():
            lane.clear()
        if self._open and (self._restart is None or self._restart.done()):
            self._restart = asyncio.get_running_loop().create_task(self._start_again())

    async def _start_again(self) -> None:
        pause = 0.05
        while self._open:
            log.error("the keeper is gone; starting another")
            await self._supervisor.stop()
            try:
                await self._start()
                return
            except EngineUnavailable as error:
                log.error("%s", error.detail)
            await asyncio.sleep(pause)
            pause = min(pause * 2, SLOWEST_RESTART_SECONDS)
