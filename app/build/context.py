"""The project's one JSON-LD 1.1 context, made from the ontology: files are read and answers compacted with it."""

import json
from typing import Any

from app.build.vocabulary import IRI, LANGUAGE_STRING, PROPERTY_NAME, REUSED_PROPERTIES, Property, Vocabulary
from app.namespaces import ID, PREFIXES, dd, expand, shorten

SECTIONS = ("reports", "mentions", "contradictions")
"""Keys of a dossier whose nodes are part of the document's graph without a link from the document."""


_NATIVE = {"", *(expand(f"xsd:{name}").value for name in ("string", "integer", "boolean"))}
"""Datatypes that JSON has itself: such values are read and written as plain JSON, without coercion."""


def make_context(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the context as a JSON value: prefixes, sections, classes, properties, in that order.

    A prefix that is also the name of a property (``role``, ``source``) gives way to the property: there the
    values are written as bare slugs or in full.
    """
    context: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"}
    for prefix, namespace in sorted(PREFIXES.items()):
        if prefix not in vocabulary.properties:
            context[prefix] = {"@id": namespace, "@prefix": True}
    context |= dict.fromkeys(SECTIONS, "@included")
    context["resources"] = "@graph"
    context["claims"] = {"@reverse": dd("statedIn").value, "@type": "@id"}
    context["TextPositionSelector"] = REUSED_PROPERTIES["TextPositionSelector"][0]
    for name, iri in sorted(vocabulary.classes.items()):
        context[name] = shorten(iri)
    for name, item in sorted(vocabulary.properties.items()):
        context[name] = _term(item)
    for item in vocabulary.properties.values():
        if item.scheme:
            context[item.key]["@context"] |= _concepts_named_like_terms(item.scheme, vocabulary, context)
    return {"@context": context}


def _concepts_named_like_terms(scheme: str, vocabulary: Vocabulary, context: dict[str, Any]) -> dict[str, str]:
    """Return the concepts of a scheme whose slug is also a prefix or property (``place``, ``name``).

    A term wins over ``@vocab``, so that these must be spelt out where the concept is meant.
    """
    slugs = vocabulary.concepts.get(scheme, frozenset()) & context.keys()
    return {slug: f"{ID}{scheme}/{slug}" for slug in sorted(slugs)}


def write_context(vocabulary: Vocabulary) -> str:
    """Return the text of ``ontology/context.jsonld``."""
    return json.dumps(make_context(vocabulary), indent=1, ensure_ascii=False) + "\n"


def context_of(tree: Any, context: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a context that a file can need: every term that it writes, and the prefixes behind these.

    The reader of JSON-LD reads the context anew for each file, and the whole takes longer than most files.
    """
    words = _words(tree)
    chosen = {key: context[key] for key in context if key in words or context[key] in ("@id", "@type", 1.1)}
    prefixes = _words(chosen) & {name for name in PREFIXES if name in context}
    return chosen | {name: context[name] for name in sorted(prefixes)}


def _words(value: Any) -> set[str]:
    """Return every text of a JSON value, keys too, and what stands before the colon in each."""
    if isinstance(value, str):
        return {value, value.partition(":")[0]}
    if isinstance(value, dict):
        return {word for pair in value.items() for item in pair for word in _words(item)}
    return set().union(*map(_words, value)) if isinstance(value, list) else set()


def _term(item: Property) -> dict[str, Any] | str:
    name = shorten(item.iri)
    if item.scheme:
        return {"@id": name, "@type": "@vocab", "@context": {"@vocab": f"{ID}{item.scheme}/"}}
    if item.reads == PROPERTY_NAME:
        return {"@id": name, "@type": "@vocab"}
    if item.reads == IRI:
        return {"@id": name, "@type": "@id"}
    if item.reads == LANGUAGE_STRING:
        return {"@id": name, "@container": "@language"}
    if item.reads in _NATIVE:
        return name
    return {"@id": name, "@type": shorten(item.reads)}
