"""The files: CSV and Parquet say the same, the package is valid, networks load, one release gives the same bytes."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import networkx as nx
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet
from pyoxigraph import Literal, NamedNode, Quad, Store

from app.cli import main
from app.engine.release import sha256_of
from app.export.columns import Column, Table, read_tables
from app.export.exporter import export
from app.export.files import cell, write_csv
from app.export.graph import ExportError, Graph
from tests.export.reading import read_csv, read_package, read_parquet
from tests.serving import ROOT

EACH = pytest.mark.parametrize("table", read_tables())
READ = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "list": lambda text: text.split("|"),
}


@EACH
def test_csv_and_parquet_say_the_same(exported: Path, table: str) -> None:
    columns = read_tables()[table].columns
    typed: list[dict[str, Any]] = [
        {column.name: READ[column.type](row[column.name]) if row[column.name] else None for column in columns}
        for row in read_csv(exported, table)
    ]
    assert len(typed) > 2
    assert typed == read_parquet(exported, table)


@EACH
def test_rows_are_sorted_by_a_key_that_is_never_twice(exported: Path, table: str) -> None:
    keys = [tuple(row[name] for name in read_tables()[table].key) for row in read_parquet(exported, table)]
    assert len(set(keys)) == len(keys)
    assert table == "events" or keys == sorted(keys)


def test_parquet_has_types_and_says_where_a_column_comes_from(exported: Path) -> None:
    schema = parquet.read_schema(exported / "events.parquet")
    assert schema.field("earliest").type == pa.date32()
    assert schema.field("topics").type.value_type == pa.string()
    assert schema.field("earliest").metadata[b"term"] == b"dd:earliestDate"


def test_csv_follows_rfc_4180(exported: Path) -> None:
    data = (exported / "agreements.csv").read_bytes()
    assert data.startswith(b"agreement,title,") and data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 6


def test_text_is_not_touched(tmp_path: Path) -> None:
    columns = tuple(Column(name, "string", "", "Text.") for name in ("a", "b"))
    path = tmp_path / "odd.csv"
    write_csv(Table("odd", "Odd", "", columns, ("a",), {}), [{"a": "=1+1", "b": 'say "é",\n'}], path)
    assert path.read_bytes().decode() == 'a,b\r\n=1+1,"say ""é"",\n"\r\n'


def test_a_value_with_the_separator_is_refused() -> None:
    with pytest.raises(ExportError, match="separates"):
        cell(["a|b"])


@pytest.mark.filterwarnings("default")
def test_the_package_is_valid(exported: Path) -> None:
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.flatten(["title", "fieldName", "message"]) == []
    assert report.valid and len(report.tasks) == 2 * len(read_tables()) + 2


@pytest.mark.filterwarnings("default")
def test_the_validation_can_fail(exported: Path, tmp_path: Path) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    actors = tmp_path / "actors.csv"
    actors.write_bytes(actors.read_bytes().replace(b"/id/state/MAR,", b"/id/state/XXX,"))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {"Hash Count Error", "ForeignKey Error"} <= {title for (title,) in report.flatten(["title"])}


def test_the_package_describes_every_file_with_size_checksum_and_version(exported: Path, built: Path) -> None:
    package = read_package(exported)
    assert package["version"] == built.name
    assert {item["path"] for item in package["resources"]} == {path.name for path in exported.iterdir()} - {
        "datapackage.json"
    }
    for item in package["resources"]:
        path = exported / item["path"]
        assert (item["bytes"], item["hash"]) == (path.stat().st_size, f"sha256:{sha256_of(path)}")


@pytest.mark.parametrize(("name", "read"), [("network.graphml", nx.read_graphml), ("network.gexf", nx.read_gexf)])
def test_the_network_loads(exported: Path, name: str, read: Any) -> None:
    network = read(exported / name)
    assert sorted(network.nodes) == ["state:GBR", "state:JPN", "state:MAR", "state:PAK", "state:SAU"]
    assert network.nodes["state:MAR"]["cow_number"] == 600
    assert network.nodes["state:MAR"]["label"] == "Morocco"
    edge = network.edges["state:JPN", "state:SAU"]
    assert (edge["weight"], edge["events"], edge["agreements"]) == (7, 5, 2)
    assert (edge["first_year"], edge["last_year"]) == (2023, 2026)
    assert "first_year" not in network.edges["state:PAK", "state:SAU"]


def test_the_same_release_gives_the_same_bytes(exported: Path, built: Path, tmp_path: Path) -> None:
    export(built, ROOT / "queries" / "export", tmp_path, ("csv", "parquet"), lambda stage: None)
    assert {path.name: sha256_of(path) for path in tmp_path.iterdir()} == {
        path.name: sha256_of(path) for path in exported.iterdir()
    }


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["export", *arguments])


def test_one_format_alone_leaves_no_old_file_of_the_other(built: Path, tmp_path: Path) -> None:
    for form, other in (("parquet", "csv"), ("csv", "parquet")):
        result = run("--release", str(built), "--out", str(tmp_path), "--format", form)
        assert result.exit_code == 0, result.output
        assert "events: 41 rows" in result.stderr
        assert list(tmp_path.glob(f"*.{form}")) and not list(tmp_path.glob(f"*.{other}"))


def test_without_a_release_it_says_how_to_get_one(tmp_path: Path) -> None:
    result = run("--release", str(tmp_path / "none"), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "digdip build" in result.stderr and not (tmp_path / "out").exists()


@pytest.mark.parametrize("package", ["pyarrow", "networkx"])
def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str) -> None:
    for name in [name for name in sys.modules if name.startswith("app.export.") and name != "app.export.cli"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    result = run("--out", str(tmp_path))
    assert result.exit_code == 1
    assert "extra `export`" in result.stderr and package in result.stderr


def test_two_values_in_one_cell_are_refused(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("#+ summary: All.\nSELECT ?s ?o { ?s ?p ?o }", encoding="utf-8")
    s, p = NamedNode("urn:s"), NamedNode("urn:p")
    store = Store()
    store.extend([Quad(s, p, Literal("1")), Quad(s, p, Literal("2"))])
    with pytest.raises(ExportError, match="urn:s has two values"):
        Graph(store, tmp_path).records("q")
