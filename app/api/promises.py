"""What each address promises in the OpenAPI description: media types, statuses, meanings of parameters, an example.

A route of the framework says none of it, and left alone the description would promise JSON and 422 everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.api.negotiation import HTML
from app.api.signposting import LINKSET, TIMEMAP
from app.engine.formats import GRAPHS

JSON, XML, TEXT, PAGE = "application/json", "application/xml", "text/plain", HTML.media_type
DOCUMENTS = (*(format.media_type for format in GRAPHS.values()), PAGE)


Meanings = dict[str, tuple[str, str | int | None]]
"""Parameters by name: what each means, and a value for the example where there is one."""


@dataclass(frozen=True)
class Promise:
    """The media types of an address, none where it leads elsewhere, its parameters, and statuses of its own."""

    types: tuple[str, ...] = ()
    parameters: Meanings = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)


KIND: Meanings = {"kind": ("The kind of thing, as in its IRI.", "state")}
SLUG: Meanings = {"slug": ("The last part of its IRI.", "JPN")}
AFTER: Meanings = {"after": ("Where the next page begins, as the link to it says.", None)}
NAME: Meanings = {
    "name": ("The last part of the thing's IRI; with a suffix such as `.ttl` it also names the format.", "JPN"),
    "frame": ("The name of a stored frame, by which JSON-LD is arranged.", None),
    "version": ("The release that must answer; with any other the answer is 404.", None),
}
PART: Meanings = {"part": ("The rest of the part's IRI.", None)}
SEE_OTHER = {"303": "Leads to the document."}
RETIRED = {"301": "Leads to what replaced it.", "410": "It was withdrawn."}
IN_PARTS = {"206": "The bytes asked for.", "416": "The file has no such bytes."}
UNHEALTHY = {"503": "No, and the status says why."}
STATUSES = {
    "304": "The client has this answer.",
    "400": "A parameter is missing or makes no sense.",
    "404": "There is nothing of that name.",
    "406": "None of the accepted formats can hold this answer.",
    "412": "What the client has, or wants, is not what there is now.",
}

PROMISES = {
    "/": Promise((PAGE, *DOCUMENTS[:-1])),
    "/doc": Promise(DOCUMENTS, {"iri": ("Any IRI.", "http://www.w3.org/2002/07/owl#Class")}, SEE_OTHER),
    "/docs": Promise((PAGE,)),
    "/id/{kind}": Promise(DOCUMENTS, KIND | AFTER),
    "/id/{kind}/{slug}": Promise((), KIND | SLUG, SEE_OTHER | RETIRED),
    "/doc/{kind}/{name}": Promise(DOCUMENTS, KIND | NAME | AFTER, RETIRED),
    "/linkset/{kind}/{slug}": Promise((LINKSET,), KIND | SLUG),
    "/timemap/{kind}/{slug}": Promise((TIMEMAP,), KIND | SLUG),
    "/robots.txt": Promise((TEXT,)),
    "/sitemap.xml": Promise((XML,)),
    "/sitemap/{number}.xml": Promise((XML,), {"number": ("Which part, from 1.", 1)}),
    "/.well-known/void": Promise(DOCUMENTS),
    "/dataset": Promise(DOCUMENTS),
    "/dataset/{part}": Promise((), PART, SEE_OTHER),
    "/build/{part}": Promise((), PART, SEE_OTHER),
    "/context.jsonld": Promise(("application/ld+json",)),
    "/data/{name}": Promise(
        (TEXT, JSON, "text/turtle", "application/n-quads", "application/gzip"),
        {"name": ("The path of a file of the release; its type is the file's own.", "SHA256SUMS")},
        IN_PARTS,
    ),
    "/profile/{name}": Promise((PAGE,), {"name": ("The name of a profile.", "provenance")}),
    "/problem/{name}": Promise((PAGE,), {"name": ("The name of a kind of error.", "not-found")}),
    "/ontology": Promise(DOCUMENTS),
    "/ontology/{part}": Promise(DOCUMENTS, {"part": ("A module, a version or a term.", "core")}, SEE_OTHER),
    "/shapes": Promise(DOCUMENTS),
    "/shapes/{name}": Promise(DOCUMENTS, {"name": ("The name of a module.", "core")}),
    "/readyz": Promise((JSON,), {}, UNHEALTHY),
    "/healthz": Promise((JSON,), {}, UNHEALTHY),
}


def promise(path: str, operation: dict[str, Any]) -> None:
    """Write what an address promises into its operation, in place of what the framework supposes."""
    kept = PROMISES[path]
    for parameter in operation.get("parameters", []):
        meaning, example = kept.parameters[parameter["name"]]
        parameter["description"] = meaning
        if example is not None:
            parameter["example"] = example
    operation["responses"] = responses(kept, checked="422" in operation["responses"])


def responses(kept: Promise, *, checked: bool) -> dict[str, Any]:
    """Return the answers of an address by their status; ``checked`` says that it has parameters to get wrong."""
    told: dict[str, Any] = {status: {"description": text} for status, text in kept.statuses.items()}
    if kept.types:
        told["200"] = {"description": "What was asked for.", "content": {name: {} for name in kept.types}}
    errors = {"400", "404"} if checked else set()
    if kept.types and "503" not in kept.statuses:
        errors.add("412")
    if set(kept.types) >= set(DOCUMENTS):
        errors.add("406")
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, PAGE: {}}
    told |= {status: {"description": STATUSES[status], "content": content} for status in errors}
    if kept.types and "503" not in told:
        told["304"] = {"description": STATUSES["304"]}
    return dict(sorted(told.items()))
