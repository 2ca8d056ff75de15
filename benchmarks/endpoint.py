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
from itertools import count
from pathlib import Path

import pyoxigraph
import uvloop

from benchmarks.loading import Measured, in_process, load
from benchmarks.peers import PEERS, ROOT, awake, memory, signal_all

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
MIB = 1 << 20

NUMBERS = count()


def questions(name: str, text: str) -> Callable[[], str]:
    """Return a source of texts of a query; only that of the repeated one is the same again, so that no cache helps."""
    if name == REPEATED:
        return lambda: text
    return lambda: f"{text}\n# {next(NUMBERS)}"


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
