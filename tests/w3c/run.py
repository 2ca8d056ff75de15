"""The W3C's query tests over HTTP, each answer beside that of the engine in this process.

    python -m tests.w3c.run FOLDER [FOLDER …]

A folder holds manifests, as ``sparql11`` and ``sparql10`` of the W3C's rdf-tests do, at any depth.
All data of all tests is served as one file, each document a named graph; a test's dataset is chosen by the protocol's
own parameters. The exit status is 1 where the service does not say what the engine says.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
    serialize,
)

from tests.protocol.live import running

MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RESULTS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVALUATION = frozenset({"QueryEvaluationTest", "CSVResultFormatTest"})
POSITIVE = frozenset({"PositiveSyntaxTest", "PositiveSyntaxTest11"})
NEGATIVE = frozenset({"NegativeSyntaxTest", "NegativeSyntaxTest11"})
NOT_OURS = ("entailment", "http-rdf-update", "protocol", "service-description")
"""Folders that test what this endpoint does not claim, or what has tests of its own here."""

BASE = "http://w3c.test/"
"""Where the files are said to be; nothing is fetched from it."""

POLICIES = ("no-federation", "read-only")
"""What the endpoint refuses by decision: other servers, and updates. The suite has both among its queries."""

PASSED, POLICY, ENGINE, SERVICE = "passed", "refused by policy", "the engine's own", "failed"


@dataclass(frozen=True)
class Test:
    """One test of a manifest; files are given by their IRIs."""

    name: str
    kind: str
    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: str | None
    lax: bool


class Manifest:
    """The tests that a manifest lists."""

    def __init__(self, path: Path, root: Path) -> None:
        self._store = Store()
        self._store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=iri_of(path, root))

    def tests(self) -> Iterator[Test]:
        """Yield the tests in the manifest's order, those of updates left out."""
        for entries in self._objects(None, MANIFEST + "entries"):
            for node in self._list(entries):
                kinds = {value.value.removeprefix(MANIFEST) for value in self._objects(node, RDF + "type")}
                for kind in kinds & (EVALUATION | POSITIVE | NEGATIVE):
                    yield self._test(node, kind)

    def _test(self, node: Any, kind: str) -> Test:
        (action,) = self._objects(node, MANIFEST + "action")
        query = action if isinstance(action, NamedNode) else self._objects(action, QUERY + "query")[0]
        cardinality = self._objects(node, MANIFEST + "resultCardinality")
        result = self._objects(node, MANIFEST + "result")
        return Test(
            name=f"{query.value.removeprefix(BASE).rpartition('/')[0]}/{node.value.rpartition('#')[2]}",
            kind=kind,
            query=query.value,
            default=tuple(graph.value for graph in self._objects(action, QUERY + "data")),
            named=tuple(graph.value for graph in self._objects(action, QUERY + "graphData")),
            result=result[0].value if result else None,
            lax=bool(cardinality) and cardinality[0].value.endswith("LaxCardinality"),
        )

    def _objects(self, subject: Any, predicate: str) -> list[Any]:
        return [quad.object for quad in self._store.quads_for_pattern(subject, NamedNode(predicate), None)]

    def _list(self, node: Any) -> Iterator[Any]:
        while node != NamedNode(RDF + "nil"):
            yield self._objects(node, RDF + "first")[0]
            (node,) = self._objects(node, RDF + "rest")


def iri_of(path: Path, root: Path) -> str:
    """Return the IRI that stands for a file."""
    return BASE + path.relative_to(root).as_posix()


def read_documents(iris: Iterable[str], root: Path) -> list[Quad]:
    """Return the content of RDF files, each in the graph of its own IRI, blank nodes apart."""
    quads = []
    for iri in sorted(set(iris)):
        path = root / iri.removeprefix(BASE)
        format = RdfFormat.from_extension(path.suffix[1:]) or RdfFormat.TURTLE
        triples = parse(path=str(path), format=format, base_iri=iri, rename_blank_nodes=True)
        quads += [Quad(quad.subject, quad.predicate, quad.object, NamedNode(iri)) for quad in triples]
    return quads


Outcome = tuple[str, Any]
"""A kind of answer (``boolean``, ``rows``, ``triples``, ``syntax``, ``error``) and what can be compared of it."""


