"""The endpoint beside its peers on the same machine, data and queries, as ratios within one run.

Run with the interpreter of an environment that has digdip and ``requirements.txt``; README.md says how. Everything
listens on loopback only, and every measurement ends after a stated time.
"""

import argparse
import gzip
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyoxigraph
import uvloop

from benchmarks.loading import PATIENCE, Measured, in_process, load
from benchmarks.peers import PEERS, ROOT, Peer, awake, memory, signal_all

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
ROWS = ("point", REPEATED, "entity", *CATALOGUE)
OURS, ALONE = "digdip", "in-process"
MIB = 1 << 20

NUMBERS = count()


def questions(name: str, text: str) -> Callable[[], str]:
    """Return a source of texts of a query; only that of the repeated one is the same again, so that no cache helps."""
    if name == REPEATED:
        return lambda: text
    return lambda: f"{text}\n# {next(NUMBERS)}"


Table = dict[tuple[str, str, int], Measured]
"""What was measured, by peer, query and number of connections; what was not asked is not there."""


@dataclass
class Turns:
    """How long each turn is, how many there are for a query at a load, and how long a first answer may take."""

    seconds: float
    rounds: int
    patience: float


def text_of(query: str) -> str:
    """Return the text of the query of a row."""
    fixed = {"point": POINT, REPEATED: POINT, "entity": DESCRIPTION}
    return fixed[query] if query in fixed else (ROOT / "queries" / f"{query}.rq").read_text(encoding="utf-8")


def benchmark(
    data: Path, names: list[str], queries: list[str], turns: Turns
) -> tuple[Table, dict[str, tuple[int, int]]]:
    """Return all measurements on one file, and each peer's memory before and after in bytes.

    All peers are loaded all the time and take turns within seconds, so that whatever else the machine does meets them
    alike. Who has no turn is stopped, so that work it has not finished costs nobody else.
    """
    store = pyoxigraph.Store()
    store.bulk_load(path=str(data), format=pyoxigraph.RdfFormat.N_QUADS)
    table: Table = {}
    with ExitStack() as stack:
        peers = [stack.enter_context(PEERS[name](data)) for name in names]
        before = {peer.name: memory(peer.pid) for peer in peers}
        for peer in peers:
            signal_all(peer.pid, signal.SIGSTOP)
            stack.callback(peer.wake)
        for query in queries:
            measure(table, query, store, peers, turns)
        sizes = {peer.name: (before[peer.name], memory(peer.pid)) for peer in peers}
    return table, sizes


def measure(table: Table, query: str, store: pyoxigraph.Store, peers: list[Peer], turns: Turns) -> None:
    """Add all measurements of one query to a table; who is silent is not asked it again.

    Who owes answers when patience runs out starts anew, and has no more turns at that number of connections.
    """
    ask = questions(query, text_of(query))
    silent: set[str] = set()
    for connections in CONNECTIONS:
        done = set(silent)
        for _ in range(turns.rounds):
            add(table, (ALONE, query, connections), in_process(store, ask, connections, turns.seconds))
            for peer in (peer for peer in peers if peer.name not in done):
                with awake(peer):
                    measured = uvloop.run(load(peer, ask, connections, turns.seconds, turns.patience))
                    if measured.cut:
                        done.add(peer.name)
                        peer.restart()
                add(table, (peer.name, query, connections), measured)
        silent |= {name for name in done - silent if table[name, query, connections].silent}
        print(f"{query:40} {connections:3}", file=sys.stderr)


def add(table: Table, key: tuple[str, str, int], measured: Measured) -> None:
    """Add a round to a table."""
    table[key] = table[key] + measured if key in table else measured


def report(title: str, table: Table, sizes: dict[str, tuple[int, int]]) -> str:
    """Return the measurements as Markdown: times at one connection, rates at more, memory."""
    queries = list(dict.fromkeys(query for _, query, _ in table))
    peers = [peer for peer in dict.fromkeys(peer for peer, _, _ in table) if peer != ALONE]
    lines = [f"### {title}", "", "Median (p99) in milliseconds at one connection; × is the median over in-process.", ""]
    lines += heading(["query", ALONE, *peers])
    for query in queries:
        alone = table[ALONE, query, 1]
        cells = [f"{alone.median:.2f} ({alone.p99:.2f})"]
        cells += [time_cell(table.get((peer, query, 1)), alone) for peer in peers]
        lines.append(row([query, *cells]))
    for connections in CONNECTIONS[1:]:
        lines += [
            "",
            f"Answers a second at {connections} connections (p99 in milliseconds); × is digdip's rate over the peer's.",
            "",
        ]
        lines += heading(["query", ALONE, *peers])
        for query in queries:
            our = table.get((OURS, query, connections))
            ours = our.rate if our else float("nan")
            cells = [rate_cell(table.get((peer, query, connections)), ours, peer) for peer in [ALONE, *peers]]
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


def missing(measured: Measured | None) -> str:
    """Return why a cell has no figure: not asked after silence, silent, or errors only."""
    if measured is None:
        return "not asked"
    return f"no answer in {measured.taken:.0f} s" if measured.silent else f"no answer{errors(measured)}"


def time_cell(measured: Measured | None, alone: Measured) -> str:
    """Return the times of one peer."""
    if measured is None or not measured.seconds:
        return missing(measured)
    return f"{measured.median:.2f} ({measured.p99:.2f}) × {measured.median / alone.median:.2f}{errors(measured)}"


def rate_cell(measured: Measured | None, ours: float, peer: str) -> str:
    """Return the rate of one peer."""
    if measured is None or not measured.seconds:
        return missing(measured)
    ratio = "" if peer == OURS else f" × {ours / measured.rate:.2f}"
    return f"{measured.rate:,.1f} ({measured.p99:.1f}){ratio}{errors(measured)}"


def errors(measured: Measured) -> str:
    """Return a note on answers that were errors, by status, and on those that were still owed at the end."""
    failed = "".join(f", {count} × {status}" for status, count in sorted(measured.failures.items()))
    return failed + (", cut" if measured.cut else "")


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
    parser.add_argument(
        "--queries", nargs="+", choices=ROWS, default=list(ROWS), metavar="NAME", help="which rows [all]"
    )
    parser.add_argument("--patience", type=float, default=PATIENCE, help="longest wait for a first answer [20]")
    parser.add_argument("--seconds", type=float, default=0.3, help="time of a turn [0.3]")
    parser.add_argument("--rounds", type=int, default=3, help="turns for each query at each load [3]")
    given = parser.parse_args()
    turns = Turns(given.seconds, given.rounds, given.patience)
    for data in given.data:
        with tempfile.TemporaryDirectory() as folder:
            measured = benchmark(plain(data, Path(folder)), given.peers, given.queries, turns)
            print(report(data.name, *measured), flush=True)


if __name__ == "__main__":
    main()
