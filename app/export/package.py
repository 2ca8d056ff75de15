"""The description of the files: a Frictionless data package (Data Package 2.0)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.engine.release import Release, sha256_of
from app.export.columns import Column, Table, read_tables
from app.export.files import SEPARATOR
from app.namespaces import BASE, PREFIXES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}


def write_package(folder: Path, release: Release, files: list[Path], rows: Mapping[str, int], left_out: Any) -> Path:
    """Write ``datapackage.json`` beside the files; it has no date of writing, so that it is the same each time."""
    described = {
        "$schema": PROFILE,
        "name": "digdip",
        "id": f"{BASE}dataset",
        "title": "digdip: digital diplomacy, as tables and a network",
        "description": "Events by directed dyad, dyads by year, agreements, holders of offices, the network of states.",
        "homepage": BASE,
        "version": release.version,
        "created": f"{release.modified}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": "The digdip contributors"}],
        "sources": [{"title": f"digdip, release {release.version}", "path": f"{BASE}dataset"}],
        "digdip:notInOneYear": left_out,
        "resources": [_resource(path, rows) for path in files],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _resource(path: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    """Return the description of a file. Only CSV is called a table: readers of packages need not know Parquet."""
    form = path.suffix[1:]
    facts: dict[str, Any] = {
        "name": path.stem if form == "csv" else f"{path.stem}-{form}",
        "type": "table" if form == "csv" else "file",
        "path": path.name,
        "format": form,
        "mediatype": MEDIA[form],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }
    table = read_tables().get(path.stem)
    if table is None:
        return facts | {"title": "Network of states and territories"}
    facts |= {"title": table.title, "description": table.description, "digdip:rows": rows[table.name]}
    if form == "csv":
        facts |= {"encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"}, "schema": schema(table)}
    return facts


def schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": list(read_tables()[other].key)}}
        for column, other in table.references.items()
    ]
    described: dict[str, Any] = {"fields": [_field(table, column) for column in table.columns]}
    described |= {"primaryKey": list(table.key), "missingValues": [""]}
    return described | ({"foreignKeys": keys} if keys else {})


def _field(table: Table, column: Column) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.type == "list":
        facts |= {"delimiter": SEPARATOR, "itemType": "string"}
    if column.term:
        prefix, _, local = column.term.partition(":")
        facts["rdfType"] = PREFIXES[prefix] + local
    constraints = column.constraints | ({"required": True} if column.name in table.key else {})
    return facts | ({"constraints": constraints} if constraints else {})
