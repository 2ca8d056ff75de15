"""From an evaluated query to complete bytes, in every standard result format; runs in the worker.

pyoxigraph's serialisers write most of it. Where they would hand out a broken document, the text is escaped, or the
answer is refused, so that a 200 is always well-formed.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import orjson
from pyoxigraph import (
    BlankNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from app.engine.formats import GRAPH_WRITERS, TABLE_WRITERS
from app.namespaces import PREFIXES

NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that no XML 1.0 document can hold, not even escaped."""

NAMELESS_ELEMENT = re.compile(rb"<oxprefix:[ >/]|<rdf:(?:bagID|aboutEach|aboutEachPrefix)[ >/]")
"""What the RDF/XML serialiser writes for a predicate that has no element name, such as ``…/123``, or one withdrawn."""

NAMESPACE = re.compile(rb"<((?:[^<> /#]*+[/#])++)[^<> /#]*+>")
"""The IRI of a namespace in N-Triples; what looks like one within a literal only declares a prefix too many."""

SURE_ROW_END = re.compile(rb'\},\{"[^",:}\]]')
"""Between two rows of JSON results: inside a string no bare quote can follow, at the end of one no name."""

PREFIX_SAMPLE_BYTES = 1 << 17
"""A graph declares only the prefixes that it uses while its N-Triples have no more bytes: looking costs more then."""

BY_LINES_BYTES = 32 << 20
"""Up to so many bytes of N-Triples a graph is written from them."""


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


def write_graph(
    triples: Iterable[Triple], name: str, limit: int, again: Callable[[], Iterable[Triple]] | None = None
) -> tuple[bytes, int]:
    """Return triples in a format of ``GRAPHS``, with their number.

    They pass through N-Triples, which the engine writes without a step of ours for each of them. Where these grow long,
    that would take too much memory, and ``again`` gives the triples once more.
    """
    if name in ("nt", "nq"):
        return write_lines(triples, limit)
    try:
        lines, number = write_lines(triples, BY_LINES_BYTES)
    except TooLarge:
        return write_one_by_one(again() if again else triples, name, limit)
    body = rewrite(lines, name)
    if len(body) > limit:
        raise TooLarge(limit)
    return body, number


def write_one_by_one(triples: Iterable[Triple], name: str, limit: int) -> tuple[bytes, int]:
    """Return triples in a format of ``GRAPHS``, with their number, and nothing of them beside the answer itself."""
    spool, counter = Spool(limit), Counter()
    try:
        serialize(counter.over(triples), spool, GRAPH_WRITERS[name], prefixes=PREFIXES)  # type: ignore[arg-type]
    except OSError as error:
        if not counter.passed:
            raise  # the evaluation itself, not its writing
        raise Unwritable(str(error)) from error
    body = spool.content()
    return whole_xml(body) if name == "rdf" else body, counter.count


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


def write_lines(triples: Iterable[Triple], limit: int) -> tuple[bytes, int]:
    """Return triples as N-Triples, with their number."""
    spool = Spool(limit)
    if isinstance(triples, QueryTriples):  # writes itself, without making an object of each of them
        triples.serialize(spool, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    else:
        serialize(triples, spool, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    body = spool.content()
    if b"_:" in body:  # the engine repeats those that have a nameless node
        body = b"".join(dict.fromkeys(body.splitlines(keepends=True)))
    return body, body.count(b"\n")


def rewrite(ntriples: bytes, name: str) -> bytes:
    """Return an N-Triples text in a format of ``GRAPHS``, its statements in their order.

    Raises Unwritable where the format has no way to write one of them.
    """
    if name in ("nt", "nq"):
        return ntriples
    statements = parse(ntriples, format=RdfFormat.N_TRIPLES, lenient=True)
    try:
        body = serialize(statements, format=GRAPH_WRITERS[name], prefixes=used_prefixes(ntriples)) or b""
    except (OSError, SyntaxError, ValueError) as error:
        raise Unwritable(str(error)) from error
    return whole_xml(body) if name == "rdf" else body


def used_prefixes(ntriples: bytes) -> dict[str, str]:
    """Return the project's prefixes that some IRI of an N-Triples text can use; all of them for a long text.

    >>> used_prefixes(f'<{PREFIXES["state"]}JPN> <urn:p> "x" .'.encode())
    {'state': 'https://w3id.org/digdip/id/state/'}
    """
    if len(ntriples) > PREFIX_SAMPLE_BYTES:
        return PREFIXES
    found = {namespace.decode() for namespace in set(NAMESPACE.findall(ntriples))}
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in found}


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
