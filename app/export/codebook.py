"""The codebook for docs/codebook.md: every column, with the definition of the term that it comes from."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Quad

from app.export.coding import read_codes
from app.export.columns import Column, Table, read_tables
from app.marked import table
from app.namespaces import PREFIXES
from app.termlist import Facts, definition, read_terms

NAME = "codebook"
"""The name of the markers in the page."""


def write_codebook(quads: Iterable[Quad]) -> str:
    """Return Markdown with the columns of every table, the terms that they come from, and the table of event codes."""
    terms = read_terms(quads)
    parts = [_section(item) for item in read_tables().values()]
    return "\n\n".join([*parts, _codes(), _definitions(terms)]) + "\n"


def _section(item: Table) -> str:
    rows = [
        (f"`{column.name}`", column.type, column.description, _term(column), _values(column)) for column in item.columns
    ]
    keys = f"Key: {_names(item.key)}."
    if item.references:
        keys += " Refers to: " + ", ".join(f"`{name}` → `{other}`" for name, other in item.references.items()) + "."
    head = ("column", "type", "what it holds", "term", "constraints")
    return f"### {item.title} (`{item.name}`)\n\n{item.description}\n\n{keys}\n\n{table(head, rows)}"


def _term(column: Column) -> str:
    return f"`{column.term}`" if column.term else "computed"


def _values(column: Column) -> str:
    """Return the constraints of a column in words."""
    shown = {**column.constraints}
    words = ["never empty"] if shown.pop("required", False) else []
    if listed := shown.pop("enum", None):
        words.append(_names(listed))
    return "; ".join([*words, *(f"{name} `{value}`" for name, value in shown.items())])


def _names(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _codes() -> str:
    rows = [
        (f"`dd:{kind}`", _names(item["cameo"]), _names(item["plover"]), item["why"])
        for kind, item in read_codes()["codes"].items()
    ]
    directed = (f"`{one}` only from {word.replace('-to-', ' to ')}" for one, word in read_codes()["directed"].items())
    head = ("class", "CAMEO", "PLOVER", "why")
    return (
        f"### Derived event codes\n\n{table(head, rows)}\n\nWhere it is known who visits whom: {'; '.join(directed)}."
    )


def _definitions(terms: Mapping[str, Facts]) -> str:
    """Return what the ontology says of the terms; terms of other vocabularies are explained by the columns."""
    named = {column.term for item in read_tables().values() for column in item.columns}
    used = sorted(named & terms.keys(), key=str.lower)
    rows = [(f"[`{term}`]({_address(term)})", definition(terms[term])) for term in used]
    return f"### Definitions\n\n{table(('term', 'definition'), rows)}"


def _address(term: str) -> str:
    prefix, _, local = term.partition(":")
    return PREFIXES[prefix] + local