def outcome(result: Any, lax: bool) -> Outcome:
    """Return an answer in a form that is equal for equal answers, whatever blank nodes are called."""
    if isinstance(result, QueryBoolean):
        return "boolean", bool(result)
    if isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        rows = [{name: row[name] for name in names if row[name] is not None} for row in result]
        return "rows", canonical_rows(rows, lax)
    return "triples", canonical(Quad(*triple) for triple in result)


def canonical_rows(rows: list[dict[str, Any]], lax: bool) -> str:
    """Return rows as text: a blank node for each, a quad for each value. Lax: repetitions do not count."""
    if lax:
        rows = list({tuple(sorted((name, str(value)) for name, value in row.items())): row for row in rows}.values())
    quads = [Quad(BlankNode(), NamedNode("urn:row"), Literal(len(rows)))]
    for row in rows:
        node = BlankNode()
        quads.append(Quad(node, NamedNode("urn:row"), Literal(True)))
        quads += [Quad(node, NamedNode(f"urn:{name}"), value) for name, value in row.items()]
    return canonical(quads)


def canonical(quads: Iterable[Quad]) -> str:
    """Return quads as sorted text, with canonical names for blank nodes and literals as the engine's store has them."""
    dataset = Dataset(store_of(quads))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return "\n".join(sorted(map(str, dataset)))


def store_of(quads: Iterable[Quad]) -> Store:
    """Return a store with quads, which writes literals in its own way."""
    store = Store()
    store.extend(quads)
    return store


def expected(test: Test, root: Path) -> Outcome:
    """Return what the manifest's result file says."""
    assert test.result is not None
    path = root / test.result.removeprefix(BASE)
    if format := QueryResultsFormat.from_extension(path.suffix[1:]):
        return outcome(parse_query_results(path.read_bytes(), format=format), test.lax)
    triples = [
        quad.triple
        for quad in parse(path=str(path), format=RdfFormat.from_extension(path.suffix[1:]), base_iri=test.result)  # type: ignore[arg-type]
    ]
    if any(triple.object == NamedNode(RESULTS + "ResultSet") for triple in triples):
        return from_result_set(triples, test.lax)
    return "triples", canonical(Quad(*triple) for triple in triples)


def from_result_set(triples: list[Any], lax: bool) -> Outcome:
    """Return what a result set written in RDF says."""
    by_predicate: dict[str, list[Any]] = {}
    for triple in triples:
        by_predicate.setdefault(triple.predicate.value.removeprefix(RESULTS), []).append(triple)
    if "boolean" in by_predicate:
        return "boolean", by_predicate["boolean"][0].object.value == "true"
    names = {triple.subject: triple.object.value for triple in by_predicate.get("variable", [])}
    values = {triple.subject: triple.object for triple in by_predicate.get("value", [])}
    bound: dict[Any, list[Any]] = {}
    for triple in by_predicate.get("binding", []):
        bound.setdefault(triple.subject, []).append(triple.object)
    rows = [
        {names[binding]: values[binding] for binding in bound.get(triple.object, []) if binding in values}
        for triple in by_predicate.get("solution", [])
    ]
    return "rows", canonical_rows(rows, lax)


