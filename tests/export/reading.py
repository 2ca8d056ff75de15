"""The exported files as other software reads them."""

import csv
import json
from pathlib import Path
from typing import Any

from pyarrow import parquet

Rows = list[dict[str, Any]]


def read_csv(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table as text."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_parquet(folder: Path, table: str) -> Rows:
    """Return the rows of a table with types."""
    rows: Rows = parquet.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def read_package(folder: Path) -> dict[str, Any]:
    """Return the description of the files."""
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return described
