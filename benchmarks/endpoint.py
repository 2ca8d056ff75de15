"""The endpoint beside its peers on the same machine, data and queries, as ratios within one run.

Run with the interpreter of an environment that has digdip and ``requirements.txt``; README.md says how. Everything
listens on loopback only, and every measurement ends after a stated time.
"""

import argparse
import asyncio
import gzip
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import cast
from urllib.parse import urlencode
from urllib.request import urlopen

import pyoxigraph
import uvloop

ROOT = Path(__file__).resolve().parents[1]
ENTITY = "https://w3id.org/digdip/id/state/JPN"
POINT = (
    f'SELECT ?label {{ <{ENTITY}> <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER(LANG(?label) = "en") }}'
)
DESCRIPTION = f"DESCRIBE <{ENTITY}>"
CATALOGUE = """
    network/draw-state-network network/find-shared-topics claims/count-claims-by-modality claims/list-denials
    events/list-encounters actors/count-events-per-person time/find-events-in-period languages/find-people-by-spelling
    languages/count-labels-by-language provenance/count-derived-statements
""".split()
CONNECTIONS = (1, 8, 32)  # beyond digdip's own share of 40 for one client there would be errors by design
REPEATED = "point, repeated"
OURS, ALONE = "digdip", "in-process"
ACCEPT = "application/sparql-results+json, text/turtle"
MIB = 1 << 20
START_SECONDS = 300.0
LONGEST_ANSWER_SECONDS = 20.0
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset()
graph.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="critical")
"""


@dataclass
class Measured:
    """What came of one query on one peer: seconds per answer, seconds in all, answers that were errors."""

    seconds: list[float]
    taken: float
    failures: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.seconds) / self.taken

    @property
    def median(self) -> float:
        """Median time of an answer in milliseconds."""
        return statistics.median(self.seconds) * 1000 if self.seconds else float("nan")

    @property
    def p99(self) -> float:
        """The time in milliseconds that one answer in a hundred passes."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000 if ordered else float("nan")


@dataclass
class Peer:
    """A running server: where its endpoint is, and which process to ask for memory."""

    name: str
    port: int
    path: str
    pid: int


NUMBERS = count()


def questions(name: str, text: str) -> Callable[[], str]:
    """Return a source of texts of a query; only that of the repeated one is the same again, so that no cache helps."""
    if name == REPEATED:
        return lambda: text
    return lambda: f"{text}\n# {next(NUMBERS)}"


