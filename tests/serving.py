"""Serve something for tests: real processes on a free loopback port, ended by their id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
SERVE = "from app.main import serve; from app.settings import Settings; serve(Settings())"


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """Give the address of a service with these settings (RELEASE, WORKERS, …), and see that it ends well afterwards.

    It does nothing but what it is asked, unless the settings say otherwise.
    """
    chosen = {"PORT": str(free_port()), "DESCRIBE_AHEAD": "false"} | settings
    environment = os.environ | {f"DIGDIP_{name}": value for name, value in chosen.items()} | {"PYTHONPATH": str(ROOT)}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=nowhere, stdout=nowhere)
    address = f"http://127.0.0.1:{chosen['PORT']}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        assert process.wait(20) in (0, -15)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz", timeout=seconds).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")
