"""The ontology and the shapes as their files say them: modules, terms, and what is asked of each class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from app.api.changes import Change, read_changes
from app.namespaces import BASE, DD, ONTOLOGY, RDF_TYPE, RDFS_LABEL, expand, shorten

Texts = tuple[tuple[str, str], ...]
"""Language and text, English first."""

SHAPES = BASE + "shapes"
CLASS = expand("owl:Class")
KINDS = {
    expand("owl:ObjectProperty"): "object property",
    expand("owl:DatatypeProperty"): "data property",
    expand("owl:AnnotationProperty"): "annotation property",
    CLASS: "class",
}
FUNCTIONAL = expand("owl:FunctionalProperty")
DEFINITION, EXAMPLE = expand("skos:definition"), expand("skos:example")
CHARACTER = {
    FUNCTIONAL: "functional",
    expand("owl:SymmetricProperty"): "symmetric",
    expand("owl:TransitiveProperty"): "transitive",
}


@dataclass(frozen=True)
class Constraint:
    """What a shape asks: of which property, how severely, in words for the one who repairs the record."""

    iri: str
    path: str
    severity: str
    messages: Texts


@dataclass(frozen=True)
class Term:
    """One class or property with everything that its documentation shows."""

    iri: str
    kind: str
    labels: Texts
    definitions: Texts
    examples: Texts
    links: Mapping[str, tuple[str, ...]]
    character: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    retired: bool = False

    @property
    def name(self) -> str:
        """The local name, which is also the anchor."""
        return self.iri.removeprefix(DD)


@dataclass(frozen=True)
class Module:
    """One file of the ontology or of the shapes."""

    iri: str
    version_iri: str
    version: str
    path: Path
    titles: Texts
    abstracts: Texts
    triples: tuple[Triple, ...]
    terms: tuple[Term, ...] = field(default=())
    prior: str = ""

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.iri.removeprefix(f"{ONTOLOGY}/")

    @property
    def classes(self) -> list[Term]:
        """Its classes."""
        return [term for term in self.terms if term.kind == "class"]

    @property
    def properties(self) -> list[Term]:
        """Its properties."""
        return [term for term in self.terms if term.kind != "class"]


@dataclass(frozen=True)
class Library:
    """Every file, by the address of the ontology that it holds, and every term by its IRI."""

    files: Mapping[str, Module]
    terms: Mapping[str, Term]
    changes: tuple[Change, ...] = ()
    versions: Mapping[str, Module] = field(default_factory=dict)
    """The whole ontology as it was, by version IRI."""

    @property
    def modules(self) -> list[Module]:
        """The modules that declare terms of the project, in the order in which they build on each other."""
        order = ["core", "events", "agreements", "claims", "time"]
        named = {module.name: module for module in self.files.values() if module.terms}
        return [named[name] for name in order if name in named]

    @property
    def alignments(self) -> list[Module]:
        """The files that map terms to those of another vocabulary."""
        return [module for module in self.files.values() if module.iri.startswith(f"{ONTOLOGY}/alignments/")]

    @property
    def shapes(self) -> list[Module]:
        """The files of shapes."""
        return [module for module in self.files.values() if module.iri.startswith(f"{SHAPES}/")]

    @cached_property
    def ontology(self) -> list[Triple]:
        """The whole ontology as one document: its own header, and what every module says but for the module's header.

        A document with several headers would leave it to its reader which of the ontologies it is.
        """
        headers = {module.iri for module in self.modules}
        parts = [self.files[ONTOLOGY], *self.modules] if ONTOLOGY in self.files else []
        said = [t for part in parts for t in part.triples if getattr(t.subject, "value", "") not in headers]
        return list(dict.fromkeys(said))

    def find(self, address: str) -> Module | None:
        """Return the file whose ontology, or whose version, has this IRI."""
        if address in self.files:
            return self.files[address]
        current = next((module for module in self.files.values() if module.version_iri == address), None)
        return current or self.versions.get(address)

    def words(self, iri: str, languages: Iterable[str]) -> str:
        """Return the label of a term in the best language, its short name where it has none."""
        term = self.terms.get(iri)
        labels = dict(term.labels) if term else {}
        best = next((labels[language] for language in (*languages, "en") if language in labels), None)
        return shorten(iri) if best is None else best


def read_library(project: Path) -> Library:
    """Read the ontology and the shapes below a folder: that of a release, or of a checkout."""
    read = {
        path: read_triples(path)
        for folder in ("ontology", "shapes")
        for path in sorted(project.glob(f"{folder}/**/*.ttl"))
    }
    before = {path: read.pop(path) for path in sorted(project.glob("ontology/versions/*.ttl"))}
    shapes = [triple for path, triples in read.items() if path.is_relative_to(project / "shapes") for triple in triples]
    asked = constraints(index(shapes))
    found = [module_of(path, triples, asked) for path, triples in read.items()]
    modules = {module.iri: module for module in found if module is not None}
    terms = {term.iri: term for module in modules.values() for term in module.terms}
    history = project / "ontology" / "CHANGES.md"
    changes = read_changes(history.read_text(encoding="utf-8")) if history.exists() else ()
    old = [module for path, triples in before.items() if (module := module_of(path, triples, {})) is not None]
    return Library(modules, terms, changes, {module.version_iri: module for module in old})


def read_triples(path: Path) -> tuple[Triple, ...]:
    """Return the triples of a Turtle file, nameless nodes numbered in order, so that two readings give the same."""
    numbers: dict[BlankNode, BlankNode] = {}

    def named(term: Any) -> Any:
        return numbers.setdefault(term, BlankNode(f"b{len(numbers)}")) if isinstance(term, BlankNode) else term

    quads = parse(path=str(path), format=RdfFormat.TURTLE)
    return tuple(Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in quads)


Index = Mapping[Any, Mapping[NamedNode, list[Any]]]


def index(triples: Iterable[Triple]) -> Index:
    """Return objects by subject and predicate."""
    by_subject: dict[Any, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        by_subject[triple.subject][triple.predicate].append(triple.object)
    return by_subject


def module_of(path: Path, triples: tuple[Triple, ...], asked: Mapping[str, tuple[Constraint, ...]]) -> Module | None:
    """Return the module that a file holds, None for a file without the header of an ontology."""
    facts = index(triples)
    ontology = next((s for s, said in facts.items() if expand("owl:Ontology") in said[RDF_TYPE]), None)
    if ontology is None:
        return None
    said = facts[ontology]
    version_iri = next(iter(said[expand("owl:versionIRI")]), ontology)
    version = next(iter(said[expand("owl:versionInfo")]), Literal(""))
    terms = [
        term_of(subject, own, asked.get(subject.value, ()))
        for subject, own in list(facts.items())
        if isinstance(subject, NamedNode)
        and subject.value.startswith(DD)
        and any(k in KINDS for k in own[RDF_TYPE])
        and own[RDFS_LABEL]  # a module that borrows a term of another only says what kind of term it is
    ]
    return Module(
        ontology.value,
        version_iri.value,
        version.value,
        path,
        texts(said[expand("dcterms:title")]),
        texts(said[expand("dcterms:abstract")]),
        triples,
        tuple(sorted(terms, key=lambda term: term.name)),
        next((node.value for node in said[expand("owl:priorVersion")]), ""),
    )


LINKS = {
    "kind of": expand("rdfs:subClassOf"),
    "refines": expand("rdfs:subPropertyOf"),
    "of": expand("rdfs:domain"),
    "to": expand("rdfs:range"),
    "inverse of": expand("owl:inverseOf"),
    "never also": expand("owl:disjointWith"),
    "replaced by": expand("dcterms:isReplacedBy"),
    "values from": NamedNode(f"{DD}valueScheme"),
}
"""What links a term to others, in words that read before the other's name."""


