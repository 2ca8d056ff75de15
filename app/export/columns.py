"""The list of tables and columns (``tables.yaml``): one source for files, schemas, data package and codebook."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CONSTRAINTS = ("required", "pattern", "enum", "minimum", "maximum")


@dataclass(frozen=True)
class Column:
    """One column: its type, what it holds, the term that it comes from ("" for what is computed), its constraints."""

    name: str
    type: str
    term: str
    description: str
    constraints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One table: its columns, the columns that make its key, and the table that a column refers to."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str]


@cache
def read_tables() -> dict[str, Table]:
    """Return every table by name, in the order in which they are written."""
    listed = yaml.safe_load((HERE / "tables.yaml").read_text(encoding="utf-8"))
    return {name: _table(name, facts, listed) for name, facts in listed.items()}


def _table(name: str, facts: dict[str, Any], listed: dict[str, Any]) -> Table:
    columns: list[Column] = []
    for entry in facts["columns"]:
        columns += _repeated(entry, listed) if "each" in entry else [_column(entry)]
    references = facts.get("references", {})
    return Table(name, facts["title"], facts["description"], tuple(columns), tuple(facts["key"]), references)


def _repeated(entry: dict[str, Any], listed: dict[str, Any]) -> list[Column]:
    """Return the columns of another table with a prefix; the first says what the rest are the codes of."""
    first, *rest = (_column(item, entry["prefix"], entry["of"]) for item in listed[entry["each"]]["columns"])
    return [Column(first.name, first.type, entry["term"], first.description, first.constraints), *rest]


def _column(entry: dict[str, Any], prefix: str = "", of: str = "") -> Column:
    """Return a column; a repeated one may be empty, since a row need not have that actor."""
    if unknown := entry.keys() - {"name", "type", "term", "description", *CONSTRAINTS}:
        raise ValueError(f"tables.yaml: {entry['name']} has the unknown keys {sorted(unknown)}; quote its description")
    constraints = {name: entry[name] for name in CONSTRAINTS if name in entry and not (of and name == "required")}
    description = f"{of}: {entry['description']}" if of else entry["description"]
    return Column(prefix + entry["name"], entry["type"], entry["term"], description, constraints)
