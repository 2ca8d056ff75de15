"""JSON-LD as web developers read it: compact, nested around its main resource, the context named by its address."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
from pyld import jsonld
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from app.api.compaction import Compactor, Context
from app.namespaces import RDF_TYPE, expand

NS = "http://www.w3.org/ns/json-ld#"
FORMS = tuple(NS + form for form in ("compacted", "expanded", "flattened", "framed"))
"""The forms that a client can ask for by the ``profile`` parameter of the media type."""

XSD_INTEGER = expand("xsd:integer").value
XSD_BOOLEAN = expand("xsd:boolean").value
THREAD_FROM = 5_000
"""Triples from which writing would hold up other requests."""


async def write_jsonld(
    triples: Sequence[Triple], context: Context, address: str, main: NamedNode | None = None, form: str | None = None
) -> bytes:
    """Return triples as JSON-LD whose ``@context`` is an address, nested around the main resource if there is one."""
    if len(triples) < THREAD_FROM:
        return compose(triples, context, address, main, form)
    return await asyncio.to_thread(compose, triples, context, address, main, form)


def compose(
    triples: Sequence[Triple], context: Context, address: str, main: NamedNode | None, form: str | None
) -> bytes:
    """Return triples as JSON-LD in one of the forms; without one compact, and nested where a main node is given."""
    if form == NS + "expanded":
        return orjson.dumps(expanded(triples), option=orjson.OPT_INDENT_2)
    compactor = Compactor(context, triples)
    whole = main is None or form == NS + "flattened"
    nodes = {"resources": compactor.flat()} if whole or main is None else compactor.nested(main)
    return orjson.dumps({"@context": address} | nodes, option=orjson.OPT_INDENT_2)


def expanded(triples: Sequence[Triple]) -> list[dict[str, Any]]:
    """Return triples as expanded JSON-LD, classes under ``@type`` and numbers as JSON's own."""
    # The serialiser writes a key once more for each run of a property, so that all of one must stand together.
    together = sorted(triples, key=lambda triple: (str(triple.subject), triple.predicate.value))
    return [plain(node) for node in orjson.loads(serialize(together, format=RdfFormat.JSON_LD) or b"[]")]


def frame(triples: Sequence[Triple], frame: dict[str, Any], context: dict[str, Any], address: str) -> bytes:
    """Return triples in the shape of a frame; the context is applied from memory, its address is only written down."""
    options = {"documentLoader": refuse, "embed": "@once", "omitGraph": True}
    framed = jsonld.frame(expanded(triples), frame | context, options)
    framed["@context"] = address
    return orjson.dumps(framed, option=orjson.OPT_INDENT_2)


def plain(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node as JSON itself would write it: classes under ``@type``, numbers and booleans without a datatype."""
    items = with_types(node).items()
    return {key: [native(value) for value in values] if isinstance(values, list) else values for key, values in items}


def native(value: Any) -> Any:
    """Return a value whose datatype JSON has itself without that datatype; JSON-LD gives it back when it is read."""
    datatype = value.get("@type") if isinstance(value, dict) else None
    if datatype == XSD_INTEGER:
        return {"@value": int(value["@value"])}
    if datatype == XSD_BOOLEAN:
        return {"@value": value["@value"] == "true"}
    return value


def with_types(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node whose classes stand under ``@type``, where the serialiser leaves them under ``rdf:type``."""
    classes = node.get(RDF_TYPE.value, [])
    if not classes or not all("@id" in value for value in classes):
        return node
    others = {key: value for key, value in node.items() if key != RDF_TYPE.value}
    return others | {"@type": [value["@id"] for value in classes]}


def refuse(address: str, options: object = None) -> dict[str, Any]:
    """Load nothing: framing must not depend on the network."""
    raise jsonld.JsonLdError(
        f"no context is fetched: {address}", "jsonld.LoadDocumentError", code="loading document failed"
    )
