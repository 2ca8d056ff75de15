"""Dates as people write them (EDTF, ISO 8601-2) and the two bounds that queries compare.

A bound is given only where a year is known and the end is closed: a month without a year has none, an interval with an
open end has one. The ``edtf`` library gives years 0 and 9999 or infinity there, which must not reach the data.
"""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from app.namespaces import dd, entity, expand

_PLAIN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_YEARLESS = re.compile(r"XXXX-((0[1-9]|1[0-2])|(0[1-9]|1[0-2]|XX)-(0[1-9]|[12]\d|3[01]))", re.ASCII)
_ONE_OF = re.compile(r"\[([\d-]+)\.\.([\d-]+)\]", re.ASCII)


@dataclass(frozen=True)
class Bounds:
    """The days between which an EDTF date lies, each None where the date leaves it open, and its precision."""

    earliest: datetime.date | None
    latest: datetime.date | None
    precision: str


@lru_cache(maxsize=4096)
def read_edtf(text: str) -> Bounds:
    """Return the bounds of an EDTF date; raises ValueError with the reason where it is none.

    >>> read_edtf("../2023-10-02")
    Bounds(earliest=None, latest=datetime.date(2023, 10, 2), precision='open-interval')
    >>> read_edtf("XXXX-07").latest is None
    True
    """
    if not 0 < len(text) <= 60:
        raise ValueError("empty, or longer than any EDTF date")
    start, slash, end = text.partition("/")
    if slash:
        first, last = _one(start), _one(end)
        if first.earliest and last.latest and first.earliest > last.latest:
            raise ValueError("an interval that ends before it starts")
        return Bounds(first.earliest, last.latest, _interval_precision(start, end, first, last))
    return _one(text)


def _interval_precision(start: str, end: str, first: Bounds, last: Bounds) -> str:
    if {start, end} & {"", ".."}:
        return "open-interval"
    return "partial" if first.precision == "partial" or last.precision == "partial" else "interval"


def _one(text: str) -> Bounds:
    if text in ("", ".."):
        return Bounds(None, None, "open-interval")
    if plain := _plain(text):
        return plain
    from edtf import parse_edtf  # not at the top: its grammar takes long to load, and most files do not need it
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        low, high = parsed.lower_strict(), parsed.upper_strict()
    except (EDTFParseException, ValueError, AttributeError, TypeError) as error:
        raise ValueError("not a date in EDTF") from error
    if text.startswith(("XXXX", "-", "Y")):
        return Bounds(None, None, "partial")
    try:
        return Bounds(datetime.date(*low[:3]), datetime.date(*high[:3]), _precision(text))
    except (TypeError, ValueError) as error:  # endless bounds are numbers without days
        raise ValueError("not a day of the calendar") from error


def _plain(text: str) -> Bounds | None:
    """Return the bounds of a plain year, month or day, or of one without a year. Most are, and the grammar takes ms.

    That a date is approximate or uncertain widens nothing: its bounds are those of what is written.
    """
    if _YEARLESS.fullmatch(text):
        return Bounds(None, None, "partial")
    if within := _ONE_OF.fullmatch(text):
        return _one_of(_plain(within[1]), _plain(within[2]))
    text = text[:-1] if text[-1] in "?~%" else text
    if not _PLAIN.fullmatch(text) or text.startswith("0000"):
        return None
    year, month, day = (int(part) for part in f"{text}-0-0".split("-")[:3])
    if day > calendar.monthrange(year, month or 12)[1]:
        return None
    last = day or calendar.monthrange(year, month or 12)[1]
    return Bounds(datetime.date(year, month or 1, day or 1), datetime.date(year, month or 12, last), _precision(text))


def _one_of(first: Bounds | None, last: Bounds | None) -> Bounds | None:
    """Return the bounds of one day out of those between two dates."""
    if first is None or last is None or first.earliest is None or last.latest is None:
        return None
    if first.earliest > last.latest:
        raise ValueError("a set that ends before it starts")
    return Bounds(first.earliest, last.latest, "interval")


def _precision(text: str) -> str:
    plain = re.sub(r"[?~%]", "", text)
    if plain.startswith(("[", "{")):
        return "interval"
    if "X" in plain:
        return "partial"
    if re.fullmatch(r"\d{4}-(2[1-9]|3\d|4[01])", plain):
        return "season"
    return {0: "year", 1: "month", 2: "day"}[plain.count("-")]


def date_facts(text: str) -> list[tuple[NamedNode, Literal | NamedNode]]:
    """Return what follows from an EDTF date: the bounds that it has, and its precision."""
    bounds = read_edtf(text)
    facts: list[tuple[NamedNode, Literal | NamedNode]] = [
        (dd(name), Literal(day.isoformat(), datatype=expand("xsd:date")))
        for name, day in (("earliestDate", bounds.earliest), ("latestDate", bounds.latest))
        if day
    ]
    return [*facts, (dd("datePrecision"), entity("date-precision", bounds.precision))]


def with_bounds(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return the quads with the bounds and the precision of every EDTF date beside it.

    Bounds that a file gives by hand stay as they are; the shapes compare them with the date.
    """
    found = tuple(quads)
    by_hand = {(quad.subject, quad.predicate) for quad in found}
    added = [
        Quad(quad.subject, predicate, value, quad.graph_name)
        for quad in found
        if quad.predicate == dd("dateEDTF") and isinstance(quad.object, Literal)
        for predicate, value in date_facts(quad.object.value)
        if (quad.subject, predicate) not in by_hand
    ]
    return found + tuple(added)
