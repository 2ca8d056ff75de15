"""Serve a release for tests: real processes on a free loopback port, ended by their id."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.conftest import SERVE, free_port, wait_until_healthy

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving(release: Path, **settings: str) -> Iterator[str]:
    """Give the address of a service over a release, and end it afterwards."""
    chosen = {"PORT": str(free_port()), "RELEASE": str(release), "WORKERS": "2", "ANNOUNCE": "false"} | settings
    environment = os.environ | {f"DIGDIP_{name}": value for name, value in chosen.items()} | {"PYTHONPATH": str(ROOT)}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=nowhere, stdout=nowhere)
    address = f"http://127.0.0.1:{chosen['PORT']}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)
