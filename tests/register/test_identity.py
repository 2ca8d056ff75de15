"""Who and what records mean: by rules, by decisions, under addresses that stay."""

from pathlib import Path

import pytest
import yaml

from app.errors import DataError
from tests.register.small import MEETING, address, decide, entries, official, record, run, snapshot


def test_a_surname_alone_merges_nobody(root: Path) -> None:
    run(
        root,
        record("t0001", officials=[official("Kim", "Minister of Science", "KOR")], parties=["KOR", "EST"]),
        record("t0002", officials=[official("Kim", "Minister of Trade", "KOR")], parties=["KOR", "FRA"], **MEETING),
    )
    first, second = (entries(root, key, "reports", "person")[0]["id"] for key in ("t0001", "t0002"))
    assert first != second
    review = (root / "data" / "editorial" / "identity" / "persons.yaml").read_text(encoding="utf-8")
    assert "kim | state:KOR | t0002" in review


def test_a_surname_does_not_bridge_two_people(root: Path) -> None:
    post, both = "Minister of Science and ICT", ["KOR", "EST"]
    later = {"event_date": "2024-06-04", "published": "2024-06-05", "title": "A second memorandum", "parties": both}
    run(
        root,
        record("t0001", officials=[official("Kim Min-seok", post, "KOR")], parties=both),
        record("t0002", officials=[official("Kim", post, "KOR")], parties=both, same_event_as="t0001"),
        record("t0003", officials=[official("Kim Yung-rok", post, "KOR")], **later),
        record("t0004", officials=[official("Kim", post, "KOR")], same_event_as="t0003", **later),
    )
    assert address(root, "person", "kim min seok | state:KOR") != address(root, "person", "kim yung rok | state:KOR")


def test_namesakes_of_two_sides_are_two_people_until_somebody_decides(root: Path) -> None:
    records = [
        record("t0001", officials=[official("Ali Hassan", "Minister of ICT", "KEN")]),
        record(
            "t0002", officials=[official("Ali Hassan", "Minister of ICT", "EGY")], parties=["EGY", "FRA"], **MEETING
        ),
    ]
    names = ("ali hassan | state:EGY", "ali hassan | state:KEN")
    assert run(root, *records).in_doubt["persons"] == 1
    assert address(root, "person", names[0]) != address(root, "person", names[1])
    decide(root, "persons", (*names, "same"))
    assert run(root).in_doubt["persons"] == 0
    assert address(root, "person", names[0]) == address(root, "person", names[1])


def test_a_decision_takes_apart_what_the_rules_would_join(root: Path) -> None:
    records = [record("t0001"), record("t0002", publisher="Other Post")]
    run(root, *records)
    assert address(root, "event", "t0001") == address(root, "event", "t0002")
    decide(root, "events", ("t0001", "t0002", "different"))
    run(root)
    assert address(root, "event", "t0001") != address(root, "event", "t0002")
    text = (root / "data" / "editorial" / "identity" / "events.yaml").read_text(encoding="utf-8")
    assert "why: as the test has it" in text


def test_contradictory_decisions_are_an_error_and_write_nothing(root: Path) -> None:
    run(root, record("t0001"), record("t0002"), record("t0003"))
    decide(root, "events", ("t0001", "t0002", "same"), ("t0002", "t0003", "same"), ("t0001", "t0003", "different"))
    before = snapshot(root)
    with pytest.raises(DataError, match="said to be the same"):
        run(root)
    assert snapshot(root) == before


def test_a_decision_about_nothing_is_shown(root: Path) -> None:
    run(root, record("t0001"))
    decide(root, "events", ("t0001", "t9999", "same"))
    assert run(root).unused == ["data/editorial/identity/events.yaml: t9999 is not in the register"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pairs: [{a: t0001, b: t0002}]", "pair 1 is not a decision"),
        ("pairs: [{a: t0001, b: t0002, decision: perhaps}]", "pair 1 is not a decision"),
        ("pairs: {a: b}", "has no list of pairs"),
        ("pairs: [", "is not YAML"),
    ],
)
def test_a_broken_review_file_is_an_error(root: Path, text: str, message: str) -> None:
    path = root / "data" / "editorial" / "identity" / "events.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        run(root, record("t0001"))


def test_addresses_stay_when_a_record_comes_before_the_others(root: Path) -> None:
    run(root, record("t0005"), record("t0006", **MEETING))
    before = {key: address(root, "event", key) for key in ("t0005", "t0006")}
    run(root, record("t0001", title="Tallinn and Nairobi shake hands"), record("t0002", **MEETING, title="Talks"))
    assert {key: address(root, "event", key) for key in before} == before


def test_the_majority_keeps_the_address_when_an_event_is_taken_apart(root: Path) -> None:
    run(root, record("t0001"), record("t0002"), record("t0003"))
    before = address(root, "event", "t0003")
    decide(root, "events", ("t0001", "t0002", "different"), ("t0001", "t0003", "different"))
    run(root)
    assert address(root, "event", "t0001") != before
    assert address(root, "event", "t0002") == address(root, "event", "t0003") == before


def test_a_retired_address_points_to_the_one_in_its_place_for_good(root: Path) -> None:
    run(root, record("t0001"), record("t0002", **MEETING, title="Something else"))
    old = {address(root, "event", key) for key in ("t0001", "t0002")}
    decide(root, "events", ("t0001", "t0002", "same"))
    for _ in range(2):  # also in the run after
        run(root)
        kept = address(root, "event", "t0001")
        (gone,) = old - {kept}
        path = root / "data" / "reference" / "register-retired.yaml"
        (entry,) = yaml.safe_load(path.read_text(encoding="utf-8"))["resources"]
        assert (entry["id"], entry["isReplacedBy"], entry["deprecated"]) == (gone, kept, True)
