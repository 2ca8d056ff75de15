"""All of it: a release becomes tables, a network and their description in one folder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.engine.keeper import load
from app.engine.release import check_release, read_release
from app.export.actors import read_actors
from app.export.agreements import read_agreements, read_parties
from app.export.columns import read_tables
from app.export.dyads import left_out, read_dyad_years
from app.export.events import read_events
from app.export.files import WRITERS
from app.export.graph import Graph, Row
from app.export.network import draw, write_gexf, write_graphml
from app.export.offices import read_office_holders
from app.export.package import write_package

CURATED = "curated.nt.gz"
"""All that the queries ask, which is half of what the service loads."""


def export(release: Path, queries: Path, out: Path, formats: Sequence[str], progress: Callable[[str], None]) -> Path:
    """Write a release as tables and networks; returns the path of the data package.

    Tables of a format that is not asked for are removed, so that the folder holds one release only.
    """
    found = read_release(release)
    found = replace(found, sources=(found.path / CURATED,))
    check_release(found)
    progress(f"reading release {found.version}")
    tables = read_all(Graph(load(found.data), queries))
    out.mkdir(parents=True, exist_ok=True)
    files = write_tables(tables, out, formats, progress)
    progress("the network of states")
    network = draw(tables["events"], tables["agreements"], {row["iri"]: row for row in tables["actors"]})
    for name, write in (("network.graphml", write_graphml), ("network.gexf", write_gexf)):
        write(network, out / name)
        files.append(out / name)
    counts = {name: len(rows) for name, rows in tables.items()}
    return write_package(out, found, files, counts, left_out(tables["events"], tables["agreements"]))


def read_all(graph: Graph) -> dict[str, list[Row]]:
    """Return the rows of every table, sorted."""
    actors = read_actors(graph)
    events, agreements = read_events(graph, actors), read_agreements(graph, actors)
    return {
        "actors": list(actors.values()),
        "events": events,
        "dyad_years": read_dyad_years(events, agreements, actors),
        "agreements": agreements,
        "agreement_parties": read_parties(agreements, actors),
        "office_holders": read_office_holders(graph, actors),
    }


def write_tables(
    tables: dict[str, list[Row]], out: Path, formats: Sequence[str], progress: Callable[[str], None]
) -> list[Path]:
    """Write every table in every format and return the files."""
    files = []
    for name, table in read_tables().items():
        progress(f"{name}: {len(tables[name]):,} rows")
        for form, write in WRITERS.items():
            path = out / f"{name}.{form}"
            if form in formats:
                write(table, tables[name], path)
                files.append(path)
            else:
                path.unlink(missing_ok=True)
    return files
