"""The SPARQL 1.1 Protocol endpoint: queries by GET and POST, and at the bare address what this service is."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api import service_description
from app.api.direct import CLIENT_GONE
from app.api.failures import BadRequest, NotAcceptable
from app.api.methods import ENDPOINT, QUERYING
from app.api.negotiation import HTML, choose
from app.api.pages import SAFETY, page
from app.api.problems import slug
from app.api.protocol import Operation, read_operation
from app.api.representation import represent
from app.api.service import Service, current_service
from app.engine.failures import TooManyRequests
from app.engine.formats import GRAPHS, TABLES, Format
from app.engine.gate import Verdict, inspect, without_dataset
from app.engine.parameters import widen
from app.engine.wire import Answer, Question
from app.errors import DigdipError

router = APIRouter()

PATH, METHODS = ENDPOINT, QUERYING

INSPECT_IN_THREAD_FROM = 8 * 1024
"""Characters of a query from which looking through it would hold up other requests."""

GATEKEEPER = ThreadPoolExecutor(1, "gate")
"""Looks through long queries one after the other: several threads that compute at once would hold up the loop."""

WATCH_AFTER_SECONDS = 0.02
"""From when on a query is worth ending because its client has gone."""

EXAMPLE = """\
PREFIX dd: <https://w3id.org/digdip/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?event ?label WHERE {
  ?event a dd:DiplomaticEvent ; rdfs:label ?label .
  FILTER(LANGMATCHES(LANG(?label), "en"))
} ORDER BY ?label LIMIT 20
"""


async def sparql(request: Request) -> Response:
    """Answer a query; without one, describe the service, or show browsers a form."""
    service = await current_service(request)
    operation = await read_operation(request, service.settings.max_query_bytes)
    if operation.query is None:
        return await describe_service(request, service, operation)
    try:
        verdict = await look_through(operation.query, service)
        with noted(service, verdict):
            return await answer_query(request, service, operation, verdict)
    except DigdipError as error:
        if isinstance(error, TooManyRequests):
            error.headers |= rate_limit(service.settings.client_share, service.settings.client_share)
        if not wants_page(request, operation):
            raise
        return await show_error(request, service, operation, error)


# Requests come through app.api.direct; the route is for the methods that are refused. app.api.openapi describes it.
router.add_route(PATH, sparql, methods=sorted(METHODS), include_in_schema=False)


@contextmanager
def noted(service: Service, verdict: Verdict) -> Iterator[None]:
    """Count a query by its form and by what became of it, with the time that it took."""
    start, outcome = time.perf_counter(), "lost"  # stands where the client leaves before the end
    try:
        yield
        outcome = "ok"
    except DigdipError as error:
        outcome = slug(type(error))
        raise
    finally:
        service.metrics.queries.labels(verdict.form or "unknown", outcome).inc()
        service.metrics.seconds.labels(outcome).observe(time.perf_counter() - start)


async def describe_service(request: Request, service: Service, operation: Operation) -> Response:
    """Return the service description, or the query form for browsers."""
    format, media_type = choose(request, GRAPHS | {"html": HTML}, operation.format)
    if format is HTML:
        themes = service.catalogue.themes() if service.settings.data is None else {}
        values = {"query": EXAMPLE, "result": None, "problem": None, "formats": TABLES, "themes": themes}
        body = page(service.templates, "sparql.html", **values)
        return await represent(request, service, body, media_type, headers=SAFETY)
    body = await service_description.describe(service, service.base_url(request), format.name)
    return await represent(request, service, body, media_type)


async def look_through(query: str, service: Service) -> Verdict:
    """Return the gate's verdict on a query."""
    if len(query) < INSPECT_IN_THREAD_FROM:
        return inspect(query, service.settings)
    return await asyncio.get_running_loop().run_in_executor(GATEKEEPER, inspect, query, service.settings)


async def answer_query(request: Request, service: Service, operation: Operation, verdict: Verdict) -> Response:
    """Return the complete answer to a query in the negotiated format."""
    base = f"{service.base_url(request)}/sparql"
    client = request.client.host if request.client else ""
    try:
        format, media_type = choose(request, offered(verdict), operation.format)
    except NotAcceptable:
        # a broken query is broken whatever the client accepts
        trial = replace(to_question(operation, verdict, HTML, base), dry=True)
        await service.engine.answer(trial, shape=f"dry {verdict.shape}", client=client)
        raise
    question = to_question(operation, verdict, format, base)
    work = service.engine.answer(question, shape=verdict.shape, client=client)
    headers = rate_limit(service.settings.client_share, service.engine.under_way(client) + 1)
    answer = await while_connected(request, work)
    if answer is None:
        return Response(status_code=CLIENT_GONE)
    headers |= {"Result-Count": str(answer.rows), "Server-Timing": f"query;dur={answer.seconds * 1000:.1f}"}
    body = answer.body
    if format is HTML:
        body = show_result(service, operation, answer)
        headers |= SAFETY
    return await represent(request, service, body, media_type, headers=headers, reusable=verdict.repeatable)


