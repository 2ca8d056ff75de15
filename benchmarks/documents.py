"""Documents about random entities in every format, with what is kept of them or without: medians, p99, a second.

Run by hand against a release; README.md says how. Everything listens on loopback only and ends after a stated time.
"""

import argparse
import asyncio
import itertools
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.linked.reading import sample
from tests.serving import serving

FORMATS = ("ttl", "jsonld", "nt", "rdf", "trig", "html")
CONNECTIONS = (1, 8)
ENTITIES = 400
PLENTY = str(256 << 20)
STATES = {
    "never asked for": {"CACHE_BYTES": "0", "DESCRIPTION_BYTES": "0"},
    "described before": {"CACHE_BYTES": "0", "DESCRIPTION_BYTES": PLENTY},
    "answered before": {"CACHE_BYTES": PLENTY},
}
"""What the service has kept of a document, by settings: nothing, its description, or the very answer."""


def main() -> None:
    """Measure what the arguments ask for and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, nargs="?", default=Path("build/current"))
    parser.add_argument("--seconds", type=float, default=2.0, help="for each format and number of connections")
    arguments = parser.parse_args()
    paths = [iri.removeprefix("https://w3id.org/digdip/id/") for iri in sample(arguments.release, ENTITIES)]
    print(f"{len(paths)} random entities, load average before {os.getloadavg()[0]:.1f}\n")
    for title, kept in STATES.items():
        with serving(RELEASE=str(arguments.release), ANNOUNCE="false", **kept) as address:
            print(f"| {title} | median ms | p99 ms | a second at 1 | a second at 8 |\n|---|--:|--:|--:|--:|")
            for name in FORMATS:
                print(row(address, paths, name, arguments.seconds), flush=True)
            print()
    print(f"Load average after: {os.getloadavg()[0]:.1f}")


def row(address: str, paths: list[str], name: str, seconds: float) -> str:
    """Return a line of the table: one format, every document of the sample asked for once before the clock starts."""
    requests = [request(address, f"/doc/{path}.{name}") for path in paths]
    cells = []
    for connections in CONNECTIONS:
        uvloop.run(ask(address, requests, connections, once=True))
        taken, times = uvloop.run(ask(address, requests, connections, seconds))
        if connections == 1:
            ordered = sorted(times)
            cells += [f"{statistics.median(times) * 1000:.2f}", f"{ordered[int(len(ordered) * 0.99)] * 1000:.2f}"]
        cells.append(f"{len(times) / taken:,.0f}")
    return f"| {name} | {' | '.join(cells)} |"


def request(address: str, path: str) -> bytes:
    """Return a request as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: {address.removeprefix('http://')}\r\n\r\n".encode()


async def ask(
    address: str, requests: list[bytes], connections: int, seconds: float = 60, once: bool = False
) -> tuple[float, list[float]]:
    """Return the seconds taken and those of each answer, the requests in an order of chance."""
    shuffled = random.Random(1).sample(requests, len(requests))
    turns: Iterator[bytes] = iter(shuffled) if once else itertools.cycle(shuffled)
    times: list[float] = []
    start = time.perf_counter()
    await asyncio.gather(*(client(address, turns, times, start + seconds) for _ in range(connections)))
    return time.perf_counter() - start, times


async def client(address: str, turns: Iterator[bytes], times: list[float], end: float) -> None:
    """Ask on one connection until the time or the turns are over; an answer other than 200 ends the run."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for text in turns:
        begin = time.perf_counter()
        if begin > end:
            break
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{text.decode()}{head.decode()}")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        times.append(time.perf_counter() - begin)
    writer.close()


if __name__ == "__main__":
    main()
