"""What a page shows of a description: statements grouped by property, with labels in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.namespaces import DD, RDF_TYPE, RDFS_LABEL, dd, expand, shorten

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
    """The values of one property, or the users of a resource by one property; ``more`` are left out."""

    predicate: str
    values: tuple[Value, ...]
    more: int = 0


NAMES = frozenset(
    {
        RDFS_LABEL.value,
        dd("hasNameForm").value,
        *(expand(f"skos:{name}").value for name in ("prefLabel", "altLabel", "notation")),
        *(expand(f"foaf:{name}").value for name in ("familyName", "givenName")),
    }
)
ATTESTATION = frozenset(dd(name).value for name in ("attestedIn", "evidence", "lineageCount", "statedIn"))
"""Properties that tell what a thing is called, and who says what is said of it; all others tell facts."""

TOLD_ABOVE = frozenset({RDF_TYPE.value, RDFS_LABEL.value, dd("attestedIn").value, dd("lineageCount").value})
"""Properties of a part that its place on the page tells already, or its own page."""

CLAIM, MODALITY, POLARITY = dd("Claim"), dd("modality"), dd("polarity")


@dataclass(frozen=True)
class Claim:
    """What a source says without its being taken for a fact: in which mood, by whom, in which source and where."""

    said: Value
    modality: str
    denied: bool
    sources: tuple[Value, ...]
    speakers: tuple[Value, ...]
    evidence: tuple[Value, ...]


@dataclass(frozen=True)
class View:
    """A description as a page shows it."""

    iri: str
    title: str
    groups: tuple[Group, ...] = ()
    users: tuple[Group, ...] = field(default=())
    claims: tuple[Claim, ...] = ()

    @property
    def classes(self) -> tuple[Value, ...]:
        """What the thing is."""
        found = (group.values for group in self.groups if group.predicate == RDF_TYPE.value)
        classes = tuple(chain.from_iterable(found))
        return tuple(value for value in classes if (value.iri or "").startswith(DD)) or classes

    @property
    def facts(self) -> tuple[Group, ...]:
        """What is taken as given of it."""
        return tuple(g for g in self.groups if g.predicate not in NAMES | ATTESTATION | {RDF_TYPE.value})

    @property
    def names(self) -> tuple[Group, ...]:
        """What it is called."""
        return tuple(group for group in self.groups if group.predicate in NAMES)

    @property
    def attestation(self) -> tuple[Group, ...]:
        """Who says so, and where."""
        return tuple(group for group in self.groups if group.predicate in ATTESTATION)


def view(triples: Sequence[Triple], iri: NamedNode, languages: Sequence[str]) -> View:
    """Return the view of a resource, its parts unfolded, for a reader of some languages, best first."""
    builder = Builder(triples, languages)
    groups = builder.groups(iri, 1, {iri})
    return View(iri.value, builder.label(iri), groups, builder.users(iri), builder.claims(iri))


def views(triples: Sequence[Triple], languages: Sequence[str]) -> list[View]:
    """Return a view of every named resource of a graph, sorted by IRI; only nameless nodes are unfolded."""
    builder = Builder(triples, languages)
    subjects = {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    return [
        View(subject.value, builder.label(subject), builder.groups(subject, MAX_DEPTH + 1, {subject}))
        for subject in sorted(subjects, key=lambda node: node.value)
    ]


def shortened(found: Sequence[View], limit: int) -> tuple[list[View], dict[str, int]]:
    """Return a few views of each series (IRIs alike to the last slash), with a few values of each property.

    The second is the number of resources left out, by series.
    """
    series: dict[str, list[View]] = defaultdict(list)
    for one in found:
        series[one.iri.rpartition("/")[0]].append(one)
    kept = [replace(one, groups=shorter(one.groups, limit)) for alike in series.values() for one in alike[:limit]]
    return kept, {name: len(alike) - limit for name, alike in series.items() if len(alike) > limit}


def shorter(groups: Sequence[Group], limit: int) -> tuple[Group, ...]:
    """Return groups with a few values each, and how many more there are."""
    return tuple(
        replace(group, values=group.values[:limit], more=max(0, len(group.values) - limit)) for group in groups
    )


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
            if depth > 1 and triple.predicate.value in TOLD_ABOVE:
                continue
            found[triple.predicate.value].append(self._value(triple.object, depth, path))
        return tuple(Group(predicate, tuple(values)) for predicate, values in found.items())

    def users(self, iri: NamedNode) -> tuple[Group, ...]:
        """Return who points to a resource, by property."""
        found: dict[str, list[Value]] = defaultdict(list)
        for triple in self._triples:
            if triple.object == iri and isinstance(triple.subject, NamedNode) and not self._is_claim(triple.subject):
                found[triple.predicate.value].append(Value(self.label(triple.subject), triple.subject.value))
        return tuple(Group(predicate, tuple(values)) for predicate, values in found.items())

    def claims(self, iri: NamedNode) -> tuple[Claim, ...]:
        """Return the claims that point to a resource."""
        found = dict.fromkeys(t.subject for t in self._triples if t.object == iri and self._is_claim(t.subject))
        return tuple(self._claim(claim) for claim in found if isinstance(claim, NamedNode))

    def _is_claim(self, term: object) -> bool:
        return any(t.predicate == RDF_TYPE and t.object == CLAIM for t in self._by_subject.get(term, ()))

    def _claim(self, claim: NamedNode) -> Claim:
        said = self._by_subject[claim]
        moods = [t.object.value for t in said if t.predicate == MODALITY and isinstance(t.object, NamedNode)]
        denied = any(t.predicate == POLARITY and str(t.object).endswith("/denied>") for t in said)
        return Claim(
            Value(self.label(claim), claim.value),
            moods[0].rpartition("/")[2] if moods else "",
            denied,
            self._linked(said, "statedIn"),
            self._linked(said, "attributedTo"),
            self._linked(said, "evidence"),
        )

    def _linked(self, said: Sequence[Triple], name: str) -> tuple[Value, ...]:
        nodes = [t.object for t in said if t.predicate == dd(name) and isinstance(t.object, NamedNode)]
        return tuple(Value(self.label(node), node.value) for node in nodes)

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
