"""What clients say of their wishes is read, and a flood of wishes holds nobody up."""

import time

import pytest

from app.api.negotiation import LONGEST_HEARD, best, encoding, heard, languages
from app.api.profiles import preferred

FLOOD = [",".join(f"a/b{number};q=0.{number % 9}" for number in range(15_000))]


@pytest.mark.parametrize("read", [lambda headers: best(headers, ["text/csv"]), encoding, languages, preferred])
def test_a_flood_of_wishes_is_read_in_part(read: object) -> None:
    start = time.process_time()
    read(FLOOD)  # type: ignore[operator]
    assert time.process_time() - start < 0.5


def test_what_is_cut_off_is_cut_between_wishes() -> None:
    assert heard(["text/csv;q=0.5", "image/png"]) == "text/csv;q=0.5, image/png"
    assert FLOOD[0].startswith(heard(FLOOD) + ",") and len(heard(FLOOD)) <= LONGEST_HEARD
    assert best(["text/csv", *FLOOD], ["text/turtle", "text/csv"]) == "text/csv"
