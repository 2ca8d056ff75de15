"""Lanes: workers set aside for one kind of query, and who waits for them, each client in turn."""

import asyncio
import contextlib
from collections import OrderedDict, deque
from dataclasses import dataclass

from app.engine.failures import ServiceBusy
from app.engine.supervisor import Worker

Place = asyncio.Future[Worker]


class Turns:
    """Who waits: first come first served within a client, and between clients one from each in turn."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, deque[Place]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, client: str, place: Place) -> None:
        """Let a place wait behind the others of its client."""
        self._places.setdefault(client, deque()).append(place)
        self._size += 1

    def next(self) -> Place | None:
        """Return the place whose turn it is, None where nobody waits."""
        while self._places:
            client, places = self._places.popitem(last=False)
            place = places.popleft()
            self._size -= 1
            if places:
                self._places[client] = places  # its next one waits behind those of all others
            if not place.done():
                return place
        return None

    def remove(self, client: str, place: Place) -> None:
        """Strike out a place that no longer waits."""
        places = self._places.get(client)
        if places is None:
            return
        with contextlib.suppress(ValueError):
            places.remove(place)
            self._size -= 1
        if not places:
            del self._places[client]


@dataclass(frozen=True)
class LaneState:
    """One lane at a moment: its workers, how many have a question, and how many questions wait."""

    size: int
    busy: int
    waiting: int


class Lane:
    """A number of workers and those who wait for one. ``nice`` is how far its workers step back for others."""

    def __init__(self, name: str, size: int, queue: int, nice: int = 0) -> None:
        self.name = name
        self.size = size
        self.nice = nice
        self._queue = queue
        self._idle: list[Worker] = []
        self._turns = Turns()
        self.members: dict[int, Worker] = {}

    @property
    def state(self) -> LaneState:
        """What the lane is doing now."""
        return LaneState(self.size, len(self.members) - len(self._idle), len(self._turns))

    async def take(self, seconds: float, retry: str, client: str = "") -> Worker:
        """Return a worker, waiting for it; raises ServiceBusy when the queue is full or the wait too long."""
        if self._idle:
            return self._idle.pop()  # the one that was busy last has its pages warm
        if len(self._turns) >= self._queue:
            raise ServiceBusy("All workers are busy and the queue is full.", headers={"Retry-After": retry})
        place: Place = asyncio.get_running_loop().create_future()
        self._turns.add(client, place)
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
            self._turns.remove(client, place)

    def give(self, worker: Worker) -> None:
        """Take a free worker (back), for whoever's turn it is."""
        if (place := self._turns.next()) is not None:
            place.set_result(worker)
        else:
            self._idle.append(worker)

    def swap(self) -> Worker | None:
        """Give up an idle worker, so that a busy one of another lane can have its place; None where all are busy."""
        if not self._idle:
            return None
        worker = self._idle.pop()
        worker.served = True  # its end is no sign of a fault at birth
        return worker

    def rests(self, pid: int) -> bool:
        """Return whether this worker is idle here."""
        return any(worker.pid == pid for worker in self._idle)

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
