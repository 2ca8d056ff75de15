"""Work in forked processes: each starts with all that the parent has read, and sends its own part back."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

from app.errors import BuildError, DataError

Part = TypeVar("Part")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def no_collector() -> Iterator[None]:
    """Switch off the search for reference cycles: millions of live terms would be walked again and again for none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def share(parts: int, work: Callable[[int], Part]) -> list[Part]:
    """Return ``work(0)`` to ``work(parts - 1)``, each but the first made in a forked process of its own.

    Results travel by pickle. A DataError of any part is raised here; a part that dies is a BuildError.
    """
    fork = multiprocessing.get_context("fork")
    running = []
    for part in range(1, parts):
        receiver, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=_send, args=(sender, work, part), daemon=True)
        process.start()
        sender.close()
        running.append((process, receiver))
    try:
        found = [work(0)] if parts else []
        for process, receiver in running:
            try:
                result, problems = receiver.recv()
            except EOFError as error:
                raise BuildError("a process of the build ended without a result") from error
            if problems:
                raise DataError(problems)
            found.append(result)
            process.join()
    finally:
        for process, receiver in running:
            receiver.close()
            process.terminate()
            process.join()
    return found


def _send(sender: Connection, work: Callable[[int], Part], part: int) -> None:
    try:
        sender.send((work(part), ()))
    except DataError as error:
        sender.send((None, error.problems))
