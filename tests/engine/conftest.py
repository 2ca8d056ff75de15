"""The sample release, written once for all engine tests."""

from pathlib import Path

import pytest

from tests.engine.sample import build_sample


@pytest.fixture(scope="session")
def release_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample(tmp_path_factory.mktemp("release"))
