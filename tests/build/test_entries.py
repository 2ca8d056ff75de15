"""What the cache keeps of a file is what the file says now, and nothing is lost on the way."""

import shutil
from pathlib import Path

import pytest

from app.build import entries
from app.build.context import context_of, make_context
from app.build.corpus import files, read_ontology
from app.build.dossiers import read_document
from app.build.entries import Entry, encode, read_entries
from app.build.vocabulary import Vocabulary
from app.errors import DataError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_ontology(ROOT)[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("ontology", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_file_comes_back_from_its_entry_as_it_was_read(vocabulary: Vocabulary) -> None:
    context = make_context(vocabulary)["@context"]
    tasks = files(ROOT)
    assert len(tasks) >= 15
    for task in tasks:
        read = read_document(task.path, task.graph, vocabulary, context, task.name)
        entry = Entry(encode(read, "key"))
        assert entry.document == read
        assert (entry.key, entry.name, entry.graph) == ("key", read.name, read.graph)
        assert {use.iri for use in read.uses} <= {f"https://w3id.org/digdip/id/{name}" for name in entry.named}


def test_a_second_reading_reads_nothing(root: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [entry.document for entry in read_entries(root, vocabulary, files(root))]
    monkeypatch.setattr(entries, "read_document", lambda *given: pytest.fail("a file was read again"))
    assert [entry.document for entry in read_entries(root, vocabulary, files(root))] == first


@pytest.mark.parametrize("changed", ["data/sources/seed-003.yaml", "ontology/schemes/role.ttl", "ontology/core.ttl"])
def test_what_changed_is_read_anew(
    changed: str, root: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_entries(root, vocabulary, files(root))
    path = root / changed
    path.write_text(path.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    names: list[str] = []
    monkeypatch.setattr(entries, "processors", lambda: 1)  # what another process reads is not seen here
    monkeypatch.setattr(entries, "read_document", lambda *given: (names.append(given[4]), read_document(*given))[1])
    read_entries(root, vocabulary, files(root))
    assert names == ([changed] if changed.startswith("data/") else [task.name for task in files(root)])


@pytest.mark.parametrize("cut", [slice(20), slice(-1), slice(0)])
def test_a_broken_entry_is_no_entry(cut: slice, root: Path, vocabulary: Vocabulary) -> None:
    first = [entry.document for entry in read_entries(root, vocabulary, files(root))]
    for path in (root / "build/cache").iterdir():
        path.write_bytes(path.read_bytes()[cut])
    assert [entry.document for entry in read_entries(root, vocabulary, files(root))] == first


def test_a_folder_that_cannot_be_written_costs_only_time(root: Path, vocabulary: Vocabulary) -> None:
    (root / "build").write_text("a file where the folder would be")
    assert len(read_entries(root, vocabulary, files(root))) == len(files(root))


def test_reading_in_several_processes_gives_the_same_and_the_problems_in_order(
    root: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [entry.document for entry in read_entries(root, vocabulary, files(root))]
    shutil.rmtree(root / "build")
    monkeypatch.setattr(entries, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(entries, "processors", lambda: 3)
    assert [entry.document for entry in read_entries(root, vocabulary, files(root))] == alone
    for name in ("seed-004", "seed-000", "seed-001"):
        (root / f"data/sources/{name}.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_entries(root, vocabulary, files(root))
    assert [Path(problem.file).stem for problem in caught.value.problems] == ["seed-000", "seed-001", "seed-004"]


def test_the_part_of_the_context_has_terms_prefixes_and_properties_that_are_values(vocabulary: Vocabulary) -> None:
    context = make_context(vocabulary)["@context"]
    part = context_of(
        {"id": "claim:a-1", "claimPredicate": "tookPlaceAt", "claims": [{"modality": "expected"}]}, context
    )
    assert {
        "@version",
        "id",
        "type",
        "claim",
        "claimPredicate",
        "tookPlaceAt",
        "claims",
        "modality",
        "dd",
    } <= part.keys()
    assert len(part) < 20
    assert all(context[key] == value for key, value in part.items())
