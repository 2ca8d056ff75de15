"""Reading a SPARQL 1.1 Protocol query operation from a request: GET; POST or QUERY of a form or of the query itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse
from starlette.requests import Request
from werkzeug.http import parse_options_header

from app.api.failures import BadRequest, CredentialRequired, RequestTooLarge, UnsupportedMediaType
from app.namespaces import PREFIXES

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
WITH_BODY = ("POST", "QUERY")
MAX_FIELDS = 1_000
"""Parameters of one request; more are a mistake or an attack on the parser."""

FORM_OVERHEAD = 3
"""Percent-encoding makes a byte three."""

PREFIX_HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
BARE_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Operation:
    """What a client asked: the query (None at the bare endpoint), its dataset, format and bound terms."""

    query: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str | None
    terms: dict[str, str]


async def read_operation(request: Request, max_bytes: int) -> Operation:
    """Return the operation of a request; raises an error of ``app.api.failures`` where the protocol is broken."""
    fields = read_fields(request.scope["query_string"])
    posted = request.method in WITH_BODY
    if posted:
        check_coding(request.headers.get("content-encoding", "identity"))
        media_type, options = parse_options_header(request.headers.get("content-type", ""))
        media_type = media_type.lower()
        check_body_type(media_type, options.get("charset", "utf-8"))
        body = await read_body(request, max_bytes * (FORM_OVERHEAD if media_type == FORM else 1))
        if media_type == FORM:
            fields += read_fields(body)
        else:
            fields.append(("query", decode(body)))
        if not any(name in ("query", "update") for name, _ in fields):
            raise BadRequest(f"A {request.method} needs the parameter query.")
    return to_operation(fields, posted=posted)


def check_body_type(media_type: str, charset: str) -> None:
    """Refuse a body that is not one of the protocol's two for queries, in UTF-8."""
    if media_type == UPDATE:
        raise no_update()
    if media_type not in (FORM, QUERY):
        detail = f"A query is posted as {QUERY} or {FORM}, not as {media_type or 'nothing stated'}."
        raise UnsupportedMediaType(detail, headers={"Accept-Post": f"{QUERY}, {FORM}"})
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"Queries are read as UTF-8, not as {charset}.")


def check_coding(coding: str) -> None:
    """Refuse a compressed body: a few bytes of it could unfold to any size."""
    if coding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType("Send the body as it is, without Content-Encoding.", headers={"Accept-Encoding": ""})


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raises RequestTooLarge where it is announced as longer than the limit, or turns out to be."""
    body = bytearray()
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise too_large(limit)
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)


def too_large(limit: int) -> RequestTooLarge:
    """Return the error for a long body. The server passes over the rest of it, up to ``max_body_bytes``."""
    return RequestTooLarge(f"The body of a request may have {limit} bytes.", limit=limit)


def read_fields(encoded: bytes) -> list[tuple[str, str]]:
    """Return names and values of a form or query string, decoded once, as UTF-8.

    >>> read_fields(b"query=ASK%7B%7D&x=1%2B1+%2525")
    [('query', 'ASK{}'), ('x', '1+1 %25')]
    """
    try:
        return parse_qsl(decode(encoded), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise BadRequest("A parameter is not valid UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"A request may have {MAX_FIELDS} parameters.") from error


def decode(text: bytes) -> str:
    """Return text from UTF-8; raises BadRequest with the place where it is something else."""
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The request is not valid UTF-8 (byte {error.start}).") from error


def to_operation(fields: list[tuple[str, str]], *, posted: bool) -> Operation:
    """Return the operation that the parameters describe; unknown parameters are left alone."""
    queries, updates = values(fields, "query"), values(fields, "update")
    if queries and updates:
        raise BadRequest("query and update exclude each other.")
    if updates:
        raise no_update() if posted else BadRequest("Updates are not sent by GET, and this endpoint only reads.")
    if len(queries) > 1:
        raise BadRequest("The parameter query occurs more than once.")
    default_graphs, named_graphs = values(fields, "default-graph-uri"), values(fields, "named-graph-uri")
    given = bool(default_graphs or named_graphs)  # naming either makes the other empty, not everything
    formats = values(fields, "format")
    names = [name for name, _ in fields if name.startswith("$")]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadRequest(f"The parameter {twice[0]} occurs more than once.", parameter=twice[0])
    return Operation(
        query=queries[0] if queries else None,
        default_graphs=check_iris(default_graphs) if given else None,
        named_graphs=check_iris(named_graphs) if given else None,
        format=formats[-1] or None if formats else None,
        terms={name[1:]: read_term(name, value) for name, value in fields if name.startswith("$")},
    )


def values(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return all values of one parameter, in order."""
    return [value for key, value in fields if key == name]


def no_update() -> CredentialRequired:
    """Return the error for an update."""
    detail = "This endpoint only reads. The graph is changed through its repository."
    return CredentialRequired(detail, headers={"WWW-Authenticate": 'Bearer realm="digdip updates"'})


def check_iris(iris: Iterable[str]) -> tuple[str, ...]:
    """Return the same IRIs; raises BadRequest on one that is none."""
    for iri in (iris := tuple(iris)):
        try:
            NamedNode(iri)
        except ValueError as error:
            raise BadRequest(f"{iri!r} is not an absolute IRI.") from error
    return iris


def read_term(name: str, text: str) -> str:
    """Return the term of a parameter ``$name`` in N-Triples; it is written as in Turtle, bare web addresses allowed.

    >>> read_term("$state", "state:JPN")
    '<https://w3id.org/digdip/id/state/JPN>'
    >>> read_term("$label", '"Japon"@fr')
    '"Japon"@fr'
    """
    written = f"<{text}>" if BARE_IRI.fullmatch(text) else text
    try:
        quads = list(parse(f"{PREFIX_HEADER}<urn:s> <urn:p> {written} .", format=RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        raise BadRequest(f"The value of {name} is not an RDF term as Turtle writes it.", parameter=name) from error
    if len(quads) != 1 or isinstance(quads[0].object, BlankNode):
        raise BadRequest(f"The value of {name} is not one IRI or literal.", parameter=name)
    return str(quads[0].object)
