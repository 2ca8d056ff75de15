"""A release: the immutable folder that the service loads, written beside the former one and switched to in one step."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize

from app.build.forked import processors, share
from app.errors import BuildError
from app.namespaces import PREFIXES

MEDIA_TYPES = {
    ".nq.gz": "application/n-quads",
    ".trig.gz": "application/trig",
    ".ttl.gz": "text/turtle",
    ".nt.gz": "application/n-triples",
    ".jsonld.gz": "application/ld+json",
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".json": "application/json",
}


DUMPS = ("curated.jsonld.gz", "curated.nt.gz", "curated.ttl.gz", "dataset.nq.gz", "dataset.trig.gz")
"""The files that `dumps` makes."""

GZIP_LEVEL = 6
"""The highest takes three times as long and saves three per cent."""

WORTH_A_PROCESS = 200_000
"""From so many quads on the dumps are made on every processor."""

PER_SOURCE = "source/"
"""The folder of the dumps that hold what one source document says."""


VOCABULARY = ("ontology/**/*.ttl", "ontology/**/*.jsonld", "ontology/*.md", "shapes/*.ttl")
"""The files of a checkout that a release keeps as they were, since what its data says rests on them."""


@dataclass(frozen=True)
class File:
    """One file of a release, as its manifest and the dataset description name it."""

    name: str
    media_type: str
    size: int
    sha256: str


def dumps(quads: Iterable[Quad]) -> dict[str, bytes]:
    """Return the dump files by name: N-Quads and TriG of everything, N-Triples and Turtle of the curated graph.

    Lines are sorted and gzip carries no time, so that the same quads give the same bytes.
    """
    written = sorted(((str(quad), quad) for quad in quads), key=itemgetter(0))
    ordered = [quad for _, quad in written]
    curated = [quad.triple for quad in ordered if isinstance(quad.graph_name, DefaultGraph)]
    by_graph = sorted(ordered, key=lambda quad: str(quad.graph_name))  # keeps the order within a graph
    makers: dict[str, Callable[[], bytes]] = {
        "dataset.nq.gz": lambda: _lines(text for text, _ in written),
        "dataset.trig.gz": lambda: _serialize(by_graph, RdfFormat.TRIG),
        "curated.jsonld.gz": lambda: _serialize(curated, RdfFormat.JSON_LD),
        "curated.nt.gz": lambda: _lines(curated),
        "curated.ttl.gz": lambda: _serialize(curated, RdfFormat.TURTLE),
    }
    parts = min(processors(), len(makers)) if len(written) > WORTH_A_PROCESS else 1

    def work(part: int) -> dict[str, bytes]:
        return {name: _gzip(make()) for name, make in list(makers.items())[part::parts]}

    return {name: data for made in share(parts, work) for name, data in made.items()}


def source_dumps(quads: Iterable[Quad], graphs: Iterable[NamedNode]) -> dict[str, bytes]:
    """Return a Turtle file for each of some named graphs, by name: what one source document says."""
    by_graph: dict[Any, list[Quad]] = {graph: [] for graph in graphs}
    for quad in quads:
        if quad.graph_name in by_graph:
            by_graph[quad.graph_name].append(quad)
    return {
        source_dump(graph): _serialize([quad.triple for quad in sorted(held, key=str)], RdfFormat.TURTLE)
        for graph, held in by_graph.items()
    }


def source_dump(graph: NamedNode) -> str:
    """Return the name of the file that holds a source's graph.

    >>> source_dump(NamedNode("https://w3id.org/digdip/id/graph/seed-000"))
    'source/seed-000.ttl'
    """
    return f"{PER_SOURCE}{graph.value.rsplit('/', 1)[1]}.ttl"


def vocabulary_files(root: Path) -> dict[str, bytes]:
    """Return the files of the ontology and the shapes by their paths in the checkout."""
    paths = [path for pattern in VOCABULARY for path in sorted(root.glob(pattern))]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _lines(statements: Iterable[Any]) -> bytes:
    return "".join(f"{statement} .\n" for statement in statements).encode()


def _serialize(statements: Iterable[Any], form: RdfFormat) -> bytes:
    prefixes = None if form == RdfFormat.JSON_LD else PREFIXES
    data = serialize(statements, format=form, prefixes=prefixes)
    if data is None:
        raise BuildError(f"no {form.name} came from the serialiser")
    return data


def _gzip(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=buffer, mtime=0) as packed:
        packed.write(data)
    return buffer.getvalue()


def describe_files(files: Mapping[str, bytes]) -> list[File]:
    """Return size and checksum of each file, sorted by name."""
    return [
        File(name, media_type_of(name), len(data), hashlib.sha256(data).hexdigest())
        for name, data in sorted(files.items())
    ]


def media_type_of(name: str) -> str:
    """Return the media type of a release file, by its ending."""
    suffix = next((suffix for suffix in MEDIA_TYPES if name.endswith(suffix)), "")
    return MEDIA_TYPES.get(suffix, "application/octet-stream")


def write_release(out: Path, version: str, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Path:
    """Write the files below ``out/<version>`` and point ``out/current`` at them; returns the folder.

    Everything is written to a folder aside and synced before it gets its name, and ``current`` is replaced by a
    rename: at no moment is there a half-written release to serve. An existing release of the same version is kept
    when it is whole, and replaced when it is not.
    """
    target, aside = out / version, out / f".{version}.{os.getpid()}"
    if not is_whole(target):
        try:
            _write_all(aside, files, {**manifest, "files": _listing(files)})
            if target.exists():
                os.replace(target, out / f".{version}.broken.{os.getpid()}")
            os.replace(aside, target)
            _sync(out)
        except OSError as error:
            raise BuildError(f"the release cannot be written: {error.strerror} ({error.filename})") from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    _point(out / "current", version)
    return target


def _listing(files: Mapping[str, bytes]) -> dict[str, dict[str, str | int]]:
    return {
        file.name: {"bytes": file.size, "sha256": file.sha256, "mediaType": file.media_type}
        for file in describe_files(files)
    }


def _write_all(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    everything = {**files, "release.json": text.encode()}
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in describe_files(everything))
    for name, data in {**everything, "SHA256SUMS": sums.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point(link: Path, version: str) -> None:
    """Replace the symbolic link in one step."""
    aside = link.with_name(f".current.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(version)
    os.replace(aside, link)
    _sync(link.parent)


def is_whole(folder: Path) -> bool:
    """Return whether a release folder has every file of its SHA256SUMS, unchanged."""
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for digest, name in (line.split("  ", 1) for line in lines)
        )
    except (OSError, ValueError):
        return False


@contextmanager
def build_lock(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder, so that two builds do not write it at once; raises BuildError if taken."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildError(f"another build is writing {out}") from error
        yield
