"""Start and end of the service: no orphans, whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.engine.release import ReleaseMissing
from app.main import create_app
from app.settings import Settings
from tests.serving import ROOT, SERVE, free_port, wait_until_healthy


def children(pid: int) -> set[int]:
    """Return the process ids of a process's descendants."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found |= {int(stat.parent.name)} | children(int(stat.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda end: end.name)
def test_no_process_outlives_the_service(release_path: Path, end: signal.Signals) -> None:
    port = free_port()
    settings = {"DIGDIP_PORT": str(port), "DIGDIP_RELEASE": str(release_path), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        family = children(process.pid)
        assert len(family) >= 3  # the keeper and its workers
        with pytest.raises(httpx.ReadTimeout):
            crossing = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
            httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": crossing}, timeout=0.3)
        process.send_signal(end)
        process.wait(30)
    finally:
        process.kill()
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in family) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in family if alive(pid)]


def test_a_stopping_service_finishes_its_answers(release_path: Path) -> None:
    port = free_port()
    settings = {"DIGDIP_PORT": str(port), "DIGDIP_RELEASE": str(release_path), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
        with ThreadPoolExecutor(1) as clients:
            answer = clients.submit(httpx.get, f"http://127.0.0.1:{port}/sparql", params={"query": slow}, timeout=30)
            time.sleep(0.1)
            process.terminate()
            assert answer.result().status_code == 200
        process.wait(30)
    finally:
        process.kill()


def test_no_release_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing, match="digdip build"):
        create_app(Settings(release=tmp_path / "current"))
