"""The pages about the corpus say what its release holds: every table, every side of a contradiction, every rule."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from app.errors import BuildError
from app.quality import PAGES, describe, read_sides, write_page

ROOT = Path(__file__).resolve().parents[2]
TOLD = re.findall(r"<!-- generated: (contradiction:\S+) -->", (ROOT / "docs" / "contradictions.md").read_text("utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fresh(everything: Store, name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == write_page(page, ROOT, everything)


def test_twenty_contradictions_are_told_of_several_kinds(everything: Store) -> None:
    sides = read_sides(ROOT, everything)
    assert len(set(TOLD)) == len(TOLD) == 20
    assert len({sides[name][0]["kind"] for name in TOLD}) >= 5


@pytest.mark.parametrize("name", TOLD)
def test_a_contradiction_that_is_told_is_one_between_lineages(everything: Store, name: str) -> None:
    rows = read_sides(ROOT, everything)[name]
    assert len({row["value"] for row in rows}) >= 2
    assert len({row["lineage"] for row in rows}) >= 2
    assert not rows[0]["rule"].value.endswith("/more-precise")


def test_the_rule_and_the_documents_stand_on_the_page(everything: Store) -> None:
    text = describe(everything, ROOT, read_sides(ROOT, everything)["contradiction:sau-mar-saudi-party"])
    assert "`resolution-rule:editorial-resolution`, [`claim:editorial-sau-mar-" in text
    assert "| Saudi Arabia |" in text
    assert "`source:seed-004`" in text


def test_what_the_release_does_not_hold_cannot_be_told(five: Store) -> None:
    page = "<!-- generated: contradiction:none -->\n<!-- end of generated: contradiction:none -->"
    with pytest.raises(BuildError, match="contradiction:none"):
        write_page(page, ROOT, five)


def test_every_query_of_quality_is_shown_or_serves_a_page() -> None:
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"<!-- generated: (\w+) -->", page))
    assert {path.stem for path in (ROOT / "queries" / "quality").glob("*.rq")} == shown | {"documents"}
