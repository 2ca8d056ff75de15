from pathlib import Path

import pytest

from app.engine.release import ReleaseMissing, read_release


def test_release_is_read(release_path: Path) -> None:
    release = read_release(release_path)
    assert (release.version, release.counts["states"]) == ("sample-1", 1)
    assert release.path.name == "sample-1" and release.data == [release.path / "dataset.nq.gz"]
    assert release.last_modified == "Mon, 23 Nov 2026 00:00:00 GMT"
    assert release.files["dataset.nq.gz"].size == release.data[0].stat().st_size


def test_missing_release_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing, match="digdip build"):
        read_release(tmp_path / "current")
