"""Validation: the shapes (SHACL, by pyshacl) and the report queries, over the curated graph.

A shape looks at one record; a report query looks at the whole dataset with its named graphs, and each row it returns is
a failure: ``?record`` and ``?message``. Both give the same kind of result. A report whose header says ``listing: true``
is for people to read: its rows are no failures, and it is not run here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from app.build.corpus import Corpus
from app.build.forked import processors, share
from app.build.shapes import CuratedGraph, aimed, find_targets, flattened, read_shapes, run
from app.errors import BuildError, Problem
from app.namespaces import shorten
from app.queries import read_query
from app.terms import select

SEVERITIES = ("Violation", "Warning", "Info")
WORTH_A_PROCESS = 50_000
"""So many pairs of shape and focus node take longer than to start a process for them."""


@dataclass(frozen=True, order=True)
class Result:
    """One validation result, in SHACL's own terms; ``messages`` are (language, text) pairs, English first."""

    severity: str
    focus: str
    path: str
    value: str
    shape: str
    messages: tuple[tuple[str, str], ...]

    @property
    def message(self) -> str:
        """The English message, or the first there is."""
        return dict(self.messages).get("en", self.messages[0][1] if self.messages else "")


def validate(store: Store, root: Path, focus: Iterable[str] | None = None) -> list[Result]:
    """Return every result of shapes and reports, sorted, violations first.

    ``focus`` limits the answer to these records (IRIs).
    """
    wanted = None if focus is None else frozenset(focus)
    results = {*run_shapes(store, read_shapes(root), wanted), *run_reports(store, root / "queries" / "reports")}
    kept = [item for item in results if wanted is None or item.focus in wanted]
    return sorted(kept, key=lambda item: (SEVERITIES.index(item.severity), item))


def run_shapes(store: Store, shapes: Graph, focus: Collection[str] | None = None) -> set[Result]:
    """Run pyshacl over the default graph of the store, divided among the processors where it is large.

    ``focus`` limits the answer to these records; nested shapes see the whole graph all the same.
    """
    data, flat = CuratedGraph(store), flattened(shapes)
    targets = find_targets(data, flat, focus)
    count = sum(map(len, targets.values()))
    parts = min(processors(), 1 + count // WORTH_A_PROCESS)

    def work(part: int) -> set[Result]:
        part_of = {shape: nodes[part::parts] for shape, nodes in targets.items()}
        report = run(data, aimed(flat, part_of))
        return {_result(report, shapes, node) for node in report.objects(None, SH.result)}

    return set().union(*share(parts, work))


def _result(report: Graph, shapes: Graph, node: Node) -> Result:
    def one(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None or isinstance(value, BNode) else str(value)

    shape = report.value(node, SH.sourceShape)
    written = list(shapes.objects(shape, SH.message)) or list(report.objects(node, SH.resultMessage))
    messages = tuple(sorted((str(getattr(text, "language", "") or "en"), str(text)) for text in written))
    severity = one(SH.resultSeverity).removeprefix(str(SH))
    return Result(severity, one(SH.focusNode), one(SH.resultPath), one(SH.value), str(shape), messages)


def run_reports(store: Store, folder: Path) -> set[Result]:
    """Run every report query over the whole store; a row is a failure."""
    found = set()
    for path in sorted(folder.glob("*.rq")):
        query = read_query(path)
        if query.header.get("listing"):
            continue
        severity = str(query.header.get("severity", "Violation"))
        for row in select(store, query.text):
            record, message = row["record"], row["message"]
            if not isinstance(record, NamedNode) or not isinstance(message, Literal):
                raise BuildError(f"report {path.name}: ?record must be an IRI and ?message a literal")
            found.add(Result(severity, record.value, "", "", f"report:{path.stem}", (("en", message.value),)))
    return found


def as_problem(result: Result, corpus: Corpus) -> Problem:
    """Return a result as a problem with the file and line of its record."""
    file, line = corpus.place_of(result.focus)
    field = shorten(result.path).partition(":")[2] or None
    value = f" (found: {shorten(result.value)})" if result.value not in ("", result.focus) else ""
    shape = result.shape if result.shape.startswith("report:") else shorten(result.shape)
    message = f"does not meet {shape}{value}"
    return Problem(file or "the fused graph", message, result.message, line, shorten(result.focus), field)


def as_text(results: Sequence[Result], corpus: Corpus) -> str:
    """Return the report for people: counts, then every result by severity."""
    lines = [f"{sum(r.severity == name for r in results)} results of severity {name}" for name in SEVERITIES]
    for severity in SEVERITIES:
        chosen = [result for result in results if result.severity == severity]
        lines += ["", f"== {severity} ==", *(str(as_problem(result, corpus)) for result in chosen)] if chosen else []
    return "\n".join(lines) + "\n"


def as_turtle(results: Sequence[Result]) -> str:
    """Return the report as SHACL in Turtle, in the order of the results, so that two builds give the same bytes."""
    blocks = [
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n",
        f"[] a sh:ValidationReport ;\n    sh:conforms {str(not _violations(results)).lower()}",
    ]
    for result in results:
        facts = [
            f"sh:resultSeverity sh:{result.severity}",
            f"sh:focusNode {NamedNode(result.focus)}",
            *([f"sh:resultPath {NamedNode(result.path)}"] if result.path else []),
            *([f"sh:value {_term(result.value)}"] if result.value else []),
            f"sh:sourceShape {_term(result.shape)}",
            *(f"sh:resultMessage {Literal(text, language=tag)}" for tag, text in result.messages),
        ]
        blocks.append(" ;\n    sh:result [ a sh:ValidationResult ; " + " ; ".join(facts) + " ]")
    return blocks[0] + "".join(blocks[1:]) + " .\n"


def _term(text: str) -> str:
    return str(NamedNode(text)) if text.startswith(("http:", "https:")) else str(Literal(text))


def _violations(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.severity == "Violation"]


def problems(results: Sequence[Result], corpus: Corpus) -> list[Problem]:
    """Return the violations as problems; warnings and remarks only stand in the report."""
    return [as_problem(result, corpus) for result in _violations(results)]
