"""The README's lines, run as they stand against the built release, print what the README says."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAIRS = re.findall(r"```sh\n(curl .*?)```\s+```text\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    out = tmp_path_factory.mktemp("build")
    subprocess.run([sys.executable, "-m", "app.cli", "build", "--out", str(out)], cwd=ROOT, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(free), "--release", str(out / "current")]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{free}/healthz")
        yield free
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_the_readme_shows_three_lines_and_their_answers() -> None:
    assert len(PAIRS) == 3
    commands = re.findall(r"^make \w+", README, re.MULTILINE)
    assert commands[:2] == ["make serve", "make test"]


@pytest.mark.parametrize(("command", "answer"), PAIRS, ids=["signatories", "bodies", "entity"])
def test_a_line_prints_what_the_readme_says(port: int, command: str, answer: str) -> None:
    here = command.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    result = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.replace("\r\n", "\n") == answer
