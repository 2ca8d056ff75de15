"""One worker: a forked child of the keeper that evaluates questions on the shared store, within limits.

It holds one socket and the figures of its own memory, and can open nothing else, so a query that got past the gate
finds no file and no network.
"""

import ctypes
import os
import re
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
)

from app.engine.footprint import Footprint
from app.engine.quoting import to_csv
from app.engine.results import Misquoted, TooLarge, Unwritable, without_columns, write_graph, write_table
from app.engine.wire import Question, pack, receive

PLACE = re.compile(r"^error at (\d+):(\d+): ")
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
HIDDEN = "in its SELECT projection"
"""What the engine says when it is to bind a variable that the query does not show."""

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Limits:
    """What one worker may use; sizes in bytes, times in seconds. ``Settings`` says why."""

    cpu_seconds: int
    memory_bytes: int
    stack_bytes: int
    keep_bytes: int
    rest_seconds: float
    answer_bytes: int


class Unbindable(Exception):
    """A parameter stands where this form of query shows it to nobody."""


def run(store: Store, connection: socket.socket, limits: Limits, keeper: int) -> None:
    """Answer questions until the web process hangs up; never returns to the keeper's code."""
    die_with(keeper)
    close_all_but(connection.fileno())
    threading.stack_size(limits.stack_bytes)
    thread = threading.Thread(target=_serve_and_exit, args=(store, connection, limits))
    thread.start()
    thread.join()
    os._exit(1)


def die_with(keeper: int) -> None:
    """Ask the kernel to end this process when the keeper ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != keeper:
        os._exit(0)


def close_all_but(kept: int) -> None:
    """Close every descriptor but one; standard output and error lead nowhere, for the engine prints on its way down."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, kept)
    os.closerange(kept + 1, min(highest, 1 << 16))


def _serve_and_exit(store: Store, connection: socket.socket, limits: Limits) -> None:
    try:
        serve(store, connection, limits)
    finally:
        os._exit(0)


def serve(store: Store, connection: socket.socket, limits: Limits) -> None:
    """Evaluate one question after the other until the end of the stream, or until the worker has grown too large.

    Its size is known once an answer has left, so that the next one says that the worker retires.
    """
    store.query("ASK { ?s ?p ?o }")  # warms the shared pages before the first question waits for them
    footprint = Footprint()
    fence(limits)
    while wanted(connection, footprint.own, limits) and (header := receive(connection)) is not None:
        renew_cpu(limits.cpu_seconds)
        begin = time.thread_time()
        answer, body = answer_to(store, Question.from_header(header), limits.answer_bytes)
        answer["cpu"] = time.thread_time() - begin
        retires = footprint.own > limits.memory_bytes
        connection.sendall(pack({"retires": retires} | answer, body))
        if retires:
            return
        del answer, body  # an idle worker holds on to nothing of its last answer
        footprint.settle()


def wanted(connection: socket.socket, own: int, limits: Limits) -> bool:
    """Wait for a question, or return False when none comes: who has much for itself gives it back by ending."""
    return own <= limits.keep_bytes or bool(select.select([connection], [], [], limits.rest_seconds)[0])


def fence(limits: Limits) -> None:
    """Apply the limits that hold for the whole life of the worker."""
    with open("/proc/self/statm") as statm:  # noqa: PTH123
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + limits.memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def renew_cpu(seconds: int) -> None:
    """Give the next question its own processor time; the kernel counts over the life of a process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answer_to(store: Store, question: Question, limit: int) -> tuple[dict[str, Any], bytes]:
    """Return header and body of the answer; a failure has the member ``failure`` and no body."""
    start = time.perf_counter()
    try:
        facts, body = evaluate(store, question, limit)
    except SyntaxError as error:
        return syntax_failure(str(error)), b""
    except TooLarge as error:
        return {"failure": "too-large", "detail": str(error)}, b""
    except Unwritable as error:
        return {"failure": "unwritable", "detail": str(error)}, b""
    except Unbindable:
        return {"failure": "unbindable", "detail": ""}, b""
    except MemoryError:
        return {"failure": "memory", "detail": "", "retires": True}, b""
    except OSError:
        return {"failure": "outside", "detail": ""}, b""
    except (RuntimeError, ValueError) as error:
        return {"failure": "evaluation", "detail": str(error)}, b""
    return facts | {"seconds": time.perf_counter() - start}, body


def evaluate(store: Store, question: Question, limit: int) -> tuple[dict[str, Any], bytes]:
    """Return the facts about an answer (form, format, rows) and its bytes."""
    result, surplus = run_query(Store() if question.dry else store, question)
    if isinstance(result, QueryBoolean | QuerySolutions):
        form = "ask" if isinstance(result, QueryBoolean) else "select"
        if surplus and isinstance(result, QuerySolutions):
            result = without_columns(result, surplus, limit)
        try:
            body, rows = write_table(result, question.table_format, limit)
        except Misquoted:
            facts, table = evaluate(store, replace(question, table_format="json"), limit)
            return facts | {"format": question.table_format}, to_csv(table)
        return {"form": form, "format": question.table_format, "rows": rows}, body
    body, rows = write_graph(result, question.graph_format, limit, lambda: run_query(store, question)[0])  # type: ignore[arg-type,return-value]
    return {"form": "construct", "format": question.graph_format, "rows": rows}, body


def run_query(store: Store, question: Question) -> tuple[QuerySolutions | QueryBoolean | QueryTriples, Iterable[str]]:
    """Return the engine's result, and the columns that it has for the sake of the parameters only."""

    def run(text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        return store.query(
            text,
            base_iri=question.base,
            default_graph=graph_names(question.default_graphs),  # type: ignore[arg-type]
            named_graphs=graph_names(question.named_graphs),  # type: ignore[arg-type]
            substitutions={Variable(name): read_term(term) for name, term in question.terms.items()},
        )

    try:
        return run(question.text), question.surplus
    except RuntimeError as error:
        if HIDDEN not in str(error):
            raise
        if question.wider is None:
            raise Unbindable from error
    visible = Store().query(question.text, base_iri=question.base)
    own = {variable.value for variable in visible.variables} if isinstance(visible, QuerySolutions) else set()
    try:
        return run(question.wider), set(question.wider_surplus) - own
    except RuntimeError as error:
        raise Unbindable if HIDDEN in str(error) else error from error


def graph_names(iris: tuple[str, ...] | list[str] | None) -> list[NamedNode] | None:
    """Return graph names as terms; None stays None and means the query's own choice."""
    return None if iris is None else [NamedNode(iri) for iri in iris]


def read_term(text: str) -> Term:
    """Return the term that N-Triples writes so.

    >>> read_term('"Japon"@fr').language
    'fr'
    """
    (quad,) = parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)
    term: Term = quad.object
    return term


def syntax_failure(message: str) -> dict[str, Any]:
    """Return the failure for a text that does not parse, with line and column where the parser gives them.

    >>> syntax_failure("error at 2:9: expected a thing")
    {'failure': 'syntax', 'detail': 'expected a thing', 'line': 2, 'column': 9}
    """
    failure: dict[str, Any] = {"failure": "syntax", "detail": PLACE.sub("", message)}
    if place := PLACE.match(message):
        failure |= {"line": int(place[1]), "column": int(place[2])}
    return failure
