"""JSON-LD compaction by one known context: what a general processor does, in a hundredth of its time.

The context is the project's own, so only what it uses is known here: prefixes, classes, and properties with a datatype,
a language map, IRIs, or concepts in a vocabulary of their own. A test holds every document against pyld.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.namespaces import RDF_TYPE, expand

NATIVE_INTEGER = expand("xsd:integer")
NATIVE_BOOLEAN = expand("xsd:boolean")
STRING = expand("xsd:string")
Json = dict[str, Any]
Node = NamedNode | BlankNode


@dataclass(frozen=True)
class Term:
    """One property of the context: its key, how its values are typed, and the vocabulary of its concepts."""

    key: str
    type: str | None = None
    languages: bool = False
    vocabulary: str | None = None
    names: dict[str, str] = field(default_factory=dict)


class Context:
    """A context turned round: from IRIs to the words that stand for them."""

    def __init__(self, document: Json) -> None:
        entries: Json = document["@context"]
        self._entries = entries
        self._prefixes = {item["@id"]: key for key, item in entries.items() if is_prefix(item)}
        self._names = {self._full(item): key for key, item in entries.items() if is_word(key, item)}
        self._terms = {term_iri: term for key, item in entries.items() for term_iri, term in self._term(key, item)}
        self._short: dict[str, str] = {}

    def _full(self, item: str | Json) -> str:
        name = item if isinstance(item, str) else item["@id"]
        prefix, colon, local = name.partition(":")
        entry = self._entries.get(prefix)
        return entry["@id"] + local if colon and isinstance(entry, dict) and "@prefix" in entry else name

    def _term(self, key: str, item: str | Json) -> Iterable[tuple[str, Term]]:
        if not is_word(key, item):
            return
        if isinstance(item, str):
            yield self._full(item), Term(key)
            return
        scoped = item.get("@context", {})
        coercion = item.get("@type")
        typed = coercion if coercion is None or coercion.startswith("@") else self._full(coercion)
        names = {iri: slug for slug, iri in scoped.items() if not slug.startswith("@")}
        yield (
            self._full(item),
            Term(key, typed, item.get("@container") == "@language", scoped.get("@vocab"), names),
        )

    def shorten(self, iri: str) -> str:
        """Return the compact form of an IRI, the IRI itself where no prefix fits."""
        if (known := self._short.get(iri)) is None:
            known = self._short[iri] = self._shorten(iri)
        return known

    def _shorten(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is None or cut == len(iri):
            return iri
        short = f"{prefix}:{iri[cut:]}"
        return iri if short in self._entries else short

    def name(self, iri: str) -> str:
        """Return the word for a class or property, or its compact form."""
        return self._names.get(iri) or self.shorten(iri)

    def concept(self, iri: str, term: Term) -> str:
        """Return the slug of a concept where the property's vocabulary holds it."""
        if term.vocabulary is None:
            return self.name(iri)
        if iri in term.names:
            return term.names[iri]
        slug = iri.removeprefix(term.vocabulary)
        plain = slug != iri and slug and slug not in self._entries and ":" not in slug and not slug.startswith("@")
        return slug if plain else self.shorten(iri)

    def term(self, predicate: str, value: Any) -> Term:
        """Return the key under which a value of a property stands: its own word where the value suits it."""
        known = self._terms.get(predicate)
        if known is not None and suits(known, value):
            return known
        return Term(self.shorten(predicate))


def is_prefix(item: Any) -> bool:
    """Return whether an entry of a context is a prefix."""
    return isinstance(item, dict) and bool(item.get("@prefix"))


def is_word(key: str, item: Any) -> bool:
    """Return whether an entry of a context is a class or a property (no keyword, prefix or reversed property)."""
    if isinstance(item, str):
        return not key.startswith("@") and not item.startswith("@")
    return isinstance(item, dict) and "@id" in item and not is_prefix(item)


def suits(term: Term, value: Any) -> bool:
    """Return whether a value keeps its meaning under a term.

    >>> suits(Term("label", languages=True), Literal("a", language="en")), suits(Term("seen", "@id"), Literal("a"))
    (True, False)
    """
    if not isinstance(value, Literal):
        return not term.languages and (term.type is None or term.type.startswith("@"))
    if term.languages:
        return value.language is not None or value.datatype == STRING
    return term.type is None or (value.language is None and value.datatype.value == term.type)


