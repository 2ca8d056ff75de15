"""Dossiers and reference files (YAML-LD) become quads: every key, value and name is checked, then read as JSON-LD.

The contract of the files is ``data/FORMAT.md``. A file that is wrong in any way gives a list of problems that name
file, line, record, field and repair, and no quads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from app.build.context import SECTIONS, context_of
from app.build.dates import with_bounds
from app.build.shorthand import SLUG, expand_shorthands
from app.build.values import ValueProblem, check_value
from app.build.vocabulary import Vocabulary
from app.build.yamlfile import JsonPath, YamlFile, parse_yaml, read_yaml
from app.errors import DataError, Problem
from app.namespaces import ENTITY_KINDS, ID, expand, source_graph
from app.terms import statements

MENTION_KEYS = {"id", "type", "label", "altLabel", "definition", "evidence"}
"""What may be said of a thing that a document only mentions: its name, and where."""
SOURCE_ONLY = {*SECTIONS, "claims"}


@dataclass(frozen=True)
class Use:
    """One place where a file names a resource that must be declared somewhere."""

    iri: str
    line: int
    record: str
    field: str


@dataclass(frozen=True)
class Document:
    """One file as read: its quads, all in one named graph, and where each record and each reference stands."""

    name: str
    graph: NamedNode
    source: NamedNode | None
    quads: tuple[Quad, ...]
    lines: Mapping[str, int]
    uses: tuple[Use, ...]


def read_document(
    path: Path,
    graph: NamedNode | None,
    vocabulary: Vocabulary,
    context: dict[str, Any],
    name: str,
    data: bytes | None = None,
) -> Document:
    """Read one file into its graph; ``graph`` None means a dossier, whose graph follows from its id.

    ``context`` is the project's context; ``data`` the bytes of the file where they were read before. Raises DataError
    with every problem found.
    """
    file = read_yaml(path, name) if data is None else parse_yaml(data, name)
    if not isinstance(file.tree, dict):
        raise DataError([Problem(name, "is not a record", "start with `id:` and `type:`, see data/FORMAT.md", 1)])
    reader = _Reader(file, vocabulary)
    if graph is None:
        reader.check_dossier(path.stem)
    elif set(file.tree) != {"resources"}:
        reader.problem((), "", "has keys beside `resources`", "put every record under `resources:`")
    tree = reader.node(file.tree, (), path.stem)
    reader.check_unique()
    if reader.problems:
        raise DataError(reader.problems)
    source = expand(tree["id"]) if graph is None else None
    graph = graph or source_graph(expand(tree["id"]))
    quads = _quads(tree, context, graph, name)
    if lost := reader.records.keys() - {item.subject.value for item in statements(quads)}:
        raise DataError([Problem(name, f"{_short(min(lost))} says nothing", "describe it, or leave it out")])
    return Document(name, graph, source, with_bounds(quads), reader.records, tuple(reader.uses))


def _quads(tree: dict[str, Any], context: dict[str, Any], graph: NamedNode, name: str) -> tuple[Quad, ...]:
    """Read the checked tree as JSON-LD."""
    data = orjson.dumps({"@context": context_of(tree, context), **tree})
    try:
        found = [Quad(q.subject, q.predicate, q.object, graph) for q in parse(data, format=RdfFormat.JSON_LD)]
    except (SyntaxError, ValueError) as error:
        raise DataError([Problem(name, f"is not JSON-LD: {error}", "see data/FORMAT.md")]) from error
    blank = any(isinstance(term, BlankNode) for quad in found for term in (quad.subject, quad.object))
    if blank:
        raise DataError([Problem(name, "has a record without an IRI", "give every record an `id`")])
    return tuple(dict.fromkeys(found))


def check_references(documents: Iterable[Document], declared: frozenset[str]) -> list[Problem]:
    """Return a problem for every name that no file declares; ``declared`` are the IRIs that have a type somewhere."""
    problems = []
    for document in documents:
        for use in document.uses:
            if use.iri.startswith(ID) and use.iri not in declared:
                near = get_close_matches(use.iri, declared, n=1, cutoff=0.8)
                hint = f", or did you mean {_short(near[0])}?" if near else ""
                problems.append(
                    Problem(
                        document.name,
                        f"{_short(use.iri)} is not declared anywhere",
                        f"describe it here or under data/reference/{hint}",
                        use.line,
                        use.record,
                        use.field,
                    )
                )
    return problems


def _short(iri: str) -> str:
    return iri.removeprefix(ID).replace("/", ":", 1)


@dataclass
class _Reader:
    """Walks one file, collects problems, and returns the tree with its shorthands expanded."""

    file: YamlFile
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    repeated: list[tuple[str, JsonPath]] = field(default_factory=list)

    def problem(self, path: JsonPath, record: str, message: str, repair: str, key: str | None = None) -> None:
        self.problems.append(Problem(self.file.name, message, repair, self.file.line(path), record or None, key))

    def check_dossier(self, stem: str) -> None:
        """A dossier is named for its source, and its claims for the dossier."""
        tree = self.file.tree
        if tree.get("id") != f"source:{stem}":
            self.problem(("id",), "", "the id does not match the file", f"write `id: source:{stem}`", "id")
        claims = tree.get("claims", [])
        for index, claim in enumerate(claims if isinstance(claims, list) else []):
            name = str(claim.get("id", "")) if isinstance(claim, dict) else ""
            number = name.removeprefix(f"claim:{stem}-")
            if name and (number == name or not number.isdigit()):
                path = ("claims", index, "id")
                self.problem(path, name, "a claim is named for its source", f"write `claim:{stem}-<number>`", "id")

    def check_unique(self) -> None:
        """One record, one place: the second is a slip or belongs into the first."""
        for name, path in self.repeated:
            self.problem(path, name, "is described twice in this file", "merge the two, or give one another id", "id")

    def node(
        self, node: dict[str, Any], path: JsonPath, source: str, owner: str = "", minted: bool = False
    ) -> dict[str, Any]:
        """Check one record and return it expanded; a ``minted`` one was named by its content and may come again."""
        name = node.get("id", "") or owner
        result: dict[str, Any] = {}
        for key, value in node.items():
            checked = self._entry(node, key, value, (*path, key), source, str(name))
            if checked is not None:
                result[key] = checked
        if "id" in result:
            self._remember(str(result["id"]), path, minted)
        return result

    def _remember(self, name: str, path: JsonPath, minted: bool) -> None:
        iri = expand(name).value if ":" in name and name.split(":")[0] in ENTITY_KINDS else name
        if iri in self.records and not minted:
            self.repeated.append((name, path))
        self.records.setdefault(iri, self.file.line(path))

    def _entry(self, node: dict[str, Any], key: str, value: Any, path: JsonPath, source: str, name: str) -> Any:
        if value is None or value == [] or value == {}:
            self.problem(path, name, "is empty", "leave the key out; absent is absent", key)
        elif key == "id":
            return self._id(value, path)
        elif key == "type":
            return self._type(value, path, name)
        elif key in SOURCE_ONLY or key == "resources":
            return self._section(key, value, path, source)
        elif key not in self.vocabulary.properties:
            self._unknown_key(key, path, name)
        else:
            return self._values(node, key, value, path, source, name)
        return None

    def _id(self, value: Any, path: JsonPath) -> Any:
        kind, _, slug = str(value).partition(":")
        if kind not in ENTITY_KINDS or not SLUG.fullmatch(slug):
            repair = "write <kind>:<words-and-hyphens>, with a kind from data/FORMAT.md"
            self.problem(path, str(value), "is not a name in this graph", repair, "id")
            return None
        return value

    def _type(self, value: Any, path: JsonPath, name: str) -> Any:
        for item in value if isinstance(value, list) else [value]:
            if item not in self.vocabulary.classes and item != "TextPositionSelector":
                near = get_close_matches(str(item), self.vocabulary.classes, n=1)
                repair = f"did you mean {near[0]}?" if near else "use a class of the ontology, see docs/ontologist.md"
                self.problem(path, name, f"{item} is not a class", repair, "type")
        return value

    def _unknown_key(self, key: str, path: JsonPath, name: str) -> None:
        near = get_close_matches(key, self.vocabulary.properties, n=1)
        repair = f"did you mean {near[0]}?" if near else "use a property of the ontology, see docs/ontologist.md"
        self.problem(path, name, f"{key} is not a property", repair, key)

    def _section(self, key: str, value: Any, path: JsonPath, source: str) -> Any:
        if len(path) != 1:
            self.problem(path, "", f"`{key}:` stands inside a record", f"move `{key}:` to the top level", key)
            return None
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problem(path, "", "is not a list of records", "start every record with `- id:`", key)
            return None
        result = []
        for index, item in enumerate(value):
            here = (*path, index)
            if "id" not in item:
                self.problem(here, "", f"a record under `{key}:` has no id", "give it an `id`", "id")
            if key == "mentions":
                self._check_mention(item, here)
            result.append(self.node(item, here, source))
        return result

    def _check_mention(self, item: dict[str, Any], path: JsonPath) -> None:
        for key in item.keys() - MENTION_KEYS:
            repair = "state it as a claim, or move the record to `reports:` if it is realised"
            self.problem((*path, key), str(item.get("id", "")), "a mention only names a thing", repair, key)

    def _values(self, node: dict[str, Any], key: str, value: Any, path: JsonPath, source: str, name: str) -> Any:
        item = self.vocabulary.properties[key]
        value, nested = expand_shorthands(key, value, node, source)
        values = value if isinstance(value, list) else [value]
        if item.functional and len(values) > 1:
            self.problem(path, name, "has several values", "keep one here; state the others as claims", key)
        result = []
        for index, one in enumerate(values):
            here = (*path, index) if isinstance(value, list) else path
            if isinstance(one, dict) and item.reads == "@id":
                result.append(self._nested(one, here, source, name, key, nested))
            else:
                result.append(self._scalar(node, key, one, here, name))
        return result if isinstance(value, list) else result[0]

    def _nested(
        self, node: dict[str, Any], path: JsonPath, source: str, name: str, key: str, minted: bool
    ) -> dict[str, Any]:
        if "id" not in node:
            self.problem(path, name, "a record inside has no id", "give it an `id`, or what its name is made from", key)
        if key == "evidence" and minted and expand(node["id"]).value in self.records:
            return {"id": node["id"]}  # the same passage again
        return self.node(node, path, source, name, minted)

    def _scalar(self, node: dict[str, Any], key: str, value: Any, path: JsonPath, name: str) -> Any:
        try:
            result, used = check_value(key, value, node, self.vocabulary)
        except ValueProblem as problem:
            self.problem(path, name, problem.message, problem.repair, key)
            return None
        self.uses += [Use(iri, self.file.line(path), name, key) for iri in used]
        return result
