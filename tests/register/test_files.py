"""Files that people edited, corrected or named wrongly, and the command."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.errors import DataError
from tests.register.small import MEETING, dossier, entries, record, run, snapshot, write_register


def test_an_edit_survives_and_a_conflict_is_shown_until_it_is_settled(root: Path) -> None:
    run(root, record("t0001"), record("t0002", **MEETING))
    path = root / "data" / "sources" / "t0001.yaml"
    edited = path.read_text(encoding="utf-8").replace("place:tallinn", "place:tartu")
    path.write_text(edited, encoding="utf-8")
    outcome = run(root)
    assert (outcome.written.kept, outcome.written.conflicts) == (["data/sources/t0001.yaml"], {})
    for _ in range(2):
        outcome = run(root, record("t0001", note="Read again"))
        assert "+comment: {en: Read again}" in outcome.written.conflicts["data/sources/t0001.yaml"]
        assert path.read_text(encoding="utf-8") == edited
    assert run(root, settle=True).written.conflicts != {}
    outcome = run(root)
    assert (outcome.written.kept, outcome.written.conflicts) == (["data/sources/t0001.yaml"], {})
    assert path.read_text(encoding="utf-8") == edited


def test_a_dossier_of_somebody_else_is_never_overwritten(root: Path) -> None:
    path = root / "data" / "sources" / "t0001.yaml"
    path.write_text("id: source:t0001\n", encoding="utf-8")
    for _ in range(2):
        assert list(run(root, record("t0001")).written.conflicts) == ["data/sources/t0001.yaml"]
    assert path.read_text(encoding="utf-8") == "id: source:t0001\n"


def test_a_record_that_is_left_out_takes_its_dossier_along(root: Path) -> None:
    run(root, record("t0001"), record("t0002", **MEETING))
    outcome = run(root, record("t0002", **MEETING | {"facts": []}))
    assert outcome.left_out == {"t0002": "reports no fact"}
    assert outcome.written.removed == ["data/sources/t0002.yaml"]


def test_corrections_replace_fields_and_need_a_reason(root: Path) -> None:
    path = root / "data" / "register" / "corrections.yaml"
    path.write_text("records:\n  t0001: {event_date: 2024-03-03, place: null, why: read again}\n", encoding="utf-8")
    run(root, record("t0001"))
    (event,) = entries(root, "t0001", "reports", "event")
    assert event["dateEDTF"] == "2024-03-03"
    assert "tookPlaceAt" in event["leavesOpen"]
    assert '"event_date": "2024-03-04"' in (root / "data" / "register" / "records.jsonl").read_text(encoding="utf-8")


def test_a_correction_may_say_how_real_a_fact_is(root: Path) -> None:
    path = root / "data" / "register" / "corrections.yaml"
    path.write_text("records:\n  t0001: {facts: [{text: A b, modality: aim}], why: read again}\n", encoding="utf-8")
    run(root, record("t0001"))
    assert [(claim["label"]["en"], claim["modality"]) for claim in dossier(root, "t0001")["claims"]] == [("A b", "aim")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("records:\n  t0001: {facts: [{text: A b, modality: sure}], why: x}\n", "facts.0.modality"),
        ("records:\n  t0001: {place: null}\n", "gives no reason"),
        ("records:\n  t0001: {id: t0002, why: x}\n", "or another id"),
        ("records:\n  t0009: {place: null, why: x}\n", "is no record"),
        ("records:\n  t0001: {plaice: null, why: x}\n", "plaice"),
        ("records:\n  t0001: {event_date: yesterday, why: x}\n", "event_date"),
        ("records: [t0001]\n", "maps no records"),
        ("records: {", "is not YAML"),
    ],
)
def test_a_wrong_correction_is_an_error(root: Path, text: str, message: str) -> None:
    (root / "data" / "register" / "corrections.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        run(root, record("t0001"))


def test_a_term_that_no_table_knows_is_an_error_and_nothing_is_written(root: Path) -> None:
    before = snapshot(root)
    wrong = record(
        "t0001", topics=["alchemy"], parties=["EST", "ZZZ"], place="Nowhere", source_kind="rumour", event_type="ball"
    )
    with pytest.raises(DataError) as caught:
        run(root, wrong)
    told = [(problem.record, problem.field) for problem in caught.value.problems]
    assert sorted(told) == [("t0001", name) for name in ("event_type", "parties", "place", "source_kind", "topics")]
    assert snapshot(root) == before


@pytest.mark.parametrize("same", ["t0001", "t0009"])
def test_the_same_event_must_be_another_record(root: Path, same: str) -> None:
    with pytest.raises(DataError, match="is not another record"):
        run(root, record("t0001", same_event_as=same))


# The command


def command(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", "register", "--root", str(root), *arguments])


def test_the_command_reports_and_its_exit_code_tells_of_open_questions(root: Path) -> None:
    path = write_register(root / "r.jsonl", record("t0001"), record("t0002", **MEETING))
    result = command(root, str(path))
    assert result.exit_code == 0, result.output
    assert (
        "2 records, 100.0 % of them dossiers: 2 events, 1 agreements, 0 bodies, 2 persons, 2 offices" in result.stdout
    )
    assert "files: 5 new, 0 changed, 0 as before" in result.stdout
    assert command(root, "--check").exit_code == 0
    edited = root / "data" / "sources" / "t0001.yaml"
    edited.write_text(edited.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    result = command(root, "--check", str(write_register(root / "r.jsonl", record("t0001", note="New"))))
    assert result.exit_code == 1
    assert "+comment: {en: New}" in result.stdout
    assert command(root, "--settle").exit_code == 0
    assert command(root, "--check").exit_code == 0


def test_the_command_prints_errors_as_they_are_meant_to_be_read(root: Path) -> None:
    result = command(root, str(write_register(root / "r.jsonl", record("t0001", lang="english"))))
    assert result.exit_code == 1
    assert "r.jsonl:1: t0001 · lang: " in result.stderr
    assert "Nothing was changed." in result.stderr
