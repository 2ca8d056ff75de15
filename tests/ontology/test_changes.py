"""The list of changes names every term of the ontology, once, by the version that brought it."""

from collections import Counter

from app.api.changes import read_changes
from app.api.library import read_library
from app.namespaces import ONTOLOGY
from tests.serving import ROOT

CHANGES = read_changes((ROOT / "ontology" / "CHANGES.md").read_text(encoding="utf-8"))
LIBRARY = read_library(ROOT)
REPAIR = "name it in ontology/CHANGES.md, under the version in the header of ontology/digdip.ttl"


def named(kind: str) -> Counter[str]:
    return Counter(name for change in CHANGES if change.kind == kind for name in change.terms)


def test_every_term_was_added_once() -> None:
    assert len(LIBRARY.terms) > 150
    added = named("Added")
    assert {term.name for term in LIBRARY.terms.values()} == set(added), REPAIR
    assert [name for name, times in added.items() if times > 1] == []


def test_retired_terms_are_listed() -> None:
    assert {term.name for term in LIBRARY.terms.values() if term.retired} == set(named("Deprecated")), REPAIR


def test_nothing_unknown_is_listed() -> None:
    assert {change.kind for change in CHANGES} <= {"Added", "Changed", "Deprecated"}
    assert set(named("Changed")) <= set(named("Added"))


def test_the_newest_version_is_the_one_in_the_header() -> None:
    assert CHANGES[0].version == LIBRARY.files[ONTOLOGY].version


def test_every_version_before_is_kept() -> None:
    before = {f"{ONTOLOGY}/{change.version}" for change in CHANGES} - {LIBRARY.files[ONTOLOGY].version_iri}
    assert before == set(LIBRARY.versions) and LIBRARY.files[ONTOLOGY].prior in before
