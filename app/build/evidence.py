"""Evidence: every statement beside the passage that it rests on; positions and checksums against the texts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from app.build.dossiers import Document
from app.errors import Problem
from app.namespaces import RDFS_LABEL, dd, expand, shorten
from app.terms import Term, statements


@dataclass(frozen=True)
class Passage:
    """One record of a dossier beside the characters of the text that it rests on."""

    record: str
    label: str
    start: int
    end: int
    text: str


def rests_on_text(document: Document) -> bool:
    """Return whether a dossier refers to a text: it gives its checksum, or positions in it.

    A document of which only an excerpt was read, somewhere else, has neither.
    """
    return bool(_value(document, dd("textSha256").value)) or any(_spans(document))


def read_text(document: Document, folder: Path) -> tuple[str, list[Problem]]:
    """Return the text that a dossier's evidence refers to, and what is wrong with it.

    The text is the file of the folder whose name is the dossier's ``identifier``, with any ending.
    """
    key = _value(document, expand("dcterms:identifier").value)
    paths = sorted(folder.glob(f"{key}.*")) if key and key.isprintable() and "/" not in key and "*" not in key else []
    if not paths:
        return "", [Problem(document.name, f"no text named {key} in {folder}", "check `identifier:` and --texts")]
    data = paths[0].read_bytes()
    text = data.decode("utf-8")
    problems = []
    for name, found in (("textSha256", hashlib.sha256(data).hexdigest()), ("textLength", str(len(text)))):
        if _value(document, dd(name).value) != found:
            message = f"does not fit {paths[0].name}"
            problems.append(Problem(document.name, message, f"write `{name}: {found}`", field=name))
    return text, problems


def passages(document: Document, text: str) -> tuple[list[Passage], list[Problem]]:
    """Return every record with evidence beside its passage, in the order of the text, and spans outside of it."""
    spans = dict(_spans(document))
    said = tuple(statements(document.quads))
    labels = {
        item.subject: item.object.value for item in said if item.predicate == RDFS_LABEL and _english(item.object)
    }
    found, problems = [], []
    for item in said:
        if item.predicate != dd("evidence") or item.object not in spans:
            continue
        start, end = spans[item.object]
        record = shorten(item.subject.value)
        if not 0 <= start < end <= len(text):
            message = f"evidence {start}-{end} lies outside the text of {len(text)} characters"
            line = document.lines.get(item.subject.value)
            problems.append(Problem(document.name, message, "count the passage again", line, record, "evidence"))
        found.append(Passage(record, labels.get(item.subject, ""), start, end, text[start:end]))
    return sorted(found, key=lambda item: (item.start, item.end, item.record)), problems


def uncovered(text: str, shown: list[Passage]) -> list[tuple[int, int]]:
    """Return the stretches of at least twenty characters, letters among them, on which no record rests."""
    covered = sorted((item.start, item.end) for item in shown)
    gaps, position = [], 0
    for start, end in [*covered, (len(text), len(text))]:
        if start - position >= 20 and any(character.isalnum() for character in text[position:start]):
            gaps.append((position, start))
        position = max(position, end)
    return gaps


def _spans(document: Document) -> Iterator[tuple[Term, tuple[int, int]]]:
    starts: dict[Term, Term] = {}
    ends: dict[Term, Term] = {}
    selectors: dict[Term, Term] = {}
    by_predicate = {expand("oa:start"): starts, expand("oa:end"): ends, expand("oa:hasSelector"): selectors}
    for item in statements(document.quads):
        by_predicate.get(item.predicate, {})[item.subject] = item.object
    for span, selector in selectors.items():
        if selector in starts and selector in ends:
            yield span, (int(starts[selector].value), int(ends[selector].value))


def _value(document: Document, predicate: str) -> str:
    said = statements(document.quads)
    return next((s.object.value for s in said if s.subject == document.source and s.predicate.value == predicate), "")


def _english(term: object) -> bool:
    return isinstance(term, Literal) and term.language == "en"
