"""From an evaluated query to complete bytes, in every standard result format; runs in the worker.

pyoxigraph's serialisers write most of it. Where they would hand out a broken document, the text is escaped, or the
answer is refused, so that a 200 is always well-formed.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import orjson
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from app.engine.formats import GRAPH_WRITERS, TABLE_WRITERS
from app.namespaces import PREFIXES, expand

NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that no XML 1.0 document can hold, not even escaped."""

NAMELESS_ELEMENT = re.compile(rb"<oxprefix:[ >/]")
"""What the RDF/XML serialiser writes for a predicate that has no element name, such as ``…/123``."""

IRI = re.compile(rb"<([^<> ]+)>")
"""An IRI of N-Triples; what looks like one within a literal only declares a prefix too many."""

SURE_ROW_END = re.compile(rb'\},\{"[^",:}\]]')
"""Between two rows of JSON results: inside a string no bare quote can follow, at the end of one no name."""

PREFIX_SAMPLE = 5_000
"""Up to this many triples, a Turtle answer declares only the prefixes that it uses; beyond, looking costs too much."""

UNWRITTEN = frozenset({expand("xsd:string"), expand("rdf:langString")})
"""Datatypes that Turtle leaves out."""

PREFIX_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}


class TooLarge(Exception):
    """The answer passed the bound while it was written; carries the bound in bytes."""


class Unwritable(Exception):
    """The chosen format has no way to write this answer; carries the reason."""


class Misquoted(Exception):
    """The engine left an IRI with a comma without quotes in its CSV, so that the row seems to have a column more."""


class Spool:
    """A bounded buffer that serialisers write to; passing the bound ends the evaluation at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, part: bytes) -> int:
        """Keep a part; raises TooLarge when the whole would pass the bound."""
        self._size += len(part)
        if self._size > self._limit:
            raise TooLarge(self._limit)
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing; serialisers call it at their end."""

    def content(self) -> bytes:
        """Return everything written so far."""
        return b"".join(self._parts)


def write_table(result: QuerySolutions | QueryBoolean, name: str, limit: int) -> tuple[bytes, int]:
    """Return a SELECT or ASK result in a format of ``TABLES``, with its number of rows (1 for ASK).

    Raises Misquoted where the engine's CSV is wrong: ``app.engine.quoting`` makes it from the JSON of another run.
    """
    spool = Spool(limit)
    columns = len(result.variables) if isinstance(result, QuerySolutions) else 0
    result.serialize(spool, format=TABLE_WRITERS[name])  # type: ignore[arg-type]
    body = spool.content()
    if name == "xml":
        body = safe_xml(body)
    if isinstance(result, QueryBoolean):
        return body, 1
    rows = count_rows(body, name)
    if name == "csv" and columns and bare(body).count(b",") != (rows + 1) * (columns - 1):
        raise Misquoted
    return body, rows


def bare(body: bytes) -> bytes:
    """Return what stands outside the quotes of a text in which every quote opens or closes.

    >>> bare(b'x,y\\r\\n"a,b",1\\r\\n')
    b'x,y\\r\\n,1\\r\\n'
    """
    return b"".join(body.split(b'"')[::2])


def without_columns(result: QuerySolutions, names: Iterable[str], limit: int) -> QuerySolutions:
    """Return the same rows without some of their variables."""
    spool = Spool(limit)
    result.serialize(spool, format=QueryResultsFormat.JSON)  # type: ignore[arg-type]
    table = orjson.loads(spool.content())
    dropped = set(names)
    table["head"]["vars"] = [name for name in table["head"]["vars"] if name not in dropped]
    for row in table["results"]["bindings"]:
        for name in dropped & row.keys():
            del row[name]
    narrower = parse_query_results(orjson.dumps(table), format=QueryResultsFormat.JSON)
    assert isinstance(narrower, QuerySolutions)
    return narrower


def write_graph(triples: Iterable[Triple], name: str, limit: int) -> tuple[bytes, int]:
    """Return triples in a format of ``GRAPHS``, with their number."""
    if name == "nt":
        return write_lines(triples, limit)
    spool, counter = Spool(limit), Counter()
    triples, prefixes = with_prefixes(triples) if name in ("ttl", "trig", "rdf") else (triples, None)
    try:
        serialize(counter.over(triples), spool, GRAPH_WRITERS[name], prefixes=prefixes)  # type: ignore[arg-type]
    except OSError as error:
        if not counter.passed:
            raise  # the evaluation itself, not its writing
        raise Unwritable(str(error)) from error
    body = spool.content()
    return whole_xml(body) if name == "rdf" else body, counter.count


