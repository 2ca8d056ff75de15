"""One value of a file against the property that it stands under: datatypes, concepts, names of resources, dates."""

import datetime
import re
from difflib import get_close_matches
from typing import Any

from app.build.dates import read_edtf
from app.build.shorthand import SLUG
from app.build.vocabulary import EDTF, IRI, LANGUAGE_STRING, PROPERTY_NAME, Property, Vocabulary
from app.namespaces import ID, KINDS, expand

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_XSD = expand("xsd:string").value.removesuffix("string")


class ValueProblem(Exception):
    """A value that cannot stand where it stands, and how to repair it."""

    def __init__(self, message: str, repair: str) -> None:
        super().__init__(message)
        self.message, self.repair = message, repair


def check_value(key: str, value: Any, node: dict[str, Any], vocabulary: Vocabulary) -> tuple[Any, list[str]]:
    """Return the value as JSON-LD reads it, and the IRIs of the resources it names; raises ValueProblem."""
    item = vocabulary.properties[key]
    if key == "claimValue":
        return _claim_value(value, vocabulary.properties.get(str(node.get("claimPredicate")))), []
    if item.scheme and not (isinstance(value, str) and ":" in value):
        return _concept(value, item, vocabulary)
    if item.reads == PROPERTY_NAME:
        return _property_name(value, vocabulary), []
    if item.reads == IRI:
        return _resource(value)
    if item.reads == LANGUAGE_STRING:
        return _language_map(value), []
    return _literal(value, item.reads), []


def _concept(value: Any, item: Property, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    known = vocabulary.concepts.get(item.scheme or "", frozenset())
    if value not in known:
        near = get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(sorted(known)[:12])}"
        raise ValueProblem(f"{value} is not a concept of the scheme {item.scheme}", hint)
    return value, [f"{ID}{item.scheme}/{value}"]


def _property_name(value: Any, vocabulary: Vocabulary) -> str:
    if value not in vocabulary.properties:
        near = get_close_matches(str(value), vocabulary.properties, n=1)
        raise ValueProblem(f"{value} is not a property", f"did you mean {near[0]}?" if near else "name a property")
    return str(value)


def _resource(value: Any) -> tuple[str, list[str]]:
    text = value if isinstance(value, str) else ""
    if _WEB.fullmatch(text):
        return text, [text] if text.startswith(ID) else []
    kind, _, slug = text.partition(":")
    if kind not in KINDS or not SLUG.fullmatch(slug):
        raise ValueProblem(
            f"{value!r} is not the name of a resource", "write <kind>:<slug>, such as state:JPN, or a web address"
        )
    iri = expand(text).value
    return iri, [iri]


def _language_map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueProblem("is text without a language", "write {en: …}, with a language tag for every text")
    for tag, texts in value.items():
        if not _LANGUAGE.fullmatch(tag):
            raise ValueProblem(f"{tag} is not a language tag", "use lower case tags such as en, fr, ar")
        for text in texts if isinstance(texts, list) else [texts]:
            _text(text)
    return value


def _text_in_one_language(value: Any) -> dict[str, str]:
    texts = _language_map(value)
    if len(texts) != 1 or not isinstance(next(iter(texts.values())), str):
        raise ValueProblem("is not one text in one language", "write {en: …}; state another text as another claim")
    ((tag, text),) = texts.items()
    return {"@value": text, "@language": tag}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueProblem(f"{value!r} is not text", "put the text in quotes")
    if _CONTROL.search(value):
        raise ValueProblem("has a control character", "remove it")
    return value


def _literal(value: Any, datatype: str) -> Any:
    if datatype == EDTF:
        return _edtf(value)
    name = datatype.removeprefix(_XSD)
    if name == "date":
        try:
            datetime.date.fromisoformat(str(value))
        except ValueError as error:
            raise ValueProblem(f"{value} is not a day of the calendar", "write it as 2023-10-02") from error
        return str(value)
    if name == "integer":
        return _number(value, int, "a whole number without quotes")
    if name == "decimal":
        return str(_number(value, (int, float), "a number with a decimal point, without quotes"))
    if name == "boolean":
        return _number(value, bool, "true or false")
    return _text(value)


def _number(value: Any, kind: type | tuple[type, ...], repair: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueProblem(f"{value!r} is not of the right kind", f"write {repair}")
    return value


def _edtf(value: Any) -> str:
    try:
        read_edtf(str(value))
    except ValueError as error:
        repair = "write EDTF: 2023-10-02, 2023-10, ../2023-10-02, XXXX-07, 2023-10~"
        raise ValueProblem(f"{value} is {error}", repair) from error
    return str(value)


def _claim_value(value: Any, predicate: Property | None) -> Any:
    """The value of a claim has the datatype, or a language, as the property that the claim is about has it."""
    if predicate is not None and predicate.reads == LANGUAGE_STRING:
        return _text_in_one_language(value)
    if predicate is None or predicate.reads in (IRI, PROPERTY_NAME, ""):
        return _text(value) if isinstance(value, str) else _number(value, (int, float), "text or a number")
    return {"@value": _literal(value, predicate.reads), "@type": predicate.reads}
