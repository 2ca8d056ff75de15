"""A live server in a process of its own, and what can be seen of it from outside, for every test that needs one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad

from app.build.release import dumps, write_release
from app.namespaces import RDF_TYPE
from tests.engine.sample import quads
from tests.serving import free_port, wait_until_healthy

ROOT = Path(__file__).resolve().parents[2]
FOAF_DOCUMENT = NamedNode("http://xmlns.com/foaf/0.1/Document")
DOCUMENTS = [f"https://example.org/data/{number}" for number in (1, 2, 3)]
"""Three named graphs, each saying only that it is a document, none of it in the default graph."""

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Live:
    """A running service: its address without trailing slash, and its process."""

    address: str
    pid: int

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where its socket listens."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        return host, int(port)

    def keepers(self) -> list[int]:
        """Return the process ids of the keeper (two while one replaces the other)."""
        return [pid for pid in children(self.pid) if "app.engine.keeper" in command(pid)]

    def workers(self) -> list[int]:
        """Return the process ids of all workers."""
        return [pid for keeper in self.keepers() for pid in children(keeper)]

    def memory(self) -> int:
        """Return the resident memory of server, keeper and workers in bytes; shared pages count each time."""
        return sum(resident(pid) for pid in (self.pid, *self.keepers(), *self.workers()))


def children(pid: int) -> list[int]:
    """Return the child processes of all threads of a process; none when it is gone."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command(pid: int) -> str:
    """Return the command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def resident(pid: int) -> int:
    """Return the resident memory of a process in bytes, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0


def build(out: Path) -> Path:
    """Write the sample release with the three document graphs below a folder and return the link to it."""
    documents = [Quad(NamedNode(iri), RDF_TYPE, FOAF_DOCUMENT, NamedNode(iri)) for iri in DOCUMENTS]
    everything = [*quads(), *documents]
    manifest = {
        "version": "sample-2",
        "modified": "2026-11-23",
        "quads": len(everything),
        "triples": sum(quad.graph_name == DefaultGraph() for quad in everything),
        "graphs": 5 + len(DOCUMENTS),
        "counts": {"states": 1, "events": 1},
    }
    write_release(out, "sample-2", dumps(everything), manifest)
    return out / "current"


@contextmanager
def running(*arguments: str, **settings: object) -> Iterator[Live]:
    """Run ``digdip serve`` with more arguments and with settings by their names, until the block ends."""
    port = free_port()
    environment = os.environ | {f"DIGDIP_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"DIGDIP_PORT": str(port), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process)
        yield Live(address, process.pid)
    finally:
        process.terminate()
        try:
            code = process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    assert code in (0, -signal.SIGTERM)
