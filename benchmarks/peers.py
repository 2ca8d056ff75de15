"""The servers that are compared: how each is started on a file, watched, stopped for a while, and ended."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300.0
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset()
graph.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="critical")
"""


@dataclass
class Peer:
    """A server: where its endpoint is, what starts it, and its process, which another one follows at a restart."""

    name: str
    port: int
    path: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def pid(self) -> int:
        """The process to ask for memory."""
        return self.process.pid

    def start(self) -> None:
        """Start the server and return when it answers."""
        environment = os.environ | {"PYTHONPATH": str(ROOT), "DIGDIP_PORT": str(self.port)}
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, env=environment, stdout=quiet, stderr=quiet)
        wait_for(self)

    def restart(self) -> None:
        """Start anew without what the server still works on, which may never end and would slow whatever comes next."""
        signal_all(self.pid, signal.SIGKILL)
        self.process.wait()
        self.start()

    def wake(self) -> None:
        """Let the server go on if it is stopped."""
        signal_all(self.pid, signal.SIGCONT)

    def end(self) -> None:
        """End the server, at its own pace if that is short."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            signal_all(self.pid, signal.SIGKILL)
            self.process.wait()


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    try:
        tasks = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(member for children in tasks for child in children for member in family(int(child)))]


def memory(pid: int) -> int:
    """Return the proportional memory of a process and all below it in bytes; what they share counts once."""
    total = 0
    for member in family(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def signal_all(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process and all below it."""
    for member in family(pid):
        with suppress(ProcessLookupError):
            os.kill(member, number)


@contextmanager
def awake(peer: Peer) -> Iterator[None]:
    """Let a stopped server run until the block ends."""
    peer.wake()
    try:
        yield
    finally:
        signal_all(peer.pid, signal.SIGSTOP)


@contextmanager
def serving(name: str, path: str, port: int, command: list[str]) -> Iterator[Peer]:
    """Run a server until the block ends."""
    peer = Peer(name, port, path, command)
    try:
        peer.start()
        yield peer
    finally:
        peer.end()


def wait_for(peer: Peer) -> None:
    """Return when a server answers a query."""
    deadline = time.monotonic() + START_SECONDS
    address = f"http://127.0.0.1:{peer.port}{peer.path}?{urlencode({'query': 'ASK {}'})}"
    while time.monotonic() < deadline and peer.process.poll() is None:
        try:
            with urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{peer.name} did not start")


@contextmanager
def digdip(data: Path) -> Iterator[Peer]:
    """Run our endpoint on a file."""
    with serving(
        "digdip", "/sparql", free_port(), [sys.executable, "-m", "app.cli", "serve", "--data", str(data)]
    ) as peer:
        yield peer


@contextmanager
def oxigraph(data: Path) -> Iterator[Peer]:
    """Run the Oxigraph server on a file, which it keeps in a database of its own."""
    program, port = str(Path(sys.executable).with_name("oxigraph")), free_port()
    with tempfile.TemporaryDirectory() as folder:
        load = [program, "load", "--location", folder, "--file", str(data)]
        subprocess.run(load, check=True, capture_output=True, timeout=START_SECONDS)
        command = [program, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}"]
        with serving("Oxigraph server", "/query", port, command) as peer:
            yield peer


@contextmanager
def rdflib_endpoint(data: Path) -> Iterator[Peer]:
    """Run rdflib-endpoint on a file, in memory."""
    port = free_port()
    with serving("rdflib-endpoint", "/sparql", port, [sys.executable, "-c", RDFLIB, str(data), str(port)]) as peer:
        yield peer


PEERS = {"digdip": digdip, "oxigraph": oxigraph, "rdflib-endpoint": rdflib_endpoint}
