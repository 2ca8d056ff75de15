"""A project without documents for each test, and one with a varied register imported."""

from pathlib import Path

import pytest

from tests.register.small import VARIETY, make_root, run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_root(tmp_path_factory.mktemp("varied"))
    run(root, *VARIETY)
    return root
