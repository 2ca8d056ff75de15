"""The interface for people: the OpenAPI description as a page without scripts, with examples that run."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.methods import ENDPOINT, READ
from app.api.pages import SAFETY, page
from app.api.representation import represent
from app.api.service import Current

router = APIRouter()

Node = Mapping[str, Any]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Parameter:
    """One thing that a request can say, and where: in the path, the query or the form."""

    name: str
    where: str
    type: str
    default: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Status:
    """One way in which a request can be answered."""

    code: str
    meaning: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """One request as a command and, where a link can make it, as an address."""

    name: str
    curl: str
    link: str | None = None


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    anchor: str
    summary: str
    paragraphs: tuple[str, ...]
    bodies: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    statuses: tuple[Status, ...]
    examples: tuple[Example, ...]


@router.api_route("/docs", methods=READ, summary="This interface, for people")
async def docs(request: Request, service: Current) -> Response:
    """Answer the description of `/openapi.json` as a page; examples ask for what is in every release."""
    shown = list(operations(request.app.openapi(), service.base_url(request)))
    if service.settings.data is not None:  # of a file nobody knows what it holds
        shown = [one if one.path == ENDPOINT else replace(one, examples=()) for one in shown]
    body = page(service.templates, "api.html", operations=shown)
    return await represent(request, service, body, "text/html", headers=SAFETY)


def operations(description: Node, base: str) -> Iterator[Operation]:
    """Yield every operation of a description, in its order; ``base`` is the address that the commands ask."""
    for path, methods in description["paths"].items():
        for method, node in methods.items():
            content = node.get("requestBody", {}).get("content", {})
            yield Operation(
                method.upper(),
                path,
                node["operationId"],
                node["summary"],
                tuple(node.get("description", "").split("\n\n")),
                tuple(content),
                tuple(parameters(node, content)),
                tuple(statuses(node)),
                tuple(posts(path, content, base) if content else gets(path, node, base)),
            )


def parameters(node: Node, content: Node) -> Iterator[Parameter]:
    """Yield the parameters of an operation, then the fields of its form."""
    for one in node.get("parameters", ()):
        yield parameter(one["name"], one["in"], one["schema"], one.get("required", False), one.get("description", ""))
    form = content.get(FORM, {}).get("schema", {})
    for name, schema in form.get("properties", {}).items():
        yield parameter(name, "form", schema, name in form.get("required", ()), schema.get("description", ""))


def parameter(name: str, where: str, schema: Node, required: bool, meaning: str) -> Parameter:
    """Return one parameter with its type in words."""
    default = schema.get("default")
    return Parameter(name, where, type_of(schema), "" if default is None else str(default), required, meaning)


def type_of(schema: Node) -> str:
    """Return the type of a schema in words.

    >>> type_of({"type": "array", "items": {"type": "string", "format": "iri"}}), type_of({"enum": ["csv", "json"]})
    ('iri, repeatable', 'one of csv, json')
    """
    if choices := schema.get("enum"):
        return f"one of {', '.join(map(str, choices))}"
    if schema.get("type") == "array":
        return f"{type_of(schema['items'])}, repeatable"
    if options := schema.get("anyOf"):
        return " or ".join(type_of(option) for option in options if option.get("type") != "null")
    return str(schema.get("format", schema["type"]))


def statuses(node: Node) -> Iterator[Status]:
    """Yield the answers of an operation."""
    for code, response in node["responses"].items():
        yield Status(code, response["description"], tuple(response.get("content", ())))


def gets(path: str, node: Node, base: str) -> Iterator[Example]:
    """Yield the examples of reading a path: one for each value of a parameter that has several, none if one lacks."""
    asked = node.get("parameters", ())
    known = {one["name"]: one["example"] for one in asked if "example" in one}
    several = [one for one in asked if "examples" in one]
    choices = [(name, one["name"], it["value"]) for one in several for name, it in one["examples"].items()]
    cases = [(name, known | {key: value}) for name, key, value in choices] or [("", known)]
    for name, values in cases:
        if all(one["name"] in values for one in asked if one.get("required")):
            yield get(name, path, {one["name"]: one["in"] for one in asked}, values, base)


def get(name: str, path: str, places: Mapping[str, str], values: Mapping[str, Any], base: str) -> Example:
    """Return one request by GET with the values in their places."""
    here = {key: quote(str(value), safe="") for key, value in values.items() if places[key] == "path"}
    local = path.format_map(here)
    fields = {key: str(value) for key, value in values.items() if places[key] == "query"}
    words = ["curl", "--location", base + local]
    if fields:
        words += ["--get", *(word for pair in fields.items() for word in ("--data-urlencode", "=".join(pair)))]
    return Example(name, shlex.join(words), f"{local}?{urlencode(fields, quote_via=quote)}" if fields else local)


def posts(path: str, content: Node, base: str) -> Iterator[Example]:
    """Yield the examples of sending a body, as a form or as itself; no link can do that."""
    for media_type, body in content.items():
        for name, example in body.get("examples", {}).items():
            value = example["value"]
            if media_type == FORM:
                words = [word for pair in value.items() for word in ("--data-urlencode", "=".join(pair))]
            else:
                words = ["--header", f"Content-Type: {media_type}", "--data-binary", value]
            yield Example(f"{name}, {media_type}", shlex.join(["curl", base + path, *words]))
