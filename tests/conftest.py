"""What several folders of tests share: the documents that people have read, built once and served once.

The corpus grows, and what tests know of its answers must stay true. ``tests/corpus`` is about all of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from app.answers import READ
from app.build.corpus import curate, fingerprint, read_corpus
from app.build.pipeline import build, version_of
from app.build.release import is_whole
from tests.serving import ROOT, serving


@pytest.fixture(scope="session")
def five() -> Store:
    """The curated graph of the five documents that people have read, with the named graphs behind it."""
    return curate(read_corpus(ROOT, dossiers=READ))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of those documents."""
    return build(ROOT, tmp_path_factory.mktemp("release"), dossiers=READ).folder


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of the whole corpus: the one of this checkout, which `make test` builds, or a new one."""
    folder = ROOT / "build" / version_of(ROOT, fingerprint(ROOT))
    return folder if is_whole(folder) else build(ROOT, tmp_path_factory.mktemp("whole")).folder


@pytest.fixture(scope="session")
def live(built: Path) -> Iterator[str]:
    """The address of a service over that release, without trailing slash."""
    with serving(RELEASE=str(built), WORKERS="2", ANNOUNCE="false") as address:
        yield address


@pytest.fixture(scope="session")
def exported(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tables and networks of that release."""
    from app.export.exporter import export  # not at the top: most tests run without the packages of the extra

    folder = tmp_path_factory.mktemp("tables") / "export"
    export(built, ROOT / "queries" / "export", folder, ("csv", "parquet"), lambda stage: None)
    return folder
