"""Tables as files: CSV after RFC 4180, and Parquet with types and descriptions."""

import csv
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from app.export.columns import Column, Table
from app.export.graph import ExportError, Row

SEPARATOR = "|"
"""Between the values of one cell in CSV: no IRI, slug or code has it."""

ARROW = {
    "string": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}


def write_csv(table: Table, rows: list[Row], path: Path) -> None:
    """Write UTF-8 without a byte order mark, lines that end with CR LF, and empty cells for what is absent."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(column.name for column in table.columns)
        writer.writerows([cell(row.get(column.name)) for column in table.columns] for row in rows)


def cell(value: Any) -> str:
    """Return a value as it stands in CSV; text is left as it is, whatever it begins with.

    >>> from datetime import date
    >>> cell(["044", "057"]), cell(True), cell(date(2023, 7, 16)), cell(None), cell([])
    ('044|057', 'true', '2023-07-16', '', '')
    """
    if isinstance(value, list):
        if broken := [item for item in value if SEPARATOR in item]:
            raise ExportError(f"{broken[0]!r} contains {SEPARATOR!r}, which separates the values of a cell.")
        return SEPARATOR.join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def write_parquet(table: Table, rows: list[Row], path: Path) -> None:
    """Write the same rows with types; an empty list is absent, as it is in CSV."""
    fields = [_field(column) for column in table.columns]
    values = [pa.array([_present(row.get(item.name)) for row in rows], item.type) for item in fields]
    parquet.write_table(pa.Table.from_arrays(values, schema=pa.schema(fields)), path, compression="zstd")


def _present(value: Any) -> Any:
    """Return None for an empty list, and all else as it is."""
    return None if value == [] else value


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, ARROW[column.type], metadata={"description": column.description, "term": column.term})


WRITERS = {"csv": write_csv, "parquet": write_parquet}
