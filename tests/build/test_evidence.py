"""Evidence: positions and checksums are held against the text, and what no statement rests on is shown."""

import hashlib
from pathlib import Path

import pytest

from app.build.context import make_context
from app.build.corpus import read_ontology
from app.build.dossiers import Document, read_document
from app.build.evidence import passages, read_text, rests_on_text, uncovered

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Jane Doe of Aland and the minister of Børland signed in Tōkyō. Nothing else was said about it at all."
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def dossier(folder: Path, *, sha256: str = DIGEST, length: int = len(TEXT), evidence: str = "0-17") -> Document:
    path = folder / "example.yaml"
    path.write_text(
        f"""\
id: source:example
type: NewsArticle
title: {{en: A signing}}
identifier: "example"
textSha256: {sha256}
textLength: {length}
reports:
  - id: person:jane-doe
    type: Person
    label: {{en: Jane Doe}}
    evidence: {evidence}
""",
        encoding="utf-8",
    )
    vocabulary = read_ontology(ROOT)[2]
    return read_document(path, None, vocabulary, make_context(vocabulary)["@context"], "example.yaml")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "example.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_a_statement_is_shown_beside_its_passage(tmp_path: Path, texts: Path) -> None:
    document = dossier(tmp_path)
    text, problems = read_text(document, texts)
    assert problems == []
    shown, outside = passages(document, text)
    assert outside == []
    assert [(item.record, item.label, item.text) for item in shown] == [
        ("person:jane-doe", "Jane Doe", "Jane Doe of Aland")
    ]
    assert uncovered(text, shown) == [(17, len(TEXT))]


@pytest.mark.parametrize(
    ("changes", "repair"),
    [({"sha256": "0" * 64}, f"write `textSha256: {DIGEST}`"), ({"length": 5}, f"write `textLength: {len(TEXT)}`")],
)
def test_another_text_is_noticed(tmp_path: Path, texts: Path, changes: dict[str, str], repair: str) -> None:
    problems = read_text(dossier(tmp_path, **changes), texts)[1]  # type: ignore[arg-type]
    assert [problem.repair for problem in problems] == [repair]


@pytest.mark.parametrize("given", ["textSha256", "evidence", ""])
def test_a_checksum_or_a_position_refers_to_a_text(tmp_path: Path, given: str) -> None:
    dossier(tmp_path)
    path = tmp_path / "example.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    others = {"textSha256", "textLength", "evidence"} - {given}
    path.write_text("".join(line for line in lines if line.split(":")[0].strip() not in others), encoding="utf-8")
    vocabulary = read_ontology(ROOT)[2]
    document = read_document(path, None, vocabulary, make_context(vocabulary)["@context"], "example.yaml")
    assert rests_on_text(document) == bool(given)


@pytest.mark.parametrize("span", ["90-120", "20-10", "5-5"])
def test_a_span_outside_the_text_is_a_problem_with_its_record(tmp_path: Path, texts: Path, span: str) -> None:
    document = dossier(tmp_path, evidence=span)
    _, outside = passages(document, read_text(document, texts)[0])
    assert [(problem.record, problem.field) for problem in outside] == [("person:jane-doe", "evidence")]
    assert span in outside[0].message


def test_a_missing_text_is_a_problem(tmp_path: Path) -> None:
    assert "no text named example" in read_text(dossier(tmp_path), tmp_path / "nowhere")[1][0].message
