"""The OpenAPI description: what FastAPI finds out of the routes, and the SPARQL endpoint as its standard has it."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.api.promises import promise
from app.engine.formats import GRAPHS, TABLES

SUMMARY = "SPARQL 1.1 query"
DESCRIPTION = (
    "Answers SELECT, ASK, CONSTRUCT and DESCRIBE, complete or not at all. The HTTP method QUERY takes what POST takes. "
    "Without a query a GET describes the service. Parameters named like `$state` bind the variable of that name to an "
    "RDF term, written as in Turtle."
)
EXAMPLES = {
    "labels": "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "SELECT ?thing ?label { ?thing rdfs:label ?label } ORDER BY ?thing ?label LIMIT 5",
    "count": "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }",
    "anything at all": "ASK { ?s ?p ?o }",
    "classes as a graph": "CONSTRUCT { ?s a ?class } WHERE { ?s a ?class } LIMIT 5",
}
ERRORS = {
    "400": "The request breaks the protocol, the query does not parse, or it is too complex.",
    "401": "Updates need a credential, and nobody has one.",
    "403": "Refused by policy: federation, or data from elsewhere.",
    "406": "None of the accepted formats can hold this answer.",
    "408": "The request did not arrive in time.",
    "412": "What the client has, or wants, is not what there is now.",
    "413": "The query is too large.",
    "415": "The body is of another type, encoding or charset than a query has.",
    "422": "The complete answer is too large; page it.",
    "429": "This client has its share of queries under way; see Retry-After.",
    "503": "The query is too expensive, or all workers are busy; see Retry-After.",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "requestId": {"type": "string", "description": "Also in X-Request-Id and in the log of the service."},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}
FORMAT = "The format of the answer; wins over the Accept header."
QUERY_EXAMPLES = {name: {"value": query} for name, query in EXAMPLES.items()}


def install(app: FastAPI) -> None:
    """Give an app its description at /openapi.json."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def routes_of(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """Yield the routes that FastAPI can describe; it keeps those of an included router behind one entry."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from routes_of(inner.routes)
        elif isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of all routes; HEAD goes without saying, wherever there is GET."""
    routes = list(routes_of(app.routes))
    methods = [route.methods for route in routes]
    try:
        for route in routes:
            route.methods = set(route.methods or ()) - {"HEAD"}
        schema = get_openapi(
            title=app.title, version="1", description="An open knowledge graph of digital diplomacy.", routes=routes
        )
    finally:
        for route, own in zip(routes, methods, strict=True):
            route.methods = own
    for path, item in schema.get("paths", {}).items():
        for node in item.values():
            promise(path, node)
    schema["paths"] = {"/sparql": {"get": get_operation(), "post": post_operation()}} | schema.get("paths", {})
    schema["components"] = {"schemas": {"Problem": PROBLEM}}
    return schema


def get_operation() -> dict[str, Any]:
    """Return the description of a query by GET."""
    query = {
        "name": "query",
        "in": "query",
        "schema": {"type": "string"},
        "description": "The query.",
        "examples": QUERY_EXAMPLES,
    }
    return operation("sparql_get", [query, *dataset_parameters()])


def post_operation() -> dict[str, Any]:
    """Return the description of a query by POST, as a form or as itself."""
    fields = {
        "query": {"type": "string", "description": "The query."},
        "format": {"type": "string", "description": FORMAT},
    }
    form = {"type": "object", "required": ["query"], "properties": fields}
    body = {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": {"type": "string"}, "examples": QUERY_EXAMPLES},
            "application/x-www-form-urlencoded": {
                "schema": form,
                "examples": {name: {"value": {"query": query}} for name, query in EXAMPLES.items()},
            },
        },
    }
    return operation("sparql_post", dataset_parameters()) | {"requestBody": body}


def dataset_parameters() -> list[dict[str, Any]]:
    """Return the parameters that every way of asking has."""
    iris = {"type": "array", "items": {"type": "string", "format": "iri"}}
    names = sorted({*TABLES, *GRAPHS, "html"})
    return [
        {"name": "default-graph-uri", "in": "query", "schema": iris, "description": "Overrides FROM."},
        {"name": "named-graph-uri", "in": "query", "schema": iris, "description": "Overrides FROM NAMED."},
        {"name": "format", "in": "query", "schema": {"type": "string", "enum": names}, "description": FORMAT},
    ]


def operation(name: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an operation of the endpoint with its answers."""
    types = [*(format.media_type for format in (*TABLES.values(), *GRAPHS.values())), "application/json", "text/html"]
    content: dict[str, Any] = {media_type: {} for media_type in types}
    problems = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/html": {}}
    responses: dict[str, Any] = {
        "200": {"description": "The complete answer.", "content": content},
        "304": {"description": "The client has this answer."},
    }
    responses |= {status: {"description": text, "content": problems} for status, text in ERRORS.items()}
    return {
        "summary": SUMMARY,
        "description": DESCRIPTION,
        "operationId": name,
        "tags": ["SPARQL"],
        "parameters": parameters,
        "responses": responses,
    }
