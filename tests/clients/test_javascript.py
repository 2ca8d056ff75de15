"""The JavaScript clients, unchanged, against the live server; where Node.js is not there, this says so."""

import shutil
import subprocess

import pytest

from tests.clients.javascript import NODE, SCRIPTS
from tests.protocol.live import Live

OLDEST = 18
UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH")


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node.js, with the clients installed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        pytest.skip("Node.js and npm are not installed")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=10).stdout
    if int(version.lstrip("v").split(".")[0]) < OLDEST:
        pytest.skip(f"Node.js {OLDEST} or newer is needed, not {version.strip()}")
    install(npm)
    return program


def install(npm: str) -> None:
    """Install what the lock file says, unless an installation is newer than it."""
    # npm writes this file last: without it an installation was broken off.
    done, lock = NODE / "node_modules" / ".package-lock.json", NODE / "package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(NODE)]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=40)
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not install the clients within 40 seconds")
    if result.returncode and any(code in result.stderr for code in UNREACHABLE):
        pytest.skip("npm cannot reach its registry")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_javascript(node: str, live: Live, script: str) -> None:
    command = [node, str(NODE / script), live.address + SCRIPTS[script]]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result.stdout + result.stderr
