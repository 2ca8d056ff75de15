"""Why there is no answer: from what a worker reported, or how it died, to an error for the client."""

from typing import Any

from app.engine.failures import (
    AnswerTooLarge,
    AnswerUnwritable,
    EngineError,
    PolicyError,
    QueryEvaluationError,
    QuerySyntaxError,
    QueryTooExpensive,
    WorkerLost,
)
from app.engine.worker import Limits

MIB = 1 << 20


def failure(header: dict[str, Any], limits: Limits, retry: str) -> EngineError:
    """Return the error for a failure that a worker reported."""
    detail = header["detail"]
    match header["failure"]:
        case "syntax":
            place = {name: header[name] for name in ("line", "column") if name in header}
            return QuerySyntaxError(f"The text is not a SPARQL 1.1 query: {detail}.", **place)
        case "too-large":
            return AnswerTooLarge(
                f"The complete answer passes {limits.answer_bytes // MIB} MiB. "
                "Page it with ORDER BY, LIMIT and OFFSET, or take the dumps under /data/.",
                limit=limits.answer_bytes,
            )
        case "unwritable":
            return AnswerUnwritable(f"Ask for another format: {detail}.")
        case "unbindable":
            return QueryEvaluationError(
                "A parameter of this query stands where it cannot be bound: a DESCRIBE binds only what it describes. "
                "Ask for the descriptions by CONSTRUCT."
            )
        case "memory":
            return out_of_memory(limits, retry)
        case "outside":
            return PolicyError("A query may not reach outside the dataset.", policy="no-outside-access")
        case _:
            return QueryEvaluationError(f"{detail}.")


def post_mortem(cause: str, limits: Limits, retry: str) -> EngineError:
    """Return the error for a worker that died of a cause: a signal's name, "exit", "keeper" or "unknown"."""
    match cause:
        case "SIGABRT":  # the engine ends so for want of memory, and at a fault of its own
            return QueryTooExpensive(
                f"The engine gave up: the query needs more than {limits.memory_bytes // MIB} MiB of memory, or met a "
                "fault of the engine.",
                headers={"Retry-After": retry},
                limit=limits.memory_bytes,
            )
        case "SIGXCPU":
            return QueryTooExpensive(
                f"The query used more than {limits.cpu_seconds} s of processor time.",
                headers={"Retry-After": retry},
                limit=limits.cpu_seconds,
            )
        case "SIGSEGV" | "SIGBUS":
            return QueryTooExpensive(
                "The query is too deeply nested for the engine's stack.",
                headers={"Retry-After": retry},
                limit=limits.stack_bytes,
            )
        case _:
            return WorkerLost(
                "The worker ended before the answer was complete. Please ask again.", headers={"Retry-After": retry}
            )


def out_of_memory(limits: Limits, retry: str) -> QueryTooExpensive:
    """Return the error for a query that needed more memory than a worker may use."""
    return QueryTooExpensive(
        f"The query needs more than {limits.memory_bytes // MIB} MiB of memory.",
        headers={"Retry-After": retry},
        limit=limits.memory_bytes,
    )