def write_lines(triples: Iterable[Triple], limit: int) -> tuple[bytes, int]:
    """Return triples as N-Triples, with their number, and without a step of ours for each: descriptions are made so."""
    spool = Spool(limit)
    serialize(triples, spool, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    body = spool.content()
    if b"_:" in body:  # the engine repeats those that have a nameless node
        body = b"".join(dict.fromkeys(body.splitlines(keepends=True)))
    return body, body.count(b"\n")


def rewrite(ntriples: bytes, name: str) -> bytes:
    """Return an N-Triples text in a format of ``GRAPHS``, its statements in their order."""
    if name in ("nt", "nq"):
        return ntriples
    iris = (match.decode() for match in set(IRI.findall(ntriples)))
    found = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    prefixes = {prefix: namespace for namespace, prefix in PREFIX_BY_NAMESPACE.items() if namespace in found}
    statements = parse(ntriples, format=RdfFormat.N_TRIPLES)
    body = serialize(statements, format=GRAPH_WRITERS[name], prefixes=prefixes) or b""
    return whole_xml(body) if name == "rdf" else body


class Counter:
    """Counts what passes through it, each triple once: the engine repeats those that have a nameless node."""

    def __init__(self) -> None:
        self.count = 0
        self.passed = True
        """Whether the last triple that was asked for arrived; False while the engine evaluates."""
        self._seen: set[Triple] = set()

    def over(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield the same triples, counted."""
        self.passed = False
        for triple in triples:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                if triple in self._seen:
                    continue
                self._seen.add(triple)
            self.count += 1
            self.passed = True
            yield triple
            self.passed = False
        self.passed = True


def whole_xml(body: bytes) -> bytes:
    """Return RDF/XML as every parser reads it; raises Unwritable where there is none."""
    if NAMELESS_ELEMENT.search(body):
        raise Unwritable("a property's IRI does not end in an XML name, so RDF/XML cannot write it")
    return safe_xml(body)


def safe_xml(body: bytes) -> bytes:
    """Return XML whose carriage returns survive reading; raises Unwritable on characters that XML lacks.

    >>> safe_xml(b"<a>x\\ry</a>")
    b'<a>x&#13;y</a>'
    """
    if NOT_IN_XML.search(body):
        raise Unwritable("a literal holds a control character, which XML cannot represent")
    return body.replace(b"\r", b"&#13;")


def count_rows(body: bytes, name: str) -> int:
    """Return the number of rows in a serialised SELECT result, counted without parsing where that is exact.

    >>> count_rows(b'a\\r\\n"x\\r\\ny"\\r\\nz\\r\\n', "csv")
    2
    """
    if name == "xml":
        return body.count(b"<result>")
    if name == "tsv":
        return body.count(b"\n") - 1
    if name == "csv":
        return bare(body).count(b"\r\n") - 1
    ends = body.count(b"},{")
    if ends != len(SURE_ROW_END.findall(body)):
        ends = bare(body.replace(b"\\\\", b"").replace(b'\\"', b"")).count(b"},{")
    return ends + (b'"bindings":[{' in body)


def with_prefixes(triples: Iterable[Triple]) -> tuple[Iterable[Triple], dict[str, str]]:
    """Return the same triples and the prefixes to declare for them."""
    triples = iter(triples)
    head = list(islice(triples, PREFIX_SAMPLE + 1))
    if len(head) > PREFIX_SAMPLE:
        return chain(head, triples), PREFIXES
    return head, used_prefixes(head)


def used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the project's prefixes that some IRI of these triples can use.

    >>> used_prefixes([Triple(NamedNode(PREFIXES["state"] + "JPN"), NamedNode("urn:p"), Literal("x"))])
    {'state': 'https://w3id.org/digdip/id/state/'}
    """
    iris: set[str] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                iris.add(term.value)
            elif isinstance(term, Literal) and term.datatype not in UNWRITTEN:
                iris.add(term.datatype.value)
    namespaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {prefix: namespace for namespace, prefix in sorted(PREFIX_BY_NAMESPACE.items()) if namespace in namespaces}
