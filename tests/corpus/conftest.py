"""The whole corpus, loaded once and served once for the tests that are about all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from app.quality import read_release
from tests.serving import serving


@pytest.fixture(scope="session")
def everything(whole: Path) -> Store:
    """The dataset of the whole corpus, with the results of its validation."""
    return read_release(whole)


@pytest.fixture(scope="session")
def service(whole: Path) -> Iterator[str]:
    """The address of a service over the whole corpus, with the limits that a service has by default."""
    with serving(RELEASE=str(whole), ANNOUNCE="false") as address:
        yield address