class Comparison:
    """One service and one store with the same data."""

    def __init__(self, client: httpx.Client, store: Store, root: Path) -> None:
        self._client = client
        self._store = store
        self._root = root

    def judge(self, test: Test) -> tuple[str, str]:
        """Return a verdict on a test, and a sentence about it."""
        query = (self._root / test.query.removeprefix(BASE)).read_text(encoding="utf-8")
        text = f"BASE <{test.query}>\n{query}"
        here, there = self._ask_engine(test, text), self._ask_service(test, text)
        if there[0] == "policy" and there[1] in POLICIES:
            return POLICY, there[1]
        if not agree(here, there, csv=test.kind == "CSVResultFormatTest"):
            return SERVICE, f"engine {here[0]} {str(here[1])[:200]!r}, service {there[0]} {str(there[1])[:200]!r}"
        return (PASSED, "") if self._is_right(test, here) else (ENGINE, here[0])

    def _is_right(self, test: Test, here: Outcome) -> bool:
        if test.kind in NEGATIVE:
            return here[0] == "syntax"
        if test.kind in POSITIVE:
            return here[0] not in ("syntax", "error")
        return test.kind == "CSVResultFormatTest" or here == expected(test, self._root)

    def _ask_engine(self, test: Test, text: str) -> Outcome:
        chosen = test.default or test.named
        try:
            result = self._store.query(
                text,
                default_graph=[NamedNode(graph) for graph in test.default] if chosen else None,
                named_graphs=[NamedNode(graph) for graph in test.named] if chosen else None,
            )
            return outcome(result, test.lax)
        except SyntaxError:
            return "syntax", ""
        except (OSError, RuntimeError, ValueError) as error:
            return "error", str(error)

    def _ask_service(self, test: Test, text: str) -> Outcome:
        params = [("default-graph-uri", graph) for graph in test.default]
        params += [("named-graph-uri", graph) for graph in test.named]
        accept = "application/sparql-results+json, application/n-triples"
        if test.kind == "CSVResultFormatTest":
            accept = "text/csv" if (test.result or "").endswith(".csv") else "text/tab-separated-values"
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        response = self._client.post("/sparql", params=params, content=text.encode(), headers=headers)
        media_type = response.headers["content-type"].partition(";")[0]
        if response.status_code != 200:
            return refusal(response)
        if media_type == "application/n-triples":
            return outcome((quad.triple for quad in parse(response.content, format=RdfFormat.N_TRIPLES)), test.lax)
        if media_type == "text/csv":
            return "csv", response.content
        format = QueryResultsFormat.from_media_type(media_type)
        assert format is not None, media_type
        return outcome(parse_query_results(response.content, format=format), test.lax)


def refusal(response: httpx.Response) -> Outcome:
    """Return an answer that is an error: of policy, of syntax, or another."""
    problem = response.json()
    if "policy" in problem:
        return "policy", problem["policy"]
    if response.status_code == 400 and "does not parse" in problem["title"]:
        return "syntax", ""
    return "error", f"{response.status_code} {problem['detail']}"


def agree(here: Outcome, there: Outcome, *, csv: bool) -> bool:
    """Return whether service and engine say the same; errors of evaluation agree whatever their words."""
    if here[0] == there[0] == "error":
        return True
    if csv and there[0] == "csv":  # carries no types, so that only its presence can be compared
        return here[0] == "rows" and bool(there[1])
    return here == there


def manifests(folders: Iterable[Path], root: Path) -> list[Path]:
    """Return the manifests in folders and below that are ours to pass."""
    found = {path for folder in folders for path in folder.rglob("manifest.ttl")}
    return sorted(path for path in found if not set(path.relative_to(root).parts) & set(NOT_OURS))


def compare(folders: list[Path]) -> list[tuple[Test, str, str]]:
    """Return each test of the manifests with its verdict and a sentence about it."""
    root = Path(*common_parts([folder.resolve() for folder in folders]))
    tests = [
        test
        for path in manifests([folder.resolve() for folder in folders], root)
        for test in Manifest(path, root).tests()
    ]
    documents = [graph for test in tests for graph in (*test.default, *test.named)]
    quads = read_documents(documents + mentioned(tests, root), root)
    store = store_of(quads)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nq"
        data.write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
        with running("--data", str(data)) as live, httpx.Client(base_url=live.address, timeout=60) as client:
            comparison = Comparison(client, store, root)
            return [(test, *comparison.judge(test)) for test in tests]


def common_parts(paths: list[Path]) -> Iterator[str]:
    """Yield the parts that the paths of all parents share."""
    for parts in zip(*(path.parent.parts for path in paths), strict=False):
        if len(set(parts)) > 1:
            return
        yield parts[0]


def mentioned(tests: list[Test], root: Path) -> list[str]:
    """Return the files beside the queries of tests that bring no data: such queries name their graphs by FROM."""
    folders = {(root / test.query.removeprefix(BASE)).parent for test in tests if not test.default and not test.named}
    return [iri_of(path, root) for folder in folders for path in folder.glob("data*.ttl")]


def main() -> None:
    """Compare, and print what did not pass."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders with manifests")
    judged = compare(parser.parse_args().folders)
    for test, verdict, remark in judged:
        if verdict != PASSED:
            print(f"{verdict:18} {test.name} {remark}")
    counts = Counter(verdict for _, verdict, _ in judged)
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    sys.exit(1 if counts[SERVICE] or not judged else 0)


if __name__ == "__main__":
    main()