def write_value(context: Context, term: Term, value: Any) -> Any:
    """Return a literal, or a reference to a node, as it stands under a term."""
    if isinstance(value, Literal):
        return write_literal(context, term, value)
    iri = str(value) if isinstance(value, BlankNode) else value.value
    if term.type == "@vocab":
        return iri if isinstance(value, BlankNode) else context.concept(iri, term)
    short = iri if isinstance(value, BlankNode) else context.shorten(iri)
    return short if term.type == "@id" else {"id": short}


def write_literal(context: Context, term: Term, value: Literal) -> Any:
    """Return a literal as JSON; numbers and truth values are JSON's own where that loses nothing."""
    if value.language is not None:
        return {"@language": value.language, "@value": value.value}
    if term.type is not None or value.datatype == STRING:
        return value.value
    if value.datatype == NATIVE_INTEGER and str(int(value.value)) == value.value and abs(int(value.value)) < 2**53:
        return int(value.value)
    if value.datatype == NATIVE_BOOLEAN and value.value in ("true", "false"):
        return value.value == "true"
    return {"type": context.shorten(value.datatype.value), "@value": value.value}


class Compactor:
    """Writes a graph as node objects, flat or nested around one resource."""

    def __init__(self, context: Context, triples: Sequence[Triple]) -> None:
        self._context = context
        self._by_subject: dict[Node, list[Triple]] = defaultdict(list)
        for triple in triples:
            self._by_subject[triple.subject].append(triple)  # type: ignore[index]

    def flat(self) -> list[Json]:
        """Return every node on its own."""
        return [self._node(subject, {}) for subject in self._by_subject]

    def nested(self, main: Node) -> Json:
        """Return the main resource with the nodes that it leads to inside it, each once, nearest place first.

        What points to it from outside, and is not reached from it, stands beside it under ``@included``.
        """
        children: dict[Node, list[tuple[Triple, Node]]] = defaultdict(list)
        seen: set[Node] = set()
        roots = [self._tree(root, children, seen) for root in [main, *self._by_subject] if root not in seen]
        first, *others = [self._node(root, children) for root in roots]
        return first | ({"@included": others} if others else {})

    def _tree(self, root: Node, children: dict[Node, list[tuple[Triple, Node]]], seen: set[Node]) -> Node:
        """Give every node that a root leads to a place below the nearest node that names it."""
        seen.add(root)
        row = [root]
        while row:
            following: list[Node] = []
            for subject in row:
                for triple in self._by_subject.get(subject, ()):
                    node = triple.object
                    if isinstance(node, Literal) or node in seen or node not in self._by_subject:
                        continue
                    if triple.predicate == RDF_TYPE or self._context.term(triple.predicate.value, node).vocabulary:
                        continue  # classes and concepts stay words; what is said of them stands beside
                    seen.add(node)  # type: ignore[arg-type]
                    children[subject].append((triple, node))  # type: ignore[arg-type]
                    following.append(node)  # type: ignore[arg-type]
            row = following
        return root

    def _node(self, subject: Node, children: dict[Node, list[tuple[Triple, Node]]]) -> Json:
        """Return a node object with its children inside."""
        iri = str(subject) if isinstance(subject, BlankNode) else self._context.shorten(subject.value)
        node: Json = {"id": iri}
        inside = {(triple.predicate, child) for triple, child in children.get(subject, ())}
        for triple in self._by_subject.get(subject, ()):
            value = triple.object
            if triple.predicate == RDF_TYPE and isinstance(value, NamedNode):
                add(node, "type", self._context.name(value.value))
                continue
            term = self._context.term(triple.predicate.value, value)
            if term.languages and isinstance(value, Literal):
                add(node.setdefault(term.key, {}), value.language or "@none", value.value)
            elif (triple.predicate, value) in inside:
                add(node, term.key, self._node(value, children))  # type: ignore[arg-type]
            else:
                add(node, term.key, write_value(self._context, term, value))
        return node


def add(node: Json, key: str, value: Any) -> None:
    """Put a value under a key; a second one makes a list."""
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]
