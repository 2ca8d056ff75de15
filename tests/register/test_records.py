"""Reading a register: every wrong line is an error that names file, line, record and field, and nothing is guessed."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from rdflib import RDF, SKOS, Graph

from app.errors import DataError
from app.register.importer import import_register
from app.register.records import Modality, parse_register, read_register, web_key, write_records
from tests.register.small import ROOT, dossier, make_root, official, record, run, snapshot, write_register


def test_what_is_read_is_written_back(tmp_path: Path) -> None:
    path = write_register(tmp_path / "r.jsonl", record("t0002", title="a\u2028b"), record("t0001", place_printed=True))
    records = read_register(path)
    write_records(records, tmp_path / "back.jsonl")
    assert sorted(read_register(tmp_path / "back.jsonl"), key=lambda item: item.id) == sorted(
        records, key=lambda item: item.id
    )


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": "../t0001"}, "id"),
    ({"id": "t0001/../x"}, "id"),
    ({"url": "javascript:alert(1)//https://example.org"}, "url"),
    ({"url": "https://example.org/<script>"}, "url"),
    ({"url": "https://example.org/a b"}, "url"),
    ({"url": "https:///nowhere"}, "url"),
    ({"url": "https://example.org/" + "a" * 2000}, "url"),
    ({"title": ""}, "title"),
    ({"title": "—"}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"title": "a\x1b[31mb"}, "title"),
    ({"title": "\ud800"}, "title"),
    ({"title": "a" * 401}, "title"),
    ({"lang": "English"}, "lang"),
    ({"published": "yesterday"}, "published"),
    ({"published": "2024-02-30"}, "published"),
    ({"published": "0001-01-01"}, "published"),
    ({"event_date": "04/03/2024"}, "event_date"),
    ({"date_basis": "guessed"}, "date_basis"),
    ({"officials": [official("")]}, "officials.0.name"),
    ({"officials": [official("a" * 201)]}, "officials.0.name"),
    ({"officials": [official("Mari", role="bystander")]}, "officials.0.role"),
    ({"officials": [{"name": "Mari", "rank": 1}]}, "officials.0.rank"),
    ({"officials": [official(f"Mari {n}") for n in range(251)]}, "officials"),
    ({"agreement": {"title": "MoU"}}, "agreement.kind"),
    ({"agreement": {"title": "MoU", "kind": "MoU", "acting": "EST"}}, "agreement.acting"),
    ({"parties": "EST"}, "parties"),
    ({"facts": ["a" * 1001]}, "facts.0.text"),
    ({"facts": [7]}, "facts.0"),
    ({"facts": [{"text": "a", "modality": "sure"}]}, "facts.0.modality"),
    ({"facts": [{"text": "a"}]}, "facts.0"),
    ({"facts": [{"text": "a", "modality": None}]}, "facts.0"),
    ({"facts": [{"modality": "agreed"}]}, "facts.0.text"),
    ({"facts": ["a", {"text": "a", "modality": "agreed", "polarity": "denied"}]}, "facts.1.polarity"),
    ({"confidence": "very"}, "confidence"),
    ({"same_event_as": "first"}, "same_event_as"),
    ({"place": 7}, "place"),
    ({"hosts": "EST"}, "hosts"),
    ({"hosts": ["FIN"]}, "hosts"),
    ({"mood": "good"}, "mood"),
]


@pytest.mark.parametrize(("fields", "field"), WRONG, ids=lambda item: str(item)[:40])
def test_a_wrong_field_is_named_with_its_line(fields: dict[str, Any], field: str) -> None:
    lines = [json.dumps(record("t0002")), "", json.dumps(record("t0001") | fields)]
    with pytest.raises(DataError) as caught:
        parse_register(lines, "r.jsonl")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.record, problem.field) == (
        "r.jsonl",
        3,
        fields.get("id", "t0001"),
        field,
    )
    assert problem.repair


WEIGHED = ["Kenya will train teachers", {"text": "Kenya will train nurses", "modality": "opinion"}]


def test_a_fact_may_have_its_modality_beside_it(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    run(root, record("t0001", facts=WEIGHED))
    claims = {claim["label"]["en"]: claim["modality"] for claim in dossier(root, "t0001")["claims"]}
    assert claims == {"Kenya will train teachers": "planned", "Kenya will train nurses": "opinion"}


def test_a_fact_is_stored_as_it_was_given(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    run(root, record("t0001", facts=WEIGHED))
    (line,) = (root / "data" / "register" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["facts"] == WEIGHED


def test_the_modalities_are_those_of_the_scheme() -> None:
    scheme = Graph().parse(ROOT / "ontology" / "schemes" / "modality.ttl")
    concepts = scheme.subjects(RDF.type, SKOS.Concept)
    assert set(get_args(Modality)) == {str(item).rsplit("/", 1)[1] for item in concepts}


@pytest.mark.parametrize("field", sorted(set(record("t0001")) - {"same_event_as"}))
def test_a_missing_field_is_named(field: str) -> None:
    fields = {name: value for name, value in record("t0001").items() if name != field}
    with pytest.raises(DataError) as caught:
        parse_register([json.dumps(fields)], "r.jsonl")
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize(
    "line", ["[1]", "7", "null", '"t0001"', '{"id": "t0001"', "not JSON", "[" * 50_000, "1" * 5000]
)
def test_a_line_that_is_no_record_is_named(line: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_register([line], "r.jsonl")
    assert {problem.line for problem in caught.value.problems} == {1}


def test_every_wrong_line_is_told_at_once() -> None:
    lines = [json.dumps(record("t0001", lang="?")), "{", json.dumps(record("t0003")), json.dumps(record("t0003"))]
    with pytest.raises(DataError) as caught:
        parse_register(lines, "r.jsonl")
    assert [problem.line for problem in caught.value.problems] == [1, 2, 4]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(json.dumps(record("t0001")).encode() + b"\n\xff\n")
    with pytest.raises(DataError, match=r"r\.jsonl:2: is not UTF-8"):
        read_register(path)


def test_a_wrong_register_changes_nothing(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    import_register(root, [write_register(root / "r.jsonl", record("t0001"))])
    before = snapshot(root)
    with pytest.raises(DataError):
        import_register(root, [write_register(root / "r.jsonl", record("t0002"), record("t0003", lang="?"))])
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a",
        "https://www.example.org/a/",
        "https://m.example.org/A#b",
        "https://example.org/a?utm_x=1",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    assert web_key(url) == "example.org/a"


def test_addresses_of_two_pages_are_two() -> None:
    assert web_key("https://example.org/?p=1") != web_key("https://example.org/?p=2")