def offered(verdict: Verdict) -> dict[str, Format]:
    """Return the formats for a form of query; what is no query yields no answer, so all formats do for it."""
    formats = {"select": TABLES, "ask": TABLES, "construct": GRAPHS, "describe": GRAPHS}
    chosen = formats[verdict.form] if verdict.form else TABLES | GRAPHS
    return chosen | {"html": HTML}


def to_question(operation: Operation, verdict: Verdict, format: Format, base: str) -> Question:
    """Return what the engine is asked. The request's dataset overrides the query's own, as the protocol says.

    Relative IRIs are resolved against the address to which the query was sent.
    """
    assert operation.query is not None
    check_parameters(operation, verdict)
    overrides = operation.default_graphs is not None
    text = without_dataset(operation.query, verdict) if overrides else operation.query
    own, wider = widen(text, operation.terms), widen(text, operation.terms, declare=True)
    return Question(
        text=own[0],
        surplus=tuple(own[1]),
        wider=wider[0] if operation.terms else None,
        wider_surplus=tuple(wider[1]),
        table_format=format.name if format.name in TABLES else "json",
        graph_format=format.name if format.name in GRAPHS else "ttl",
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        terms=operation.terms,
        base=base,
    )


def check_parameters(operation: Operation, verdict: Verdict) -> None:
    """Refuse parameters without a variable: an answer that silently ignored one would not be the answer asked for."""
    if unused := sorted(operation.terms.keys() - verdict.variables):
        listing = ", ".join(f"${name}" for name in unused)
        raise BadRequest(f"The query has no variable for {listing}.", unused=unused)


def rate_limit(quota: int, used: int) -> dict[str, str]:
    """Return the two header fields by which a client learns its share, and what is left of it.

    >>> rate_limit(40, 1)["RateLimit"]
    '"queries";r=39'
    """
    remaining = max(0, quota - used)
    policy = f'"queries";q={quota};qu="concurrent-requests"'
    return {"RateLimit-Policy": policy, "RateLimit": f'"queries";r={remaining}'}


async def while_connected(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer | None:
    """Return the result of some work, or cancel it and return None when the client goes first.

    Looking out for that begins a moment later: most answers are there by then, and are spared two tasks.
    """
    own, left = asyncio.current_task(), False
    watches: list[asyncio.Task[None]] = []
    assert own is not None

    def leave(watch: asyncio.Task[None]) -> None:
        nonlocal left
        if watches and not watch.cancelled():
            left = True
            own.cancel()

    def look_out() -> None:
        watches.append(asyncio.create_task(disconnection(request)))
        watches[0].add_done_callback(leave)

    timer = asyncio.get_running_loop().call_later(WATCH_AFTER_SECONDS, look_out)
    try:
        return await work
    except asyncio.CancelledError:
        if not left or own.uncancel():
            raise
        return None
    finally:
        timer.cancel()
        while watches:  # from now on nobody who leaves ends this task
            watches.pop().cancel()


async def disconnection(request: Request) -> None:
    """Wait until the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def wants_page(request: Request, operation: Operation) -> bool:
    """Return whether a person is asking, who would rather see the query again beside the error."""
    try:
        return choose(request, TABLES | {"html": HTML}, operation.format)[0] is HTML
    except DigdipError:
        return False


async def show_error(request: Request, service: Service, operation: Operation, error: DigdipError) -> Response:
    """Return the query form with an error, under the error's own status."""
    problem = {"title": error.title, "detail": error.detail} | error.extra
    body = page(service.templates, "sparql.html", query=operation.query, result=None, problem=problem, formats=TABLES)
    headers = SAFETY | error.headers
    return await represent(request, service, body, "text/html", status=error.status, headers=headers, reusable=False)


def show_result(service: Service, operation: Operation, answer: Answer) -> bytes:
    """Return the query form with a table, a verdict or Turtle below it."""
    result: dict[str, Any] = {"rows": answer.rows, "form": answer.form, "shown": service.settings.page_rows}
    if answer.form == "construct":
        result["text"] = answer.body.decode()
    else:
        result |= orjson.loads(answer.body)
    formats = GRAPHS if answer.form == "construct" else TABLES
    return page(service.templates, "sparql.html", query=operation.query, result=result, problem=None, formats=formats)
