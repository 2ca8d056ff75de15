"""The build from end to end: read, fuse, infer, validate, describe, release. Reads like the list of its stages."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from app.build.around import read_around
from app.build.corpus import ALL, Corpus, curate, fingerprint, read_corpus
from app.build.description import describe_dataset, describe_distributions, describe_graphs, modified
from app.build.forked import no_collector
from app.build.release import (
    DUMPS,
    File,
    build_lock,
    describe_files,
    dumps,
    media_type_of,
    source_dump,
    source_dumps,
    vocabulary_files,
    write_release,
)
from app.build.validation import Result, as_text, as_turtle, problems, validate
from app.errors import DataError
from app.namespaces import RDF_TYPE, dd, expand, source_graph

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """The outcome of a build: the release folder, its version and the validation results below a violation."""

    folder: Path
    version: str
    results: list[Result]


def build(root: Path, out: Path, progress: Progress = lambda _: None, dossiers: str = ALL) -> Built:
    """Build a release from the files below ``root`` into ``out``; raises DataError where a stage finds violations.

    ``dossiers`` is a pattern of file names: the release holds these documents alone.
    The former release stays as it is, and in service, whatever happens here.
    """
    with build_lock(out), no_collector():
        inputs = fingerprint(root, dossiers)
        version = version_of(root, inputs)
        corpus = read_corpus(root, progress=progress, dossiers=dossiers)
        store = curate(corpus, progress)
        progress("validating")
        results = validate(store, root)
        if found := problems(results, corpus):
            raise DataError(found)
        progress("describing the dataset")
        store.extend(describe_graphs(corpus.sources))
        # The dumps are counted before they are written: stand-ins take the place of their sizes and checksums.
        stand_ins = describe_distributions(
            [File(name, media_type_of(name), 10**12 + n, f"{n:064}") for n, name in enumerate(_dump_names(corpus))]
        )
        store.extend(stand_ins)
        describe_dataset(store, root, version, inputs)
        for quad in stand_ins:
            store.remove(quad)
        progress("writing the release")
        folder = write_release(
            out, version, _files(store, corpus, results, root), _manifest(store, version, root, len(corpus.sources))
        )
    return Built(folder, version, results)


def version_of(root: Path, inputs: dict[str, str]) -> str:
    """Return the version of a build from files with these checksums: the day of the dataset and a hash of them."""
    return f"{modified(root)}-{_digest(inputs)}"


def check(root: Path, paths: list[Path], progress: Progress = lambda _: None) -> tuple[Corpus, list[Result]]:
    """Validate dossiers, each with all that bears on it, and return the results about their records alone.

    No path means the whole corpus. Raises DataError where a file cannot be read.
    """
    extra = [path for path in paths if not path.is_relative_to(root / "data")]
    with no_collector():
        if paths:
            corpus, focus = read_around(root, paths, extra, progress)
        else:
            corpus, focus = read_corpus(root, progress=progress), None
        store = curate(corpus, progress)
        progress(
            f"validating {sum(len(item.lines) for item in corpus.documents) if focus is None else len(focus)} records"
        )
        return corpus, validate(store, root, focus)


def _digest(inputs: dict[str, str]) -> str:
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in inputs.items()).encode()).hexdigest()[:12]


def _dump_names(corpus: Corpus) -> list[str]:
    return [*DUMPS, *(source_dump(source_graph(source)) for source in corpus.sources)]


def _files(store: Store, corpus: Corpus, results: list[Result], root: Path) -> dict[str, bytes]:
    files = dumps(store) | source_dumps(store, map(source_graph, corpus.sources))
    distributions = sorted(describe_distributions(describe_files(files)), key=str)
    return {
        **files,
        "distributions.nq": serialize(distributions, format=RdfFormat.N_QUADS) or b"",
        "reports/validation.ttl": as_turtle(results).encode(),
        "reports/validation.txt": as_text(results, corpus).encode(),
        **vocabulary_files(root),
    }


def _manifest(store: Store, version: str, root: Path, documents: int) -> dict[str, Any]:
    """Return what ``release.json`` says of the release; the files are added when they are written."""
    return {
        "version": version,
        "modified": modified(root),
        "quads": len(store),
        "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
        "graphs": sum(1 for _ in store.named_graphs()),
        "counts": {"documents read in full": documents}
        | {label: _count(store, name) for label, name in COUNTED.items()},
    }


COUNTED = {
    "sources in all": "SourceDocument",
    "events": "DiplomaticEvent",
    "agreements": "Agreement",
    "persons": "Person",
    "states": "State",
    "organisations": "Organisation",
    "offices held": "OfficeHolding",
    "claims": "Claim",
    "contradictions": "Contradiction",
    "topics": "Topic",
}
"""What the start page counts: words for people, and the class behind them."""


def _count(store: Store, name: str) -> int:
    iri = expand("foaf:Person") if name == "Person" else dd(name)
    return sum(1 for _ in store.quads_for_pattern(None, RDF_TYPE, iri, DefaultGraph()))
