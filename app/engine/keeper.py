"""The keeper: loads a release once and forks workers that share its memory. ``python -m app.engine.keeper`` runs it.

It is a fresh interpreter with one thread, so that forking is safe, and it talks to the web process over one socket
of messages (JSON, one per packet). It ends, with all its workers, when that socket closes.
"""

import contextlib
import gc
import gzip
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store

from app.engine.worker import Limits, run

PACKET = 1 << 16


def main() -> None:
    """Load, report, and serve the web process until it goes."""
    task = json.loads(sys.argv[1])
    control = socket.socket(fileno=task["socket"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web process, which then closes the socket
    try:
        store = load([Path(path) for path in task["data"]])
    except (OSError, SyntaxError, ValueError) as error:
        control.send(json.dumps({"event": "failed", "detail": str(error)[:1000]}).encode())
        sys.exit(1)
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"event": "ready", "quads": len(store)}).encode())
    Keeper(store, control, Limits(**task["limits"])).serve()


def load(paths: Iterable[Path]) -> Store:
    """Return an in-memory store with the content of files in N-Quads, TriG, Turtle or N-Triples, gzipped or not."""
    store = Store()
    for path in paths:
        load_file(store, path)
    return store


def load_file(store: Store, path: Path) -> None:
    """Add the content of one file; raises ValueError when its name is no RDF file's.

    Relative IRIs are resolved against the bare name of the file, which tells nothing of this machine.
    """
    name = path.name.removesuffix(".gz")
    format = RdfFormat.from_extension(name.rpartition(".")[2])
    if format is None:
        raise ValueError(f"{path.name}: not a known RDF file name")
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        store.bulk_load(stream, format, base_iri=f"file:///{name}")  # type: ignore[arg-type]


class Keeper:
    """The one process that may fork, kill and bury workers: as their parent it never mistakes a process id."""

    def __init__(self, store: Store, control: socket.socket, limits: Limits) -> None:
        self._store = store
        self._control = control
        self._limits = limits
        self._workers: set[int] = set()

    def serve(self) -> None:
        """Do what the web process asks and report the dead, until the web process is gone."""
        bell = self._hear_deaths()
        while True:
            ready, _, _ = select.select([self._control, bell], [], [])
            if bell in ready:
                with contextlib.suppress(BlockingIOError):
                    bell.recv(PACKET)
                self._bury()
            if self._control in ready and not self._obey():
                break
        signal.set_wakeup_fd(-1)
        for pid in self._workers:
            self._kill(pid)
        for pid in self._workers:
            os.waitpid(pid, 0)

    def _hear_deaths(self) -> socket.socket:
        bell, rope = socket.socketpair()
        bell.setblocking(False)
        rope.setblocking(False)
        self._rope = rope
        signal.set_wakeup_fd(rope.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        return bell

    def _obey(self) -> bool:
        try:
            packet = self._control.recv(PACKET)
        except ConnectionError:
            return False
        if not packet:
            return False
        order = json.loads(packet)
        if order["do"] == "fork":
            self._fork()
        elif order["do"] == "kill":
            self._kill(order["pid"])
        elif order["do"] == "renice":
            self._renice(order["pid"], order["nice"])
        return True

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        keeper = os.getpid()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            ours.close()
            try:
                run(self._store, theirs, self._limits, keeper)
            finally:
                os._exit(1)
        theirs.close()
        self._workers.add(pid)
        with ours:
            self._send({"event": "worker", "pid": pid}, ours.fileno())

    def _kill(self, pid: int) -> None:
        if pid in self._workers:
            os.kill(pid, signal.SIGKILL)

    def _renice(self, pid: int, nice: int) -> None:
        """Make a worker so many steps nicer than the keeper, which may have been started as a nice one itself."""
        if pid not in self._workers:
            return
        own = os.getpriority(os.PRIO_PROCESS, 0)
        with contextlib.suppress(OSError):  # it may be dying
            for thread in Path(f"/proc/{pid}/task").iterdir():  # on Linux each thread has its own
                os.setpriority(os.PRIO_PROCESS, int(thread.name), own + nice)

    def _bury(self) -> None:
        while self._workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._workers.discard(pid)
            cause = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "exit"
            self._send({"event": "died", "pid": pid, "cause": cause})

    def _send(self, message: dict[str, Any], *descriptors: int) -> None:
        with contextlib.suppress(ConnectionError):
            socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)


if __name__ == "__main__":
    main()
