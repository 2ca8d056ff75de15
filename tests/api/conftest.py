"""A live server over the sample release, in a process of its own, for all API tests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.engine.sample import build_sample

ROOT = Path(__file__).resolve().parents[2]
SERVE = "from app.main import serve; from app.settings import Settings; serve(Settings())"
MIB = 1 << 20
LIMITS = {
    "WORKERS": "2",
    "QUERY_SECONDS": "3",
    "QUEUE_SECONDS": "4",
    "MEMORY_BYTES": str(192 * MIB),
    "ANSWER_BYTES": str(4 * MIB),
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def release_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def server(release_path: Path) -> Iterator[str]:
    """The address of a running service, without trailing slash."""
    settings = {"PORT": str(free_port()), "RELEASE": str(release_path)} | LIMITS
    environment = os.environ | {f"DIGDIP_{name}": value for name, value in settings.items()}
    environment["PYTHONPATH"] = str(ROOT)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{settings['PORT']}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        assert process.wait(20) in (0, -15)


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    """A client that sends no Accept header of its own."""
    with httpx.Client(base_url=server, timeout=30) as http:
        http.headers.pop("accept")
        yield http
