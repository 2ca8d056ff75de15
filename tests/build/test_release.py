"""A release is whole or not there: nothing that goes wrong while writing touches the one that serves."""

import gzip
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from app.build import release
from app.build.release import build_lock, dumps, is_whole, write_release
from app.errors import BuildError

FILES = {"dataset.nq.gz": b"data", "reports/validation.txt": b"fine"}


def test_current_points_at_the_newest_release(tmp_path: Path) -> None:
    first = write_release(tmp_path, "2026-01-01-a", FILES, {"version": "a"})
    second = write_release(tmp_path, "2026-01-02-b", FILES, {"version": "b"})
    assert (tmp_path / "current").resolve() == second
    assert is_whole(first)
    assert is_whole(second)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-01-01-a", "2026-01-02-b", "current"]


def test_a_damaged_release_is_replaced(tmp_path: Path) -> None:
    folder = write_release(tmp_path, "v", FILES, {})
    (folder / "dataset.nq.gz").write_bytes(b"dat")
    assert not is_whole(folder)
    assert is_whole(write_release(tmp_path, "v", FILES, {}))


@pytest.mark.parametrize("moment", ["_write_all", "_sync"])
def test_a_failure_while_writing_leaves_the_former_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    former = write_release(tmp_path, "former", FILES, {})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "dataset.nq.gz")

    monkeypatch.setattr(release, moment, full)
    with pytest.raises(BuildError, match="No space left on device"):
        write_release(tmp_path, "next", FILES, {})
    assert (tmp_path / "current").resolve() == former
    assert is_whole(former)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".next")]


def test_two_builds_do_not_write_at_once(tmp_path: Path) -> None:
    with build_lock(tmp_path), pytest.raises(BuildError, match="another build"), build_lock(tmp_path):
        pass


def test_dumps_do_not_depend_on_order_or_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    node = NamedNode("https://example.org/s")
    quads = [Quad(node, node, Literal(str(n)), graph) for n in range(20) for graph in (DefaultGraph(), node)]
    first = dumps(quads)
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert dumps(reversed(quads)) == first
    assert gzip.decompress(first["curated.nt.gz"]).count(b"\n") == 20
    assert gzip.decompress(first["dataset.nq.gz"]).count(b"\n") == 40
