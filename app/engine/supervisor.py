"""The web process's side of the keeper: starts it, asks it for workers, hears who died and that it is gone."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import app
from app.engine.failures import EngineUnavailable
from app.engine.wire import Line

PACKET = 1 << 16


class Worker:
    """A handle on one worker: ask it, or hang up."""

    def __init__(self, pid: int, line: Line) -> None:
        self.pid = pid
        self.served = False
        self._line = line

    def ask(self, header: dict[str, Any]) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        """Return header and body of the answer to come; it fails with ConnectionError when the worker ends first."""
        self.served = True
        return self._line.ask(header)

    def hang_up(self) -> None:
        """Close the socket; an idle worker ends by itself."""
        self._line.close()


class Supervisor:
    """One keeper process and the messages to and from it.

    ``on_worker`` receives each new worker, ``on_death`` a process id and its cause ("exit" or a signal's name),
    ``on_loss`` is called when the keeper itself is gone, with all its workers.
    """

    def __init__(
        self,
        data: Sequence[Path],
        limits: dict[str, float],
        on_worker: Callable[[Worker], None],
        on_death: Callable[[int, str], None],
        on_loss: Callable[[], None],
    ) -> None:
        self._task = {"data": [str(path) for path in data], "limits": limits}
        self._on_worker = on_worker
        self._on_death = on_death
        self._on_loss = on_loss
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._loaded: asyncio.Future[int] | None = None
        self._arrivals: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """The process id of the keeper, None when it does not run."""
        return self._process.pid if self._process else None

    async def start(self, seconds: float) -> int:
        """Start the keeper and return its number of quads; raises EngineUnavailable when it cannot load them."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        task = json.dumps(self._task | {"socket": theirs.fileno()})
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.engine.keeper", task],
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": python_path()},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        loop = asyncio.get_running_loop()
        self._control, self._loaded = ours, loop.create_future()
        loop.add_reader(ours.fileno(), self._hear)
        try:
            async with asyncio.timeout(seconds):
                return await self._loaded
        except TimeoutError as error:
            raise EngineUnavailable(f"The data did not load within {seconds:g} s.") from error

    async def stop(self) -> None:
        """Close the keeper's socket, on which it ends with its workers, and wait until it has."""
        self._disconnect()
        for task in self._arrivals:
            task.cancel()
        if self._process is not None:
            await asyncio.to_thread(end, self._process)
            self._process = None

    def fork(self) -> None:
        """Ask for one more worker; it arrives through ``on_worker``."""
        self._order({"do": "fork"})

    def kill(self, pid: int) -> None:
        """Ask for the end of a worker; ``on_death`` confirms it."""
        self._order({"do": "kill", "pid": pid})

    def renice(self, pid: int, nice: int) -> None:
        """Ask that a worker step back so far for others that want the processor."""
        self._order({"do": "renice", "pid": pid, "nice": nice})

    def _order(self, order: dict[str, Any]) -> None:
        if self._control is not None:
            with contextlib.suppress(ConnectionError, BlockingIOError):
                self._control.send(json.dumps(order).encode())

    def _hear(self) -> None:
        control = self._control
        while control is not None and control is self._control:
            try:
                packet, descriptors, _, _ = socket.recv_fds(control, PACKET, 1)
            except BlockingIOError:
                return
            except ConnectionError:
                packet, descriptors = b"", []
            if not packet:
                self._lose()
                return
            self._understand(json.loads(packet), descriptors)

    def _understand(self, message: dict[str, Any], descriptors: list[int]) -> None:
        event = message["event"]
        if event == "worker":
            task = asyncio.get_running_loop().create_task(self._welcome(message["pid"], descriptors[0]))
            self._arrivals.add(task)
            task.add_done_callback(self._arrivals.discard)
        elif event == "died":
            self._on_death(message["pid"], message["cause"])
        elif self._loaded is not None and not self._loaded.done():
            if event == "ready":
                self._loaded.set_result(message["quads"])
            else:
                self._loaded.set_exception(EngineUnavailable(f"The data cannot be loaded: {message['detail']}"))

    async def _welcome(self, pid: int, descriptor: int) -> None:
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        _, line = await asyncio.get_running_loop().create_unix_connection(Line, sock=connection)
        self._on_worker(Worker(pid, line))

    def _lose(self) -> None:
        self._disconnect()
        if self._loaded is not None and not self._loaded.done():
            self._loaded.set_exception(EngineUnavailable("The keeper ended before the data was loaded."))
        self._on_loss()

    def _disconnect(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            self._control = None


def python_path() -> str:
    """Return the module path under which the keeper finds this same code, whatever its working directory is."""
    home = str(Path(app.__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(filter(None, (home, inherited)))


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """Wait for a process that was told to end, and kill it when it does not (blocking)."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
