"""One dossier with what bears on it: the statements of the corpus that can change a result about its records.

Fusion decides each property of each record by itself, so that a record is fused rightly where all that files say of
it is there. What else a result about a record needs is found by following links, in both directions:

- backwards, `BACK` steps: what points at the record, at that, and so on (a holding is dated by an event, through a
  participation; an event without a place is excused by a contradiction, through a claim);
- then forwards, `FORTH` steps: what all these point at (classes, labels, holders, dates of issue);
- and the lineages of the documents that tell of any of it, since fusion counts these.

Nothing is asked of states, persons and other things that everybody names by way of what points at them (`HUBS`), but
that the holdings of one office are compared. Tests hold the results to those of the whole corpus.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from app.build.corpus import Corpus, Progress, assemble, declared_in, files, read_ontology, read_tables
from app.build.dossiers import Document, check_references
from app.build.entries import Entry, read_entries
from app.errors import DataError
from app.namespaces import CONCEPT_KINDS, EDITORIAL_GRAPH, ID, dd

BACK, FORTH = 3, 2
HUBS = frozenset({*CONCEPT_KINDS, "graph", "office", "organisation", "person", "place", "scheme", "state", "strategy"})

_Index = dict[str, list[Quad]]


def read_around(
    root: Path, paths: Iterable[Path], extra: Iterable[Path], progress: Progress
) -> tuple[Corpus, set[str]]:
    """Return the part of the corpus that bears on some files, and the records of these files.

    Every file is still looked at: raises DataError where one cannot be read, or names what no file declares.
    """
    ontology, tables = read_ontology(root), read_tables(root)
    tasks = files(root, extra)
    progress(f"looking at {len(tasks)} files")
    entries = read_entries(root, ontology[2], tasks)
    everything = _Links(entries)
    empty = assemble(root, ontology, tables, ())
    declared = declared_in(empty) | {ID + name for entry in entries for name in entry.typed}
    doubtful = [entry.document for entry in entries if any(ID + name not in declared for name in entry.named)]
    if problems := check_references(doubtful, declared):
        raise DataError(problems)
    wanted = {path.resolve() for path in paths}
    names = {path.name for path in wanted}
    chosen = [
        entry
        for task, entry in zip(tasks, entries, strict=True)
        if task.path.name in names and task.path.resolve() in wanted
    ]
    focus = {iri for entry in chosen for iri in entry.document.lines}
    members = everything.around({iri.removeprefix(ID) for iri in focus})
    documents = everything.limited(members)
    count = sum(len(document.quads) for document in documents)
    progress(f"{len(focus)} records, with {count} statements of {len(documents)} files that bear on them")
    modules, schemes, vocabulary = ontology
    terse = _unworded(modules, members), _unworded(schemes, members), vocabulary
    return assemble(root, terse, _unworded(tables, members), documents), focus


def _unworded(quads: Iterable[Quad], members: set[str]) -> tuple[Quad, ...]:
    """Leave out labels and definitions of what is no member: half of all statements, and no result rests on them."""
    return tuple(
        quad
        for quad in quads
        if not (isinstance(quad.object, Literal) and quad.object.language) or _local(quad.subject) in members
    )


@dataclass
class _Links:
    """Which files describe a resource and which point at it; a file is decoded when a step leads to it."""

    entries: list[Entry]
    describing: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    naming: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _known: dict[str, tuple[_Index, _Index]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for name in entry.described:
                self.describing[name].append(entry)
            for name in entry.named:
                self.naming[name].append(entry)

    def around(self, focus: set[str]) -> set[str]:
        """Return the resources of which every statement is needed for results about the focus."""
        found = set(focus)
        offices = {
            _local(quad.object) for name in focus for quad in self._of(name) if quad.predicate == dd("heldOffice")
        }
        found |= {_local(q.subject) for name in offices for q in self._at(name) if q.predicate == dd("heldOffice")}
        edge = set(focus)
        for _ in range(BACK):
            at = (quad for name in edge if name.partition("/")[0] not in HUBS for quad in self._at(name))
            edge = {_local(quad.subject) for quad in at} - found
            found |= edge
        edge = set(found)
        for _ in range(FORTH):
            edge = {_local(quad.object) for name in edge for quad in self._of(name)} - found
            found |= edge
        return found | self._lineages(found)

    def limited(self, members: set[str]) -> list[Document]:
        """Return the files that describe members, each with its statements about them and about its own source alone.

        Of editorial files the claims that settle something of a member are kept too.
        """
        found = []
        for entry in self.entries:
            if entry.graph == EDITORIAL_GRAPH:
                at = (quad for quad in entry.document.quads if quad.predicate == dd("claimSubject"))
                kept = members | {_local(quad.subject) for quad in at if _local(quad.object) in members}
            elif members.isdisjoint(entry.described):
                continue
            else:
                kept = members | {_local(entry.document.source)}
            quads = tuple(quad for quad in entry.document.quads if _local(quad.subject) in kept)
            found.append(replace(entry.document, quads=quads))
        return found

    def _lineages(self, members: set[str]) -> set[str]:
        """Return the sources that share a lineage with one that describes a member: fusion counts lineages."""
        linked = self._linked_sources()
        edge = {name for entry in self.entries if not members.isdisjoint(entry.described) for name in _sources(entry)}
        found: set[str] = set()
        while edge:
            found |= edge
            edge = {other for name in edge for other in linked[name]} - found
        return found

    def _linked_sources(self) -> dict[str, set[str]]:
        """Return for each source those that it names or that name it; editorial files may name those of others."""
        linked: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries:
            pairs: Iterable[tuple[str, str]] = ((own, other) for own in _sources(entry) for other in _named(entry))
            if entry.graph == EDITORIAL_GRAPH:
                pairs = ((_local(quad.subject), _local(quad.object)) for quad in entry.document.quads)
            for one, other in pairs:
                if one.startswith("source/") and other.startswith("source/"):
                    linked[one].add(other)
                    linked[other].add(one)
        return linked

    def _of(self, name: str) -> Iterator[Quad]:
        """Yield what the files say of a resource."""
        for entry in self.describing.get(name, ()):
            yield from self._decoded(entry)[0].get(name, ())

    def _at(self, name: str) -> Iterator[Quad]:
        """Yield the statements whose object is a resource."""
        for entry in self.naming.get(name, ()):
            yield from self._decoded(entry)[1].get(name, ())

    def _decoded(self, entry: Entry) -> tuple[_Index, _Index]:
        if entry.name not in self._known:
            of: _Index = defaultdict(list)
            at: _Index = defaultdict(list)
            for quad in entry.document.quads:
                of[_local(quad.subject)].append(quad)
                at[_local(quad.object)].append(quad)
            self._known[entry.name] = of, at
        return self._known[entry.name]


def _sources(entry: Entry) -> list[str]:
    """Return the sources that a file describes."""
    return [name for name in entry.described if name.startswith("source/")]


def _named(entry: Entry) -> list[str]:
    """Return the sources that a file names."""
    return [name for name in entry.named if name.startswith("source/")]


def _local(term: object) -> str:
    """Return the part of an IRI of the project that differs; nothing for any other term."""
    return term.value.removeprefix(ID) if isinstance(term, NamedNode) and term.value.startswith(ID) else ""
