"""Dossiers once read are kept under ``build/cache``, by their checksum and that of all that decides how they are read.

An entry is three parts: a line of JSON that names what the file describes and what it points at, a line with the lines
and uses of its records, and its quads as N-Quads. What does not fit the file as it is now is read anew, on every
processor where there is much of it; the cache can be deleted at any time.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from app.build.context import make_context
from app.build.dossiers import Document, Use, read_document
from app.build.forked import processors, share
from app.build.vocabulary import Vocabulary
from app.errors import DataError, Problem
from app.namespaces import ID, RDF_TYPE
from app.terms import statements

WORTH_A_PROCESS = 100
"""So many files take longer to read than a process to start."""
CODE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Task:
    """A file to read: where it is, the graph of its statements (None for a dossier), and its name in messages."""

    path: Path
    graph: NamedNode | None
    name: str


class Entry:
    """One file as read; its parts are decoded when they are asked for."""

    def __init__(self, data: bytes) -> None:
        index, _, self._rest = data.partition(b"\n")
        self._index: dict[str, Any] = orjson.loads(index)
        self.key: str = self._index["key"]
        self.name: str = self._index["name"]
        self.graph = NamedNode(self._index["graph"])

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return bool(len(self._rest) == self._index["size"])

    @property
    def described(self) -> list[str]:
        """The resources of which the file says something, without the part that all IRIs have in common."""
        return self._index["described"]  # type: ignore[no-any-return]

    @property
    def typed(self) -> list[str]:
        """Those of them that it declares."""
        return self._index["typed"]  # type: ignore[no-any-return]

    @property
    def named(self) -> list[str]:
        """The resources that are objects of its statements."""
        return self._index["named"]  # type: ignore[no-any-return]

    @cached_property
    def document(self) -> Document:
        """The whole of it."""
        places, quads = self._rest.split(b"\n", 1)
        lines, uses = orjson.loads(places)
        source = self._index["source"]
        return Document(
            self.name,
            self.graph,
            NamedNode(source) if source else None,
            tuple(parse(quads, format=RdfFormat.N_QUADS)),
            lines,
            tuple(Use(*use) for use in uses),
        )


def encode(document: Document, key: str) -> bytes:
    """Return a document as the bytes of an entry."""

    def short(iris: Iterable[str]) -> list[str]:
        return sorted({iri.removeprefix(ID) for iri in iris if iri.startswith(ID)})

    said = tuple(statements(document.quads))
    index = {
        "key": key,
        "name": document.name,
        "graph": document.graph.value,
        "source": document.source.value if document.source else "",
        "described": short(item.subject.value for item in said),
        "typed": short(item.subject.value for item in said if item.predicate == RDF_TYPE),
        "named": short(item.object.value for item in said if isinstance(item.object, NamedNode)),
    }
    uses = [(use.iri, use.line, use.record, use.field) for use in document.uses]
    quads = serialize(document.quads, format=RdfFormat.N_QUADS) or b""
    rest = orjson.dumps([document.lines, uses]) + b"\n" + quads
    return orjson.dumps({**index, "size": len(rest)}) + b"\n" + rest


def read_entries(root: Path, vocabulary: Vocabulary, tasks: Sequence[Task]) -> list[Entry]:
    """Return the entries of the files in their order; raises DataError with the problems of all that cannot be read."""
    entries, problems = _Reader(root, vocabulary).read(tasks)
    if problems:
        raise DataError(problems)
    return entries


class _Reader:
    """Reads files, or what the cache keeps of them."""

    def __init__(self, root: Path, vocabulary: Vocabulary) -> None:
        self._folder = root / "build" / "cache"
        self._vocabulary, self._context = vocabulary, make_context(vocabulary)["@context"]
        self._how = _how(root)

    def read(self, tasks: Sequence[Task]) -> tuple[list[Entry], list[Problem]]:
        """Return the entries of the files in their order, and the problems of those that cannot be read."""
        found = {task: entry for task in tasks if (entry := self._kept(task))}
        missing = [task for task in tasks if task not in found]
        parts = min(processors(), 1 + len(missing) // WORTH_A_PROCESS)
        problems: list[Problem] = []
        made = share(parts, lambda part: [self._make(task) for task in missing[part::parts]])
        for part, results in enumerate(made):
            for task, result in zip(missing[part::parts], results, strict=True):
                if isinstance(result, bytes):
                    found[task] = Entry(result)
                else:
                    problems += result
        order = {task.name: index for index, task in enumerate(tasks)}
        return [found[task] for task in tasks if task in found], sorted(problems, key=lambda it: order[it.file])

    def _key(self, task: Task, data: bytes) -> str:
        return hashlib.sha256(f"{self._how} {task.name} {task.graph} ".encode() + data).hexdigest()

    def _place(self, task: Task) -> Path:
        return self._folder / hashlib.sha256(task.name.encode()).hexdigest()[:24]

    def _kept(self, task: Task) -> Entry | None:
        try:
            data, kept = task.path.read_bytes(), self._place(task).read_bytes()
        except OSError:
            return None
        index = f'{{"key":"{self._key(task, data)}",'.encode()
        entry = Entry(kept) if kept.startswith(index) and b"\n" in kept else None
        return entry if entry and entry.whole else None

    def _make(self, task: Task) -> bytes | tuple[Problem, ...]:
        """Read one file and keep the result; return its bytes, or its problems."""
        try:
            data = task.path.read_bytes() if task.path.is_file() else None
            document = read_document(task.path, task.graph, self._vocabulary, self._context, task.name, data)
        except DataError as error:
            return error.problems
        entry = encode(document, self._key(task, data or b""))
        with contextlib.suppress(OSError):  # a folder that cannot be written only costs time
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._place(task).with_suffix(f".{os.getpid()}")
            aside.write_bytes(entry)
            os.replace(aside, self._place(task))
        return entry


def _how(root: Path) -> str:
    """Return a checksum of what decides how a file is read: the ontology, its schemes, and this code."""
    paths = [*root.glob("ontology/**/*.ttl"), root / "data/reference/regions.ttl", *CODE.glob("*.py")]
    paths += [CODE.parent / "namespaces.py", CODE.parent / "terms.py"]
    digest = hashlib.sha256(pyoxigraph.__version__.encode())
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
