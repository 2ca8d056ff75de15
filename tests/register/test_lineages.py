"""Which documents count as one witness: a remark must be about the document itself, and about a text that is there."""

import pytest

from app.register.lineages import find_lineages
from app.register.records import Record
from tests.register.small import record


def lineages(*notes: str | None, **more: str) -> dict[str, list[str]]:
    """Return the copies among documents of one event with these remarks, of houses of their own."""
    houses = ("Example Times", "Baltic Post", "Lake Herald")
    facts = (["Signed in Tallinn"], ["Two ministers put their names to a paper"], ["A paper on schools was agreed"])
    records = [
        Record.model_validate(
            record(f"t000{n}", note=note, publisher=house, facts=told, url=f"https://{n}.org/{n}") | more
        )
        for n, (note, house, told) in enumerate(zip(notes, houses, facts, strict=False), 1)
    ]
    return find_lineages(records, {item.id: "event:one" for item in records})


@pytest.mark.parametrize("note", ["Blog copy of an official release", "Undated reprint", "Spun text; no date"])
def test_a_copy_of_an_unnamed_text_is_one_witness_with_what_is_most_like_it(note: str) -> None:
    assert lineages(None, note) == {"t0002": ["t0001"]}


@pytest.mark.parametrize(
    "note",
    [
        "The date stands in the caption; another copy (example.org) lists Bolivia as well",
        "Year from the outlook and the 2024 mirror of the same text",
        "Says more than an earlier copy",
    ],
)
def test_a_remark_about_another_document_makes_no_copy(note: str) -> None:
    assert lineages(None, note) == {}


def test_a_copy_goes_to_the_house_that_it_names_and_to_no_other() -> None:
    assert lineages(None, None, "Retells Baltic Post") == {"t0003": ["t0002"]}
    assert lineages(None, "Retells Space in Africa") == {}
    assert lineages(None, "Mirror of The Register; date from URL") == {}


def test_two_copies_of_one_text_that_is_not_there_are_one_witness() -> None:
    assert lineages(None, "Retells Space in Africa", "Reprint of Space in Africa") == {"t0003": ["t0002"]}


def test_a_name_is_no_part_of_a_longer_word() -> None:
    assert lineages("An economic daily", "Law-firm copy of an MIC release") == {}
