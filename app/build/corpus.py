"""The corpus: all files read into named graphs, and the curated graph made from them by fusion and inference."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from app.build.dossiers import Document, check_references
from app.build.entries import Task, read_entries
from app.build.fusion import fuse
from app.build.inference import infer, load
from app.build.release import VOCABULARY
from app.build.vocabulary import Vocabulary, read_vocabulary
from app.errors import DataError, Problem
from app.namespaces import (
    EDITORIAL_GRAPH,
    ONTOLOGY_GRAPH,
    RDF_TYPE,
    REFERENCE_GRAPH,
    SCHEMES_GRAPH,
)
from app.terms import statements

Progress = Callable[[str], None]
Ontology = tuple[tuple[Quad, ...], tuple[Quad, ...], Vocabulary]

ALL = "*.yaml"
"""The pattern of file names that leaves no dossier out."""


@dataclass(frozen=True)
class Corpus:
    """Everything that the files say, one list of quads per kind of file, and where each record stands."""

    root: Path
    vocabulary: Vocabulary
    ontology: tuple[Quad, ...]
    schemes: tuple[Quad, ...]
    reference: tuple[Quad, ...]
    editorial: tuple[Quad, ...]
    documents: tuple[Document, ...]

    @property
    def sources(self) -> dict[NamedNode, tuple[Quad, ...]]:
        """The quads of every source document, keyed by its IRI."""
        return {document.source: document.quads for document in self.documents if document.source}

    def quads(self) -> list[Quad]:
        """Return every named graph, as read."""
        named = [quad for quads in self.sources.values() for quad in quads]
        return [*self.ontology, *self.schemes, *self.reference, *self.editorial, *named]

    def place_of(self, iri: str) -> tuple[str, int | None]:
        """Return the file and line where a record is first described; the dossiers come before reference files."""
        for document in self.documents:
            if iri in document.lines:
                return document.name, document.lines[iri]
        return "", None


def read_ontology(root: Path) -> Ontology:
    """Return the quads of the ontology with its alignments, of the schemes, and the vocabulary they make."""
    modules = [*sorted(root.glob("ontology/*.ttl")), *sorted(root.glob("ontology/alignments/*.ttl"))]
    ontology = read_turtle(root, modules, ONTOLOGY_GRAPH)
    schemes = read_turtle(root, sorted(root.glob("ontology/schemes/*.ttl")), SCHEMES_GRAPH)
    regions = read_turtle(root, sorted(root.glob("data/reference/regions.ttl")), SCHEMES_GRAPH)
    return ontology, schemes, read_vocabulary(ontology, (*schemes, *regions))


def read_turtle(root: Path, paths: Iterable[Path], graph: NamedNode) -> tuple[Quad, ...]:
    """Read Turtle files into one named graph; raises DataError with file and line."""
    found: dict[Quad, None] = {}
    for path in paths:
        name = str(path.relative_to(root))
        try:
            renamed: dict[BlankNode, BlankNode] = {}
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                subject, value = (_named_by_order(term, path, renamed) for term in (quad.subject, quad.object))
                found[Quad(subject, quad.predicate, value, graph)] = None
        except SyntaxError as error:
            message = f"is not Turtle: {error.msg}"
            raise DataError([Problem(name, message, "repair the syntax at this line", error.lineno)]) from error
    return tuple(found)


def _named_by_order(term: Any, path: Path, renamed: dict[BlankNode, BlankNode]) -> Any:
    """Name blank nodes by file and order: the parser names them at random, and builds are compared byte for byte."""
    if not isinstance(term, BlankNode):
        return term
    return renamed.setdefault(term, BlankNode(f"{path.stem.replace('-', '')}{len(renamed)}"))


def is_chosen(path: Path, dossiers: str) -> bool:
    """Whether a data file belongs to a corpus of the dossiers whose file names match ``dossiers``.

    Reference and editorial files named ``register-…`` are about imported dossiers: left out where dossiers are.

    >>> [is_chosen(Path("data", *file), "seed-*.yaml") for file in (("sources", "a.yaml"), ("reference", "b.yaml"))]
    [False, True]
    """
    if path.parent.name == "sources":
        return path.match(dossiers)
    return dossiers == ALL or not path.name.startswith("register-")


def read_corpus(
    root: Path, extra: Iterable[Path] = (), progress: Progress = lambda _: None, dossiers: str = ALL
) -> Corpus:
    """Read the files below the project's root; raises DataError with the problems of all of them.

    ``extra`` are dossiers from elsewhere; one with the file name of a dossier of the project takes its place.
    ``dossiers`` is a pattern of file names that limits the corpus, see ``is_chosen``.
    """
    progress("reading the ontology and its schemes")
    ontology = read_ontology(root)
    tasks = files(root, extra, dossiers)
    count = sum(task.graph is None for task in tasks)
    progress(f"reading {count} dossiers and {len(tasks) - count} reference files")
    documents = [entry.document for entry in read_entries(root, ontology[2], tasks)]
    corpus = assemble(root, ontology, read_tables(root, dossiers), documents)
    if problems := check_references(documents, declared_in(corpus)):
        raise DataError(problems)
    return corpus


def files(root: Path, extra: Iterable[Path] = (), dossiers: str = ALL) -> list[Task]:
    """Return the YAML files of the corpus, dossiers first, each sort in the order of the names."""
    replaced = {path.name: path for path in extra}

    def chosen(folder: str) -> list[Path]:
        return [path for path in sorted((root / "data" / folder).glob("*.yaml")) if is_chosen(path, dossiers)]

    sources = {path.name: path for path in chosen("sources")} | replaced
    plan: list[tuple[Path, NamedNode | None]] = [
        *((path, None) for _, path in sorted(sources.items())),
        *((path, EDITORIAL_GRAPH) for path in chosen("editorial")),
        *((path, REFERENCE_GRAPH) for path in chosen("reference")),
    ]
    return [Task(path, graph, _shown(root, path)) for path, graph in plan]


def read_tables(root: Path, dossiers: str = ALL) -> tuple[Quad, ...]:
    """Return the generated reference data: states, cities, and the like."""
    paths = [path for path in sorted(root.glob("data/reference/*.ttl")) if is_chosen(path, dossiers)]
    return read_turtle(root, paths, REFERENCE_GRAPH)


def assemble(root: Path, ontology: Ontology, tables: Sequence[Quad], documents: Sequence[Document]) -> Corpus:
    """Return the corpus that documents make with the ontology and the generated reference data."""
    by_graph = {
        graph: tuple(quad for document in documents if document.graph == graph for quad in document.quads)
        for graph in (EDITORIAL_GRAPH, REFERENCE_GRAPH)
    }
    reference = tuple(dict.fromkeys((*tables, *by_graph[REFERENCE_GRAPH])))
    editorial = tuple(dict.fromkeys(by_graph[EDITORIAL_GRAPH]))
    modules, schemes, vocabulary = ontology
    return Corpus(root, vocabulary, modules, schemes, reference, editorial, tuple(documents))


def _shown(root: Path, path: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def declared_in(corpus: Corpus) -> frozenset[str]:
    """Return every IRI that has a type in some graph."""
    return frozenset(item.subject.value for item in statements(corpus.quads()) if item.predicate == RDF_TYPE)


def curate(corpus: Corpus, progress: Progress = lambda _: None) -> Store:
    """Return a store with every named graph, and the curated graph as the default graph."""
    progress("fusing the source graphs")
    fused = fuse(corpus.sources, corpus.editorial, corpus.reference, corpus.vocabulary.functional())
    store = load(corpus.quads())
    store.extend(fused.derived)
    base = {quad.triple for quad in (*corpus.ontology, *corpus.schemes, *fused.derived)} | fused.triples
    store.extend(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in base)
    progress("inferring shortcuts")
    infer(store, corpus.root / "queries" / "rules")
    return store


def fingerprint(root: Path, dossiers: str = ALL) -> dict[str, str]:
    """Return the SHA-256 of every file that the release depends on, by its path from the root, sorted."""
    patterns = (
        *VOCABULARY,
        "data/**/*.yaml",
        "data/**/*.ttl",
        "queries/rules/*.rq",
        "queries/reports/*.rq",
        "app/build/*.py",
        "app/namespaces.py",
        "pyproject.toml",
    )
    paths = sorted({path for pattern in patterns for path in root.glob(pattern) if is_chosen(path, dossiers)})
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
