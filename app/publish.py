"""Publishing: point ``current`` at a release, tell the running services, and see that they serve it."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from app.engine.release import Release, check_release, read_release
from app.errors import DigdipError
from app.presence import Presence, folder_of, running

PAUSE_SECONDS = 0.1


class PublishError(DigdipError):
    """A running service does not serve what was published."""

    title = "Not published"


def publish(folder: Path, seconds: float, progress: Callable[[str], None] = lambda _: None) -> int:
    """Serve a release everywhere: switch the link ``current`` beside it, and return how many services have followed.

    A release that is not whole is refused before anything changes. Where a service refuses it, the link goes back.
    """
    release = read_release(folder)
    check_release(release)
    link = release.path.parent / "current"
    before = str(link.readlink()) if link.is_symlink() else None
    point(link, release.path.name)
    services = running(folder_of(link))
    for service in services:
        os.kill(service.pid, signal.SIGHUP)
    try:
        for service in services:
            await_version(service, release, seconds)
            progress(f"{service.address} serves {release.version}")
    except PublishError:
        if before is not None:
            point(link, before)
        raise
    return len(services)


def point(link: Path, target: str) -> None:
    """Replace a symbolic link in one step."""
    aside = link.with_name(f".current.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    os.replace(aside, link)


def await_version(service: Presence, release: Release, seconds: float) -> None:
    """Wait until a service serves a release; raises PublishError when it refuses or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = readiness(service)
        if answer.get("version") == release.version:
            return
        if answer.get("refused"):
            raise PublishError(f"{service.address} refuses {release.version}: {answer['refused']}")
        time.sleep(PAUSE_SECONDS)
    raise PublishError(f"{service.address} does not serve {release.version} after {seconds:g} s.")


def readiness(service: Presence) -> dict[str, str]:
    """Return what a service says of itself, nothing while it does not answer."""
    try:
        with urllib.request.urlopen(f"{service.address}/readyz", timeout=5) as answer:
            found: dict[str, str] = json.load(answer)
            return found
    except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError):
        return {}
