"""Dates: how well they are known, in which order things happened, and who held an office when."""

import re
from collections import Counter, defaultdict

from tests.readings.files import Files, several, texts
from tests.readings.provenance import events
from tests.readings.stored import Rows, answers


def bounds(date: str) -> tuple[str, str, str]:
    """Return the first and the last possible day of an EDTF date, and its precision; an unknown bound is empty.

    >>> bounds("../2023-10-02"), bounds("XXXX-07"), bounds("2021")
    (('', '2023-10-02', 'open-interval'), ('', '', 'partial'), ('2021-01-01', '2021-12-31', 'year'))
    """
    days = re.findall(r"\d{4}-\d\d-\d\d", date)
    if re.fullmatch(r"\d{4}", date):
        return f"{date}-01-01", f"{date}-12-31", "year"
    if date.startswith("../"):
        return "", days[0], "open-interval"
    if date.endswith("/.."):
        return days[0], "", "open-interval"
    if not days:
        return "", "", "partial"
    return days[0], days[-1], "day" if len(days) == 1 else "interval"


def dated(files: Files) -> dict[str, tuple[str, str]]:
    """Return date and basis of everything that has a date, also where editors alone know of it."""
    names = {*files.records, *(subject for subject, predicate in files.settled if predicate == "dateEDTF")}
    return {name: files.date(name) for name in sorted(names) if files.date(name)[0]}


def dated_events(files: Files) -> dict[str, tuple[str, str]]:
    """Return date and basis of the diplomatic events among them."""
    known = set(events(files)) | {name for name in dated(files) if name.startswith("forum:")}
    return {name: date for name, date in dated(files).items() if name in known}


@answers("time/explain-date-bases")
def explain_date_bases(files: Files) -> Rows:
    counts = Counter((basis, f"date-precision:{bounds(date)[2]}") for date, basis in dated(files).values())
    return [(*key, str(number)) for key, number in counts.items()]


@answers("time/order-events")
def order_events(files: Files) -> Rows:
    for name, (date, basis) in dated_events(files).items():
        first, last, _ = bounds(date)
        if last:
            yield last, first, name, date, basis


@answers("time/find-events-in-period")
def find_events_in_period(files: Files) -> Rows:
    begin, end = "2023-01-01", "2023-12-31"
    for name, (date, _) in dated_events(files).items():
        first, last, _ = bounds(date)
        if (first or last) and (not first or first <= end) and (not last or last >= begin):
            certain = bool(first) and bool(last) and first >= begin and last <= end
            yield name, date, str(certain).lower()


@answers("time/find-undated-events")
def find_undated_events(files: Files) -> Rows:
    for name in events(files):
        date = files.date(name)[0]
        if "held" in files.values(name, "eventStatus") and not any(bounds(date)[:2]):
            printed = [text for words in files.values(name, "relativeExpression") for text in texts(words)]
            yield from ((name, text, date) for text in printed or [""])


@answers("time/order-by-precedence")
def order_by_precedence(files: Files) -> Rows:
    return [(earlier, name) for name in files.records for earlier in files.values(name, "precededBy")]


@answers("time/list-editorial-dates")
def list_editorial_dates(files: Files) -> Rows:
    address = {record["id"]: record.get("url", "") for record in files.editorial}
    for claim in files.accepted:
        if claim.get("claimPredicate") == "dateEDTF":
            subject, date = claim["claimSubject"], claim["claimValue"]
            yield from ((subject, date, source, address[source]) for source in several(claim["sources"]))


def acted(files: Files) -> dict[str, list[str]]:
    """Return the latest possible days of the events at which somebody acted in an office, by holding."""
    days = defaultdict(list)
    for name in events(files):
        day = bounds(files.date(name)[0])[1]
        for part in files.values(name, "hasParticipation"):
            if day and "actedAs" in part and "held" in files.values(name, "eventStatus"):
                days[part["actedAs"]].append(day)
    return days


def term(files: Files, holding: str) -> tuple[str, str]:
    """Return the first and the last day of a term of office, each where editors found a record of it."""
    return files.settled.get((holding, "heldFrom"), ""), files.settled.get((holding, "heldUntil"), "")


@answers("time/date-office-holdings")
def date_office_holdings(files: Files) -> Rows:
    days = acted(files)
    for holding in files.of_kind("holding"):
        yield holding, min(days[holding], default=""), max(days[holding], default=""), *term(files, holding)


@answers("time/name-office-holder-on-day")
def name_office_holder_on_day(files: Files) -> Rows:
    day, days = "2023-10-01", acted(files)
    for holding in files.of_kind("holding"):
        (holder,), (capacity,) = files.values(holding, "holder"), files.values(holding, "capacity")
        if files.values(holding, "heldOffice") == ["office:pk-minister-it"]:
            begin, end = term(files, holding)
            if (begin and begin > day) or (end and end < day):
                how = "not held"
            elif begin and end:
                how = "held"
            elif days[holding] and min(days[holding]) <= day <= max(days[holding]):
                how = "attested"
            else:
                how = "begun" if begin else "not known"
            yield holder, f"capacity:{capacity}", how
