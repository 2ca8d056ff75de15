"""EDTF dates and their bounds, on the cases in which the library's own bounds must not be used."""

import datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from app.build import dates
from app.build.dates import Bounds, read_edtf, with_bounds
from app.namespaces import dd, entity, expand

DAY = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2024-12-16", "2024-12-16", "2024-12-16", "day"),
        ("2023-10", "2023-10-01", "2023-10-31", "month"),
        ("2023-10~", "2023-10-01", "2023-10-31", "month"),
        ("2023-10-02?", "2023-10-02", "2023-10-02", "day"),
        ("[2026-01-19..2026-01-22]", "2026-01-19", "2026-01-22", "interval"),
        ("[2023-02..2023-03]", "2023-02-01", "2023-03-31", "interval"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("2021-21", "2021-03-01", "2021-05-31", "season"),
        ("2024-12-15/2024-12-19", "2024-12-15", "2024-12-19", "interval"),
        ("../2023-10-02", None, "2023-10-02", "open-interval"),
        ("2023-10-02/..", "2023-10-02", None, "open-interval"),
        ("/2025-04-11", None, "2025-04-11", "open-interval"),
        ("XXXX-07", None, None, "partial"),
        ("XXXX-12-15/XXXX-12-19", None, None, "partial"),
        ("[2023-10-01,2023-10-02]", "2023-10-01", "2023-10-02", "interval"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    bounds = read_edtf(text)
    assert bounds.earliest == (earliest and DAY(earliest))
    assert bounds.latest == (latest and DAY(latest))
    assert bounds.precision == precision


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2023-02-30", "2023-13", "2024-12-19/2024-12-15", "2" * 100, "2023-10-02T25:00"),
        *("[2024-02..2023-01]", "[2023-02-30..2023-03-01]", "[..2023]", "XXXX-02~", "~"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_edtf(text)


def test_bounds_stand_beside_the_date_and_leave_those_by_hand() -> None:
    event, graph = NamedNode("https://example.org/e"), NamedNode("https://example.org/g")
    by_hand = Quad(event, dd("earliestDate"), Literal("2020-01-01", datatype=expand("xsd:date")), graph)
    quads = with_bounds([Quad(event, dd("dateEDTF"), Literal("2023-10", datatype=expand("edtf:EDTF")), graph), by_hand])
    facts = {(quad.predicate, quad.object) for quad in quads}
    assert (dd("latestDate"), Literal("2023-10-31", datatype=expand("xsd:date"))) in facts
    assert (dd("datePrecision"), entity("date-precision", "month")) in facts
    assert [quad for quad in quads if quad.predicate == dd("earliestDate")] == [by_hand]


def test_plain_dates_are_read_as_the_grammar_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> Bounds | str:
        try:
            return read_edtf.__wrapped__(text)
        except ValueError as error:
            return str(error)

    years = "0000 0001 1900 2000 2023 9999 XXXX 201X".split()
    months, days = ("", "-00", "-01", "-02", "-04", "-13", "-21", "-XX"), ("", "-00", "-01", "-29", "-31", "-32", "-XX")
    texts = [f"{year}{month}{day}" for year in years for month in months for day in days]
    fast = [read(text) for text in texts]
    monkeypatch.setattr(dates, "_plain", lambda text: None)
    assert fast == [read(text) for text in texts]
    assert sum(isinstance(bounds, Bounds) for bounds in fast) > 50
