"""Which of two values says the same as the other, and more: the nearer place, the narrower date."""

import re
from collections.abc import Mapping

from pyoxigraph import Literal

from app.build.dates import read_edtf
from app.namespaces import expand
from app.terms import Term

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SPAN = re.compile(rf"{DAY.pattern}/{DAY.pattern}", re.ASCII)


def says_more(value: Term, other: Term, located_in: Mapping[Term, frozenset[Term]], lasting: bool = False) -> bool:
    """Return whether a value agrees with another and says more.

    What is ``lasting``, as a visit is, is told of more fully by its days than by one of them.
    """
    if not (isinstance(value, Literal) and isinstance(other, Literal) and value.datatype == expand("edtf:EDTF")):
        return other in located_in.get(value, frozenset())
    if lasting and DAY.fullmatch(value.value) and SPAN.fullmatch(other.value):
        return False
    if lasting and SPAN.fullmatch(value.value) and DAY.fullmatch(other.value):
        return narrows(other.value, value.value)
    return narrows(value.value, other.value)


def narrows(text: str, other: str) -> bool:
    """Return whether an EDTF date lies within another, and is not as wide.

    >>> narrows("2023-10-01", "2023-10"), narrows("2023-10", "2023-10"), narrows("2019-11-25", "XXXX-XX-25")
    (True, False, True)
    """
    inner, outer = read_edtf(text), read_edtf(other)
    if outer.earliest is None and outer.latest is None:
        return text != other and _fits_without_year(text, other)
    if inner.latest is None and inner.earliest is None:  # a day of no year says more than "not after"
        return outer.precision == "open-interval"
    after = outer.earliest is None or (inner.earliest is not None and inner.earliest >= outer.earliest)
    before = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return after and before and (inner.earliest, inner.latest) != (outer.earliest, outer.latest)


def _fits_without_year(text: str, other: str) -> bool:
    """Return whether a date agrees with one without a year: with what it gives of month and day."""
    if "/" not in other:
        given = other.replace("X", r"[\dX]")
        return all(re.match(given, end) for end in text.split("/"))
    low, high = (end.removeprefix("XXXX-") for end in other.split("/"))
    days = [end[5:] for end in text.split("/") if len(end) >= 7]
    return bool(days) and all(low <= day <= high + ("-99" if len(high) == 2 else "") for day in days)
