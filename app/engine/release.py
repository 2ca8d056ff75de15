"""A built release as the service sees it: where its data is, what it counts, which files it offers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from app.errors import DigdipError

MANIFEST = "release.json"
DATA = ("dataset.nq.gz", "distributions.nq")
"""What the engine loads: the dataset, and what a dump cannot say of itself, such as its checksum."""


class ReleaseMissing(DigdipError):
    """There is no release to serve at this path."""

    status = 503
    title = "No release"


@dataclass(frozen=True)
class File:
    """A file that clients may download: size in bytes, SHA-256 in hexadecimal digits."""

    name: str
    path: Path
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Release:
    """One immutable release; ``modified`` is the date of the newest change in its data, YYYY-MM-DD."""

    path: Path
    version: str
    modified: str
    counts: Mapping[str, int]
    totals: Mapping[str, int]
    files: Mapping[str, File]

    @property
    def data(self) -> list[Path]:
        """The files that the engine loads."""
        return [self.path / name for name in DATA if (self.path / name).exists() or name == DATA[0]]

    @property
    def last_modified(self) -> str:
        """The date of the newest change as an HTTP date."""
        return format_datetime(datetime.fromisoformat(self.modified).replace(tzinfo=UTC), usegmt=True)


def read_release(path: Path) -> Release:
    """Return the release in a folder, a link being followed once; raises ReleaseMissing when it is not one."""
    folder = path.resolve()
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseMissing(f"{path} holds no release. Run `digdip build` first.") from error
    return Release(
        path=folder,
        version=manifest["version"],
        modified=manifest["modified"],
        counts=manifest["counts"],
        totals={name: manifest[name] for name in ("quads", "triples", "graphs")},
        files=read_files(folder, manifest["files"]),
    )


def read_files(folder: Path, listing: Mapping[str, Mapping[str, Any]]) -> dict[str, File]:
    """Return the files of a manifest by name."""
    return {
        name: File(name, folder / name, facts["bytes"], facts["sha256"], facts["mediaType"])
        for name, facts in listing.items()
    }
