"""Documents: what each of them says and leaves open, what they share, and what editors add."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.readings.files import Files, Record, english, several
from tests.readings.stored import Rows, answers
from tests.readings.terms import below, property_name

SHARED = re.compile(r"(person|state|organisation|office|place):[A-Za-z0-9-]+")


def events(files: Files) -> list[str]:
    """Return the names of the diplomatic events that documents describe or mention."""
    return [name for name in files.of_kind("event", "forum") if files.types(name) & below("DiplomaticEvent")]


@answers("provenance/compare-source-dates")
def compare_source_dates(files: Files) -> Rows:
    for name, by_source in files.records.items():
        for source, records in by_source.items():
            given = [record["dateEDTF"] for record in records if "dateEDTF" in record]
            yield from ((name, source, date, files.date(name)[0]) for date in given)


@answers("provenance/count-records-per-source")
def count_records_per_source(files: Files) -> Rows:
    for source, dossier in files.dossiers.items():
        happened = sum(source in files.records[name] for name in events(files))
        agreed = sum(source in files.records[name] for name in files.of_kind("agreement"))
        yield source, str(happened), str(agreed), str(len(dossier["claims"]))


@answers("provenance/describe-sources")
def describe_sources(files: Files) -> Rows:
    inner = [
        (name, source, records) for name in files.of_kind("source") for source, records in files.records[name].items()
    ]
    everything = [(source, source, dossier) for source, dossier in files.dossiers.items()]
    everything += [(name, source, record) for name, source, records in inner for record in records]
    for name, source, record in everything:
        day = files.settled.get((name, "issued")) or record.get("issued", "")
        yield name, f"dd:{record['type']}", source, record["language"], day


@answers("provenance/find-corroborated-resources")
def find_corroborated_resources(files: Files) -> Rows:
    for name in files.of_kind("person", "state", "organisation", "office", "holding", "group", "delegation"):
        if len(files.records[name]) > 1:
            yield name, str(len(files.records[name]))


@answers("provenance/find-shared-entities")
def find_shared_entities(files: Files) -> Rows:
    found = defaultdict(set)
    for source, dossier in files.dossiers.items():
        for name in _named(dossier):
            found[name].add(source)
    return {(name, str(len(sources))) for name, sources in found.items() if len(sources) > 1}


def _named(value: Any) -> Iterator[str]:
    """Yield what a dossier names as the value of a property; a record's own name is no such value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "id":
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
    elif SHARED.fullmatch(value):
        yield value


@answers("provenance/find-single-witness-events")
def find_single_witness_events(files: Files) -> Rows:
    for name in events(files):
        if files.types(name) & {"SigningCeremony", "BilateralMeeting"} and len(files.records[name]) == 1:
            yield from ((name, source) for source in files.records[name])


@answers("provenance/list-silences")
def list_silences(files: Files) -> Rows:
    for name in events(files):
        for source, records in files.records[name].items():
            for key in (key for record in records for key in several(record.get("leavesOpen"))):
                filled = bool(files.values(name, key)) or (name, key) in files.settled
                yield source, name, property_name(key), str(filled).lower()


@answers("provenance/locate-evidence")
def locate_evidence(files: Files) -> Rows:
    for name in events(files):
        if "SigningCeremony" in files.types(name):
            for source, records in files.records[name].items():
                for passage in (passage for record in records for passage in several(record["evidence"])):
                    yield name, source, *passage.split("-")


@answers("provenance/list-editorial-claims")
def list_editorial_claims(files: Files) -> Rows:
    for claim in files.rulings:
        status, number = f"review-status:{claim['reviewStatus']}", str(len(set(claim["sources"])))
        yield claim["id"], english(claim), status, claim.get("confidence", ""), number


@answers("provenance/list-outside-documents")
def list_outside_documents(files: Files) -> Rows:
    cited: dict[str, Record] = {item["id"]: item for item in files.editorial if item["id"].startswith("source:cited-")}
    found = set()
    for claim in files.rulings:
        predicate = property_name(claim["claimPredicate"]) if "claimPredicate" in claim else ""
        status = f"review-status:{claim['reviewStatus']}"
        for subject in several(claim.get("claimSubject")) + several(claim.get("claimAbout")):
            for name in claim["sources"]:
                shown = cited[name].get("publisher", ""), cited[name].get("url", "")
                found.add((subject, predicate, status, name, *shown))
    return found
