"""What several folders of tests share: the project's own data, built once and served once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.build.pipeline import build
from tests.serving import ROOT, serving


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of the project's data."""
    return build(ROOT, tmp_path_factory.mktemp("release")).folder


@pytest.fixture(scope="session")
def live(built: Path) -> Iterator[str]:
    """The address of a service over that release, without trailing slash."""
    with serving(RELEASE=str(built), WORKERS="2", ANNOUNCE="false") as address:
        yield address