class Client(asyncio.Protocol):
    """One connection that sends a request as soon as it has the answer to the last one."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._buffer = bytearray()
        self._length = -1
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own classes do not say that they are
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0 and (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            self._read_head(bytes(self._buffer[:end]), end + 4)
        if self._complete():
            self._run.note(time.perf_counter() - self._start, self._good)
            self._buffer.clear()
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        if (request := self._run.next_request()) is None:
            self._transport.close()
            return
        self._length, self._start = -1, time.perf_counter()
        self._transport.write(request)

    def _read_head(self, head: bytes, start: int) -> None:
        self._good = head.startswith(b"HTTP/1.1 200")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        self._chunked = b"content-length" not in fields
        self._length = start if self._chunked else start + int(fields[b"content-length"])

    def _complete(self) -> bool:
        if self._length < 0:
            return False
        return self._buffer.endswith(b"\r\n0\r\n\r\n") if self._chunked else len(self._buffer) >= self._length


class Run:
    """The requests of all connections to one peer for one query, until the time is up."""

    def __init__(self, peer: Peer, text: Callable[[], str], seconds: float) -> None:
        self._peer, self._text = peer, text
        self._end = time.perf_counter() + seconds
        self.seconds: list[float] = []
        self.failures = 0

    def next_request(self) -> bytes | None:
        """Return the next request, None when the time is up."""
        if time.perf_counter() > self._end:
            return None
        search = urlencode({"query": self._text()})
        head = f"Host: 127.0.0.1:{self._peer.port}\r\nAccept: {ACCEPT}\r\n"
        return f"GET {self._peer.path}?{search} HTTP/1.1\r\n{head}\r\n".encode()

    def note(self, seconds: float, good: bool) -> None:
        """Take an answer into account."""
        if good:
            self.seconds.append(seconds)
        else:
            self.failures += 1


async def load(peer: Peer, text: Callable[[], str], connections: int, seconds: float) -> Measured:
    """Return what a peer did under load; each connection ends with the answer under way when the time is up."""
    run = Run(peer, text, seconds)
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    made = [await loop.create_connection(lambda: Client(run), "127.0.0.1", peer.port) for _ in range(connections)]
    ended = asyncio.gather(*(client.done for _, client in made))
    try:
        await asyncio.wait_for(ended, seconds + LONGEST_ANSWER_SECONDS)
    except TimeoutError:
        for transport, _ in made:
            transport.abort()
    return Measured(run.seconds, time.perf_counter() - start, run.failures)


def in_process(store: pyoxigraph.Store, text: Callable[[], str], threads: int, seconds: float) -> Measured:
    """Return what the engine alone does in so many threads: a query and its serialisation to bytes."""
    taken: list[float] = []
    start = time.perf_counter()

    def work(_: int) -> None:
        while time.perf_counter() - start < seconds:
            begun = time.perf_counter()
            result = store.query(text())
            triples = isinstance(result, pyoxigraph.QueryTriples)
            result.serialize(format=pyoxigraph.RdfFormat.TURTLE if triples else pyoxigraph.QueryResultsFormat.JSON)
            taken.append(time.perf_counter() - begun)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return Measured(taken, time.perf_counter() - start, 0)


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
    signal_all(peer.pid, signal.SIGCONT)
    try:
        yield
    finally:
        signal_all(peer.pid, signal.SIGSTOP)


@contextmanager
def serving(name: str, path: str, port: int, command: list[str]) -> Iterator[Peer]:
    """Run a server until the block ends."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DIGDIP_PORT": str(port)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Peer(name, port, path, process.pid)
    try:
        wait_for(running, process)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(peer: Peer, process: subprocess.Popen[bytes]) -> None:
    """Return when a server answers a query."""
    deadline = time.monotonic() + START_SECONDS
    address = f"http://127.0.0.1:{peer.port}{peer.path}?{urlencode({'query': 'ASK {}'})}"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{peer.name} did not start")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


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
        subprocess.run([program, "load", "--location", folder, "--file", str(data)], check=True, capture_output=True)
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
Table = dict[tuple[str, str, int], Measured]
"""What was measured, by peer, query and number of connections."""


