"""What can go wrong between a question and its answer, with the status that HTTP clients see."""

from app.errors import DigdipError


class EngineError(DigdipError):
    """Base of everything that can keep a query from its answer."""


class QuerySyntaxError(EngineError):
    """The text is not a SPARQL query; ``line`` and ``column`` say where the parser gave up, where it knows."""

    status = 400
    title = "The query does not parse"


class QueryEvaluationError(EngineError):
    """The query parses and cannot be evaluated: an unknown function, or a parameter that it does not use."""

    status = 400
    title = "The query cannot be evaluated"


class PolicyError(EngineError):
    """The query asks for something that this service refuses on principle; ``policy`` names it."""

    status = 403
    title = "Refused by policy"


class UpdateRefused(PolicyError):
    """An update was sent where a query belongs."""

    status = 400
    title = "Updates are not queries"


class ComplexityError(EngineError):
    """The query is larger in some dimension than the engine can safely plan; ``limit`` is the bound."""

    status = 400
    title = "The query is too complex"


class QueryTooLong(EngineError):
    """The text of the query passes the bound in bytes."""

    status = 413
    title = "The request is too large"


class AnswerTooLarge(EngineError):
    """The complete answer passes the bound, so none of it is sent."""

    status = 422
    title = "The answer is too large"


class AnswerUnwritable(EngineError):
    """The chosen format cannot represent the answer; others can."""

    status = 406
    title = "The answer does not fit the format"


class ServiceBusy(EngineError):
    """All workers are taken and the queue is full, or waiting took too long."""

    status = 503
    title = "The service is busy"


class TooManyRequests(EngineError):
    """One client has more queries under way than its share; ``limit`` is the share."""

    status = 429
    title = "Too many requests"


class QueryTooExpensive(EngineError):
    """The query passed its time or memory, and its worker was ended; ``limit`` is the bound."""

    status = 503
    title = "The query is too expensive"


class WorkerLost(EngineError):
    """The worker ended for a reason that the query need not have caused."""

    status = 503
    title = "The answer was lost"


class EngineUnavailable(EngineError):
    """No release is loaded (yet)."""

    status = 503
    title = "The service is starting"