def term_of(subject: NamedNode, said: Mapping[NamedNode, list[Any]], asked: tuple[Constraint, ...]) -> Term:
    """Return the documentation of one term."""
    links = {
        word: tuple(o.value for o in said.get(link, ()) if isinstance(o, NamedNode)) for word, link in LINKS.items()
    }
    return Term(
        subject.value,
        next(kind for iri, kind in KINDS.items() if iri in said[RDF_TYPE]),
        texts(said.get(RDFS_LABEL, ())),
        texts(said.get(DEFINITION, ())),
        texts(said.get(EXAMPLE, ())),
        {word: iris for word, iris in links.items() if iris},
        tuple(word for iri, word in CHARACTER.items() if iri in said[RDF_TYPE]),
        asked,
        any(getattr(value, "value", "") == "true" for value in said.get(expand("owl:deprecated"), ())),
    )


def texts(values: Iterable[Any]) -> Texts:
    """Return literals as language and text, English first."""
    pairs = [(value.language or "", value.value) for value in values if isinstance(value, Literal)]
    return tuple(sorted(pairs, key=lambda pair: (pair[0] != "en", pair)))


def constraints(shapes: Index) -> dict[str, tuple[Constraint, ...]]:
    """Return what the shapes ask, by the class that they target."""
    found: dict[str, list[Constraint]] = defaultdict(list)
    for _, said in list(shapes.items()):
        for target in said.get(expand("sh:targetClass"), ()):
            for asked in said.get(expand("sh:property"), ()):
                found[target.value].append(constraint(asked, shapes[asked]))
    return {target: tuple(asked) for target, asked in found.items()}


def constraint(node: Any, said: Mapping[NamedNode, list[Any]]) -> Constraint:
    """Return one property shape as its documentation shows it."""
    path = next((o.value for o in said.get(expand("sh:path"), ()) if isinstance(o, NamedNode)), "")
    severity = next((o.value for o in said.get(expand("sh:severity"), ())), "#Violation")
    message = texts(said.get(expand("sh:message"), ())) or texts(said.get(expand("sh:description"), ()))
    return Constraint(getattr(node, "value", ""), path, severity.rpartition("#")[2], message)