def benchmark(data: Path, names: list[str], seconds: float, rounds: int) -> tuple[Table, dict[str, tuple[int, int]]]:
    """Return all measurements on one file, and each peer's memory before and after in bytes.

    All peers are loaded all the time and take turns within seconds, so that whatever else the machine does meets them
    alike. Who has no turn is stopped, so that work it has not finished costs nobody else.
    """
    texts = {"point": POINT, REPEATED: POINT, "entity": DESCRIPTION}
    texts |= {name: (ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8") for name in CATALOGUE}
    store = pyoxigraph.Store()
    store.bulk_load(path=str(data), format=pyoxigraph.RdfFormat.N_QUADS)
    table: Table = {}
    with ExitStack() as stack:
        peers = [stack.enter_context(PEERS[name](data)) for name in names]
        before = {peer.name: memory(peer.pid) for peer in peers}
        for peer in peers:
            signal_all(peer.pid, signal.SIGSTOP)
            stack.callback(signal_all, peer.pid, signal.SIGCONT)
        for query, text in texts.items():
            for connections in CONNECTIONS:
                ask = questions(query, text)
                for _ in range(rounds):
                    add(table, (ALONE, query, connections), in_process(store, ask, connections, seconds))
                    for peer in peers:
                        with awake(peer):
                            measured = uvloop.run(load(peer, ask, connections, seconds))
                        add(table, (peer.name, query, connections), measured)
                print(f"{query:40} {connections:3}", file=sys.stderr)
        sizes = {peer.name: (before[peer.name], memory(peer.pid)) for peer in peers}
    return table, sizes


def add(table: Table, key: tuple[str, str, int], measured: Measured) -> None:
    """Add a round to a table."""
    if key in table:
        former = table[key]
        measured = Measured(
            former.seconds + measured.seconds, former.taken + measured.taken, former.failures + measured.failures
        )
    table[key] = measured


def report(title: str, table: Table, sizes: dict[str, tuple[int, int]]) -> str:
    """Return the measurements as Markdown: times at one connection, rates at more, memory."""
    queries = list(dict.fromkeys(query for _, query, _ in table))
    peers = [peer for peer in dict.fromkeys(peer for peer, _, _ in table) if peer != ALONE]
    lines = [f"### {title}", "", "Median (p99) in milliseconds at one connection; × is the median over in-process.", ""]
    lines += heading(["query", ALONE, *peers])
    for query in queries:
        alone = table[ALONE, query, 1]
        cells = [f"{alone.median:.2f} ({alone.p99:.2f})"]
        cells += [time_cell(table[peer, query, 1], alone) for peer in peers]
        lines.append(row([query, *cells]))
    for connections in CONNECTIONS[1:]:
        lines += [
            "",
            f"Answers a second at {connections} connections (p99 in milliseconds); × is digdip's rate over the peer's.",
            "",
        ]
        lines += heading(["query", ALONE, *peers])
        for query in queries:
            ours = table[OURS, query, connections].rate if OURS in peers else float("nan")
            cells = [rate_cell(table[peer, query, connections], ours, peer) for peer in [ALONE, *peers]]
            lines.append(row([query, *cells]))
    lines += [
        "",
        "Memory in MiB before and after the load, shared pages counted once.",
        "",
        *heading(["", "before", "after"]),
    ]
    lines += [row([peer, str(before // MIB), str(after // MIB)]) for peer, (before, after) in sizes.items()]
    return "\n".join(lines) + "\n"


def heading(cells: list[str]) -> list[str]:
    """Return the first two lines of a Markdown table."""
    return [row(cells), "|---" + "|--:" * (len(cells) - 1) + "|"]


def row(cells: list[str]) -> str:
    """Return a line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def time_cell(measured: Measured, alone: Measured) -> str:
    """Return the times of one peer."""
    if not measured.seconds:
        return "no answer"
    return f"{measured.median:.2f} ({measured.p99:.2f}) × {measured.median / alone.median:.2f}{errors(measured)}"


def rate_cell(measured: Measured, ours: float, peer: str) -> str:
    """Return the rate of one peer."""
    if not measured.seconds:
        return f"no answer{errors(measured)}"
    ratio = "" if peer == OURS else f" × {ours / measured.rate:.2f}"
    return f"{measured.rate:,.1f} ({measured.p99:.1f}){ratio}{errors(measured)}"


def errors(measured: Measured) -> str:
    """Return a note on answers that were errors."""
    return f", {measured.failures} errors" if measured.failures else ""


def plain(data: Path, folder: Path) -> Path:
    """Return a file unpacked, since not every peer reads gzip."""
    if data.suffix != ".gz":
        return data
    out = folder / data.stem
    with gzip.open(data) as packed, out.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="N-Quads files, packed or not")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), help="which servers [all]")
    parser.add_argument("--seconds", type=float, default=0.3, help="time of a turn [0.3]")
    parser.add_argument("--rounds", type=int, default=3, help="turns for each query at each load [3]")
    given = parser.parse_args()
    for data in given.data:
        with tempfile.TemporaryDirectory() as folder:
            print(
                report(data.name, *benchmark(plain(data, Path(folder)), given.peers, given.seconds, given.rounds)),
                flush=True,
            )


if __name__ == "__main__":
    main()
