"""Names and titles as printed, and labels in other languages."""

import re
from collections.abc import Iterator

from rdflib import RDFS, Literal

from tests.readings.files import Files, Record, several, texts
from tests.readings.stored import Rows, answers
from tests.readings.terms import graph_of, labels

STATES, TOPICS = "data/reference/states.ttl", "ontology/schemes/topic.ttl"


def name_forms(files: Files) -> Iterator[tuple[str, str, Record, str]]:
    """Yield every printed name of a person: person, document, name form, and what is printed."""
    for person in files.of_kind("person"):
        for source, records in files.records[person].items():
            for form in (form for record in records for form in several(record.get("hasNameForm"))):
                yield person, source, form, texts(form["literalForm"])[0]


@answers("languages/list-name-spellings")
def list_name_spellings(files: Files) -> Rows:
    return {(person, printed, form.get("nameScript", "")) for person, _, form, printed in name_forms(files)}


@answers("languages/compare-name-orders")
def compare_name_orders(files: Files) -> Rows:
    family = {record["id"]: record.get("familyName", "") for record in files.reference}
    return {
        (f"name-order:{form['nameOrder']}", person, printed, family[person])
        for person, _, form, printed in name_forms(files)
        if "nameOrder" in form
    }


@answers("languages/list-honorifics")
def list_honorifics(files: Files) -> Rows:
    for person, source, form, printed in name_forms(files):
        if "honorific" in form:
            yield person, form["honorific"], printed, source


@answers("languages/find-people-by-spelling")
def find_people_by_spelling(files: Files) -> Rows:
    folded = {(person, printed, re.sub("[-'’ ]", "", printed).lower()) for person, _, _, printed in name_forms(files)}
    return {(person, printed) for person, printed, plain in folded if "alswaha" in plain}


@answers("languages/compare-office-titles")
def compare_office_titles(files: Files) -> Rows:
    told = [record for name in files.of_kind("office") for record in files.told(name)]
    offices = [record for record in [*files.reference, *told] if record["id"].startswith("office:")]
    return {
        (record["id"], title.rsplit("@", 1)[1], title)
        for record in offices
        for key in ("label", "altLabel")
        for title in texts(record.get(key))
    }


@answers("languages/label-shared-topics")
def label_shared_topics(files: Files) -> Rows:
    slugs = {slug for name in files.of_kind("agreement") for slug in files.values(name, "coversTopic")}
    for slug in slugs:
        named = labels(TOPICS, f"topic:{slug}")
        yield f"topic:{slug}", *(f"{named[tag]}@{tag}" for tag in ("fr", "ar", "ja", "ur"))


@answers("languages/list-state-names")
def list_state_names(files: Files) -> Rows:
    found = set()
    for state in files.of_kind("state"):
        named = labels(STATES, state)
        others = tuple(f"{named[tag]}@{tag}" for tag in ("ar", "ja", "ur"))
        found |= {(state, texts(form["literalForm"])[0], *others) for form in files.values(state, "hasNameForm")}
    return found


@answers("languages/count-labels-by-language")
def count_labels_by_language(files: Files) -> Rows:
    records = [*files.reference, *files.editorial]
    records += [record for name in files.of_kind("organisation", "office") for record in files.told(name)]
    kinds = {
        "dd:Office": _languages(records, "office:"),
        "dd:Organisation": _languages(records, "organisation:"),
        "dd:State": _languages_of_turtle(STATES, "state"),
        "dd:Topic": _languages_of_turtle(TOPICS, "topic"),
    }
    for kind, named in kinds.items():
        for tag in ("ar", "en", "fr", "ja", "ur"):
            yield kind, tag, str(sum(tag in tags for tags in named.values())), str(len(named))


def _languages(records: list[Record], prefix: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        if record["id"].startswith(prefix):
            found.setdefault(record["id"], set()).update(record.get("label", {}))
    return found


def _languages_of_turtle(path: str, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for subject, label in graph_of(path).subject_objects(RDFS.label):
        if f"/id/{kind}/" in str(subject) and isinstance(label, Literal):
            found.setdefault(str(subject), set()).add(str(label.language))
    return found
