"""Pages for people: templates, their safety headers, and what templates may call."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from app.namespaces import BASE, shorten

WEB = Path(__file__).resolve().parents[1] / "web"
CODE = re.compile("`+([^`]+)`+")
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he"})

SAFETY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
"""Pages need no script and nothing from elsewhere, so browsers are told to allow neither."""


def environment() -> Environment:
    """Return the template environment: everything escaped, unknown names an error."""
    templates = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"local": local_address, "short": short_name, "direction": direction, "query_url": query_url}
    templates.filters["code_spans"] = code_spans
    return templates


def page(templates: Environment, name: str, **values: Any) -> bytes:
    """Return a rendered template."""
    return templates.get_template(name).render(**values).encode()


def render(request: Request, name: str, status: int, headers: Mapping[str, str], **values: Any) -> Response:
    """Return a rendered template as an answer that is not negotiated further, such as an error."""
    body = page(request.app.state.templates, name, **values)
    return Response(body, status, SAFETY | dict(headers), "text/html; charset=utf-8")


def local_address(iri: str) -> str:
    """Return where this service answers for an IRI: its own path for IRIs of the project, else the IRI itself.

    Only web addresses come back as they are, so that no link can run code.

    >>> local_address("https://w3id.org/digdip/id/state/JPN")
    '/id/state/JPN'
    """
    if iri.startswith(BASE):
        return "/" + iri[len(BASE) :]
    return iri if iri.startswith(("http://", "https://")) else "#"


def short_name(iri: str) -> str:
    """Return a name for an IRI that fits a line."""
    return shorten(iri)


def direction(language: str | None) -> str:
    """Return the writing direction of a language tag, "auto" where none is known."""
    if not language:
        return "auto"
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def query_url(query: str) -> str:
    """Return the link that runs a query and shows its table."""
    return "/sparql?format=html&query=" + quote(query, safe="")


def code_spans(text: str) -> Markup:
    """Return a text as HTML in which what stands between backticks is code; all of it is escaped first.

    >>> code_spans("Run `a < b` & wait")
    Markup('Run <code>a &lt; b</code> &amp; wait')
    """
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))
