"""The embedded engine: lanes of workers with bounded queues and deadlines, over one keeper.

A worker that passes its deadline, or whose client has gone, is killed and replaced; nothing else is disturbed.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.engine.failures import EngineError, EngineUnavailable, QueryTooExpensive, ServiceBusy, WorkerLost
from app.engine.interface import HOUSE, PUBLIC
from app.engine.supervisor import Supervisor, Worker, WorkerGone
from app.engine.verdicts import failure, post_mortem
from app.engine.wire import Answer, Question
from app.engine.worker import Limits
from app.settings import Settings

LAST_WORDS_SECONDS = 1.0
"""How long the keeper may take to report why a worker died."""

STILLBORN_PAUSE_SECONDS = 0.5
"""Before replacing a worker that died unasked, so that a fault at birth does not become a storm of forks."""

SLOWEST_RESTART_SECONDS = 10.0

log = logging.getLogger(__name__)


class Lane:
    """A number of workers and those who wait for one, first come first served."""

    def __init__(self, size: int, queue: int) -> None:
        self.size = size
        self._queue = queue
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self.members: dict[int, Worker] = {}

    async def take(self, seconds: float, retry: str) -> Worker:
        """Return a worker, waiting for it; raises ServiceBusy when the queue is full or the wait too long."""
        if self._idle:
            return self._idle.pop()  # the one that was busy last has its pages warm
        if len(self._waiting) >= self._queue:
            raise ServiceBusy("All workers are busy and the queue is full.", headers={"Retry-After": retry})
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(seconds):
                return await place
        except (TimeoutError, asyncio.CancelledError) as error:
            if place.done() and not place.cancelled():
                self.give(place.result())  # handed over in the moment of giving up: pass it on
            if isinstance(error, asyncio.CancelledError):
                raise
            detail = f"No worker became free within {seconds:g} s."
            raise ServiceBusy(detail, headers={"Retry-After": retry}) from error
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(place)

    def give(self, worker: Worker) -> None:
        """Take a free worker (back), for whoever waits longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    def forget(self, pid: int) -> Worker | None:
        """Strike out a dead worker and return it; None when it is not of this lane."""
        worker = self.members.pop(pid, None)
        if worker in self._idle:
            self._idle.remove(worker)
            worker.hang_up()
        return worker

    def clear(self) -> None:
        """Strike out all workers; those who wait go on waiting."""
        for worker in self._idle:
            worker.hang_up()
        self._idle.clear()
        self.members.clear()


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
            answer_bytes=settings.answer_bytes,
        )
        self._lanes = {
            PUBLIC: Lane(settings.workers, settings.max_queue),
            HOUSE: Lane(settings.house_workers, settings.max_queue),
        }
        self._supervisor = Supervisor(data, asdict(self._limits), self._welcome, self._bury, self._lose)
        self._causes: dict[int, asyncio.Future[str]] = {}
        self._restart: asyncio.Task[None] | None = None
        self._open = False
        self.quads = 0

    async def __aenter__(self) -> "Pool":
        self._open = True
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
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

    async def answer(self, question: Question, *, lane: str = PUBLIC, seconds: float | None = None) -> Answer:
        """Return the complete answer; raises an EngineError that says why there is none.

        ``seconds`` is the wall-clock deadline once a worker has the question; cancelling this call ends the worker.
        """
        limit = self._settings.query_seconds if seconds is None else seconds
        try:
            return await self._answer_once(question, self._lanes[lane], limit)
        except WorkerLost:  # not the query's doing, and reading twice does no harm
            return await self._answer_once(question, self._lanes[lane], limit)

    async def _answer_once(self, question: Question, lane: Lane, limit: float) -> Answer:
        worker = await lane.take(self._settings.queue_seconds, self._retry)
        self._causes[worker.pid] = asyncio.get_running_loop().create_future()
        reusable = False
        try:
            async with asyncio.timeout(limit):
                header, body = await worker.ask(question.to_header())
            reusable = not header.get("retires", False)
        except TimeoutError as error:
            detail = f"The query did not finish within {limit:g} s."
            raise QueryTooExpensive(detail, headers={"Retry-After": self._retry}, limit=limit) from error
        except WorkerGone as error:
            raise await self._explain(worker.pid) from error
        finally:
            self._causes.pop(worker.pid, None)
            self._put_back(lane, worker, reusable)
        return self._read_answer(header, body)

    def _read_answer(self, header: dict[str, Any], body: bytes) -> Answer:
        if "failure" in header:
            raise failure(header, self._limits, self._retry)
        return Answer(body, header["format"], header["form"], header["rows"], header["seconds"])

    def _put_back(self, lane: Lane, worker: Worker, reusable: bool) -> None:
        if reusable and worker.pid in lane.members:
            lane.give(worker)
        else:
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
        lane.give(worker)

    def _bury(self, pid: int, cause: str) -> None:
        if (asked := self._causes.get(pid)) is not None and not asked.done():
            asked.set_result(cause)
        dead = [worker for lane in self._lanes.values() if (worker := lane.forget(pid))]
        served = any(worker.served for worker in dead)
        asyncio.get_running_loop().call_later(0 if served else STILLBORN_PAUSE_SECONDS, self._supervisor.fork)

    def _lose(self) -> None:
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
