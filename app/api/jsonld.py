"""JSON-LD as web developers read it: compacted by the project's context, which is named by its address."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
from pyld import jsonld
from pyoxigraph import RdfFormat, Triple, serialize

from app.namespaces import RDF_TYPE, expand

XSD_INTEGER = expand("xsd:integer").value
XSD_BOOLEAN = expand("xsd:boolean").value


async def write_jsonld(triples: Sequence[Triple], context: dict[str, Any], address: str) -> bytes:
    """Return triples as compact JSON-LD whose ``@context`` is an address."""
    return await asyncio.to_thread(compact, triples, context, address)


def compact(triples: Sequence[Triple], context: dict[str, Any], address: str) -> bytes:
    """Return triples as compact JSON-LD; the context is applied from memory, its address is only written down."""
    expanded = [plain(node) for node in orjson.loads(serialize(triples, format=RdfFormat.JSON_LD) or b"[]")]
    compacted = jsonld.compact(expanded, context, {"documentLoader": refuse, "graph": True})
    compacted["@context"] = address
    return orjson.dumps(compacted, option=orjson.OPT_INDENT_2)


def plain(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node as JSON itself would write it: classes under ``@type``, integers and booleans without a datatype."""
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
    """Load nothing: compacting must not depend on the network."""
    raise jsonld.JsonLdError(
        f"no context is fetched: {address}", "jsonld.LoadDocumentError", code="loading document failed"
    )
