"""Where a running service can be found by those who publish: a locked file for each, beside the releases."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Presence:
    """A running service: its process and the address at which it answers on this machine."""

    pid: int
    address: str


def folder_of(release: Path) -> Path:
    """Return the folder in which services over a release (or a link to one) announce themselves."""
    return release.parent / "serving"


@contextmanager
def announced(folder: Path, address: str) -> Iterator[None]:
    """Announce this process in a folder while it serves. The lock tells the living from what a crash left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{os.getpid()}.json"
    with path.open("w", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        json.dump({"pid": os.getpid(), "address": address}, stream)
        stream.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running(folder: Path) -> list[Presence]:
    """Return the services that are announced in a folder and alive; what crashed ones left is removed."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with path.open(encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(Presence(**json.load(stream)))
                continue
        path.unlink(missing_ok=True)
    return found
