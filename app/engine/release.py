"""A built release as the service sees it: where its data is, what it counts, which files it offers."""

import hashlib
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


HEADER = "ontology/digdip.ttl"
"""The file by which a release shows that it keeps the ontology and the shapes of its time."""

VERSION_DIGITS = 12
"""Of a checksum: enough that two versions of a file will never share them by chance."""


class ReleaseMissing(DigdipError):
    """There is no release to serve at this path."""

    status = 503
    title = "No release"


class ReleaseBroken(ReleaseMissing):
    """There is a release, and it is not whole."""

    title = "Broken release"


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
    """One immutable release; ``modified`` is the date of the newest change in its data, YYYY-MM-DD.

    ``sources`` names files that are served in place of a release.
    """

    path: Path
    version: str
    modified: str
    counts: Mapping[str, int]
    totals: Mapping[str, int]
    files: Mapping[str, File]
    sources: tuple[Path, ...] = ()

    @property
    def data(self) -> list[Path]:
        """The files that the engine loads: those of a release, or those that stand in for one."""
        if self.sources:
            return list(self.sources)
        return [self.path / name for name in DATA if (self.path / name).exists() or name == DATA[0]]

    @property
    def vocabulary(self) -> Path | None:
        """The folder with the ontology and the shapes as they were when the release was built, None without them."""
        return self.path if HEADER in self.files else None

    @property
    def dumps(self) -> list[File]:
        """The files that hold all of the data, as against one source's part, what it rests on, and reports about it."""
        apart = ("ontology/", "shapes/", "reports/", "source/")
        return [file for file in self.files.values() if not file.name.startswith(apart)]

    @property
    def last_modified(self) -> str:
        """The date of the newest change as an HTTP date."""
        return format_datetime(datetime.fromisoformat(self.modified).replace(tzinfo=UTC), usegmt=True)


def read_release(path: Path) -> Release:
    """Return the release in a folder, a link being followed once; raises ReleaseMissing when it is not one."""
    folder = path.resolve()
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Release(
            path=folder,
            version=manifest["version"],
            modified=manifest["modified"],
            counts=manifest["counts"],
            totals={name: manifest[name] for name in ("quads", "triples", "graphs")},
            files=read_files(folder, manifest["files"]),
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ReleaseMissing(f"{path} holds no release. Run `digdip build` first.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseBroken(f"{path} holds a release whose {MANIFEST} cannot be read.") from error


def check_release(release: Release) -> None:
    """Compare the files that the engine loads with their checksums; raises ReleaseBroken where one differs."""
    for path in release.data:
        file = release.files.get(path.name)
        try:
            digest = sha256_of(path)
        except OSError as error:
            raise ReleaseBroken(f"The release {release.version} lacks {path.name}.") from error
        if file is not None and digest != file.sha256:
            raise ReleaseBroken(f"{path.name} of the release {release.version} is not the file that was written.")


def sha256_of(path: Path) -> str:
    """Return the checksum of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def stand_in(path: Path) -> Release:
    """Return a file of RDF as a release; its version is its checksum. What it counts is known when it is loaded."""
    try:
        version, changed = sha256_of(path)[:VERSION_DIGITS], path.stat().st_mtime
    except OSError as error:
        raise ReleaseMissing(f"{path.name} cannot be read.") from error
    return Release(
        path=path.resolve().parent,
        version=f"{path.name}-{version}",
        modified=datetime.fromtimestamp(changed, UTC).date().isoformat(),
        counts={},
        totals={"quads": 0, "triples": 0, "graphs": 0},
        files={},
        sources=(path.resolve(),),
    )


def read_files(folder: Path, listing: Mapping[str, Mapping[str, Any]]) -> dict[str, File]:
    """Return the files of a manifest by name."""
    return {
        name: File(name, folder / name, facts["bytes"], facts["sha256"], facts["mediaType"])
        for name, facts in listing.items()
    }
