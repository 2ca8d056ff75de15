"""A new release comes into service without a lost request, and a broken one not at all."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from app.build.release import dumps, write_release
from app.cli import main
from app.engine.release import ReleaseBroken, check_release, read_release
from app.presence import Presence, folder_of, running
from app.publish import PublishError, point, publish
from tests.engine.sample import build_sample, quads
from tests.serving import serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def add_release(out: Path, version: str, keep: int) -> Path:
    """Write a release with fewer quads beside the sample, without pointing ``current`` at it."""
    everything = quads()[:keep]
    counted = {"version": version, "modified": "2026-11-24", "quads": keep, "triples": keep, "graphs": 1, "counts": {}}
    write_release(out, version, dumps(everything), counted)
    point(out / "current", "sample-1")
    return out / version


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return build_sample(tmp_path).parent


@pytest.fixture
def service(releases: Path) -> Iterator[str]:
    with serving(RELEASE=str(releases / "current"), QUERY_SECONDS="5", WORKERS="1") as address:
        yield address


def test_a_release_is_switched_without_a_lost_request(releases: Path, service: str) -> None:
    newer = add_release(releases, "sample-2", 20)
    stop, statuses, versions = threading.Event(), set[int](), set[str]()

    def ask() -> None:
        with httpx.Client(base_url=service, timeout=30) as client:
            while not stop.is_set():
                response = client.get("/sparql", params={"query": COUNT + f" #{time.monotonic_ns()}"})
                statuses.add(response.status_code)
                versions.add(response.headers["dataset-version"])

    clients = [threading.Thread(target=ask) for _ in range(3)]
    for client in clients:
        client.start()
    before = httpx.get(f"{service}/sparql", params={"query": COUNT})
    assert publish(newer, 30) == 1
    time.sleep(0.2)
    stop.set()
    for client in clients:
        client.join()
    assert statuses == {200} and versions == {"sample-1", "sample-2"}
    after = httpx.get(f"{service}/sparql", params={"query": COUNT})  # the same address: nothing old comes from memory
    assert after.headers["dataset-version"] == "sample-2" and after.content != before.content
    assert (releases / "current").readlink() == Path("sample-2")


def test_a_query_under_way_ends_on_the_release_it_began_with(releases: Path, service: str) -> None:
    newer = add_release(releases, "sample-2", 20)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    found: list[httpx.Response] = []
    client = threading.Thread(
        target=lambda: found.append(httpx.get(f"{service}/sparql", params={"query": slow}, timeout=30))
    )
    client.start()
    time.sleep(0.1)
    publish(newer, 30)
    client.join()
    assert found[0].status_code == 200 and found[0].headers["dataset-version"] == "sample-1"


def test_a_broken_release_changes_nothing(releases: Path, service: str) -> None:
    broken = add_release(releases, "sample-2", 20)
    (broken / "dataset.nq.gz").write_bytes(b"no RDF")
    with pytest.raises(ReleaseBroken):
        publish(broken, 10)
    assert (releases / "current").readlink() == Path("sample-1")
    assert httpx.get(f"{service}/readyz").json() == {"status": "ok", "version": "sample-1"}


def test_a_service_refuses_what_it_cannot_load_and_says_so(releases: Path, service: str) -> None:
    broken = add_release(releases, "sample-2", 20)
    (broken / "release.json").write_text("{}")
    point(releases / "current", "sample-2")
    os.kill(running(folder_of(releases / "current"))[0].pid, signal.SIGHUP)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "refused" not in (state := httpx.get(f"{service}/readyz").json()):
        time.sleep(0.05)
    assert state["version"] == "sample-1" and "sample-2" not in state["version"] and state["refused"]


def test_publishing_waits_and_goes_back(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = add_release(releases, "sample-2", 20)
    sleeper = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    monkeypatch.setattr("app.publish.running", lambda folder: [Presence(sleeper.pid, "http://127.0.0.1:9")])
    with pytest.raises(PublishError):
        publish(newer, 0.3)
    sleeper.kill()
    sleeper.wait()
    assert (releases / "current").readlink() == Path("sample-1")


def test_the_command_publishes_a_folder(releases: Path, service: str) -> None:
    newer = add_release(releases, "sample-2", 20)
    result = CliRunner().invoke(main, ["publish", "--release", str(newer)])
    assert result.exit_code == 0, result.output
    assert "published to 1 running service" in result.stderr and result.stdout.strip() == str(newer.resolve())


def test_what_a_crash_left_behind_is_removed(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text("{}")
    assert running(tmp_path) == [] and not (tmp_path / "1.json").exists()


def test_a_file_that_differs_from_its_checksum_is_found(releases: Path) -> None:
    release = read_release(releases / "current")
    check_release(release)
    copy = releases / "copy"
    shutil.copytree(release.path, copy)
    with (copy / "dataset.nq.gz").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ReleaseBroken):
        check_release(read_release(copy))
