from pathlib import Path

import pytest

from app.api.catalogue import Catalogue


def test_front_takes_the_first_of_three_themes(tmp_path: Path) -> None:
    for name in ("actors/b", "actors/a", "claims/a", "describe/own", "events/a", "time/a"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.rq").write_text(f"#+ summary: {name}?\nASK {{}}\n")
    catalogue = Catalogue(tmp_path)
    assert [query.summary for query in catalogue.front(())] == ["actors/a?", "events/a?", "time/a?"]
    assert [query.name for query in catalogue.front(("claims/a",))] == ["a"]
    assert catalogue.own("own").endswith("ASK {}\n")
    with pytest.raises(KeyError):
        catalogue.own("other")
