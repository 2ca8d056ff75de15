"""The one error shape: problem details (RFC 9457), the same status whatever the client accepts, nothing internal."""

import re
from collections.abc import Iterator

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.api.failures import BadRequest
from app.api.methods import allowed
from app.api.negotiation import best
from app.api.pages import render
from app.api.representation import VARY
from app.errors import DigdipError
from app.logs import request_id
from app.namespaces import BASE

PROBLEM = "application/problem+json"


class MethodNotAllowed(DigdipError):
    """The resource does not know this method; the header Allow lists those it knows."""

    status = 405
    title = "Method not allowed"


class UnknownAddress(DigdipError):
    """The service has nothing at this address."""

    status = 404
    title = "Not found"


class InternalError(DigdipError):
    """Something broke that should not; the log has the details."""


def install(app: FastAPI) -> None:
    """Render every error of an app as a problem."""
    app.add_exception_handler(DigdipError, on_digdip_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_http_error)
    app.add_exception_handler(Exception, on_surprise)


async def on_digdip_error(request: Request, error: Exception) -> Response:
    """Answer an error that the project raised."""
    assert isinstance(error, DigdipError)
    return problem(request, error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer an error that the framework raised."""
    if isinstance(error, RequestValidationError):
        names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return problem(request, BadRequest(f"Missing, or of no sense here: {names}.", parameter=names))
    status = getattr(error, "status_code", 400)
    headers = dict(getattr(error, "headers", None) or {})
    if status == 405:
        allow = {"Allow": allowed(request.url.path)}
        return problem(request, MethodNotAllowed(f"{request.method} is not possible here.", headers=allow))
    if status == 404:
        return problem(request, UnknownAddress("There is nothing at this address."))
    surprise = DigdipError(str(getattr(error, "detail", "The request is not valid.")), headers=headers)
    surprise.status, surprise.title = status, "Bad request" if status < 500 else DigdipError.title
    return problem(request, surprise)


async def on_surprise(request: Request, error: Exception) -> Response:
    """Answer an error that nobody expected; the server logs it, the client learns nothing of the inside."""
    return problem(request, InternalError("The request could not be answered."))


def problem(request: Request, error: DigdipError) -> Response:
    """Return the answer for an error, as JSON, or as a page for browsers."""
    content = {
        "type": f"{BASE}problem/{slug(type(error))}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    } | error.extra
    if identifier := request_id.get():
        content["requestId"] = identifier
    headers = {
        "Vary": VARY,
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",  # also on errors that pass no middleware
        "Content-Language": "en",
        "X-Request-Id": identifier,
    } | error.headers
    if best(request.headers.getlist("accept"), [PROBLEM, "application/json", "text/html"]) == "text/html":
        return render(request, "problem.html", error.status, headers, problem=content)
    return Response(orjson.dumps(content), error.status, {"Content-Type": PROBLEM} | headers)


def slug(kind: type[DigdipError]) -> str:
    """Return the last part of the IRI that names a kind of error.

    >>> slug(MethodNotAllowed)
    'method-not-allowed'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def kinds(base: type[DigdipError] = DigdipError) -> Iterator[type[DigdipError]]:
    """Yield a kind of error and all kinds below it."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)
