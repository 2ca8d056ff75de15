"""The real data, built and served once for all tests of linked data."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.build.pipeline import build
from tests.api.conftest import ROOT, SERVE, free_port, wait_until_healthy


def served(release: Path, **settings: str) -> Iterator[str]:
    """Yield the address of a service over a release, and end it afterwards."""
    port = str(free_port())
    chosen = {"PORT": port, "RELEASE": str(release), "WORKERS": "2", "ANNOUNCE": "false"} | settings
    environment = os.environ | {f"DIGDIP_{name}": value for name, value in chosen.items()} | {"PYTHONPATH": str(ROOT)}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=nowhere, stdout=nowhere)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("linked")).folder


@pytest.fixture(scope="session")
def live(built: Path) -> Iterator[str]:
    """The address of a service over the real data, without trailing slash."""
    yield from served(built)


@pytest.fixture(scope="session")
def web(live: str) -> Iterator[httpx.Client]:
    """A client of that service that sends no Accept header of its own."""
    with httpx.Client(base_url=live, timeout=60) as http:
        http.headers.pop("accept")
        yield http
