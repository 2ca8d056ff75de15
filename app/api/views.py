"""What a page shows of a description: statements grouped by property, with labels in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.namespaces import RDFS_LABEL, shorten

MAX_DEPTH = 2
"""Parts within parts that a page unfolds; deeper ones are links."""


@dataclass(frozen=True)
class Value:
    """One object: its text, language and address; ``parts`` are the statements about a node that belongs to it."""

    text: str
    iri: str | None = None
    language: str | None = None
    parts: "tuple[Group, ...]" = ()


@dataclass(frozen=True)
class Group:
    """All values of one property, or all users of a resource by one property."""

    predicate: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class View:
    """A description as a page shows it."""

    iri: str
    title: str
    groups: tuple[Group, ...] = ()
    users: tuple[Group, ...] = field(default=())


def view(triples: Sequence[Triple], iri: NamedNode, languages: Sequence[str]) -> View:
    """Return the view of a resource, its parts unfolded, for a reader of some languages, best first."""
    builder = Builder(triples, languages)
    return View(iri.value, builder.label(iri), builder.groups(iri, 1, {iri}), builder.users(iri))


def views(triples: Sequence[Triple], languages: Sequence[str]) -> list[View]:
    """Return a view of every named resource of a graph, sorted by IRI; only nameless nodes are unfolded."""
    builder = Builder(triples, languages)
    subjects = {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    return [
        View(subject.value, builder.label(subject), builder.groups(subject, MAX_DEPTH + 1, {subject}))
        for subject in sorted(subjects, key=lambda node: node.value)
    ]


class Builder:
    """Indexes a description by subject and turns terms into values."""

    def __init__(self, triples: Sequence[Triple], languages: Sequence[str]) -> None:
        self._by_subject: dict[object, list[Triple]] = defaultdict(list)
        self._triples = triples
        self._languages = languages
        for triple in triples:
            self._by_subject[triple.subject].append(triple)

    def groups(self, subject: object, depth: int, path: set[object]) -> tuple[Group, ...]:
        """Return the statements about a subject by property."""
        found: dict[str, list[Value]] = defaultdict(list)
        for triple in self._by_subject[subject]:
            found[triple.predicate.value].append(self._value(triple.object, depth, path))
        return tuple(Group(predicate, tuple(values)) for predicate, values in found.items())

    def users(self, iri: NamedNode) -> tuple[Group, ...]:
        """Return who points to a resource, by property."""
        found: dict[str, list[Value]] = defaultdict(list)
        for triple in self._triples:
            if triple.object == iri and isinstance(triple.subject, NamedNode):
                found[triple.predicate.value].append(Value(self.label(triple.subject), triple.subject.value))
        return tuple(Group(predicate, tuple(values)) for predicate, values in found.items())

    def label(self, term: object) -> str:
        """Return the label of a resource in the best language, or its short name."""
        labels = {
            triple.object.language or "": triple.object.value
            for triple in self._by_subject.get(term, ())
            if triple.predicate == RDFS_LABEL and isinstance(triple.object, Literal)
        }
        for language in (*self._languages, ""):
            if language in labels:
                return labels[language]
        return next(iter(labels.values()), shorten(getattr(term, "value", str(term))))

    def _value(self, term: object, depth: int, path: set[object]) -> Value:
        if isinstance(term, Literal):
            return Value(term.value, language=term.language)
        described = [t for t in self._by_subject.get(term, ()) if t.predicate != RDFS_LABEL]
        unfold = described and term not in path and (depth <= MAX_DEPTH or isinstance(term, BlankNode))
        parts = self.groups(term, depth + 1, path | {term}) if unfold else ()
        return Value(
            self.label(term), None if isinstance(term, BlankNode) else getattr(term, "value", None), None, parts
        )
