"""The import from end to end: what it writes conforms, stays the same, and keeps what people decided and edited."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from app.build.pipeline import check
from app.cli import main
from app.errors import DataError
from app.register.importer import Imported, import_register
from tests.register.small import make_root, official, record, snapshot, write_register

OTHER_DAY = {"event_date": "2024-09-20", "published": "2024-09-21"}
"""Far enough from the signing in Tallinn not to be taken for it."""
MEETING: dict[str, Any] = {"event_type": "meeting", "modality": "discussed", "agreement": None, **OTHER_DAY}
PLANNED: dict[str, Any] = {"modality": "planned", "event_date": "2024-10-01", "published": "2024-09-21"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path)


def run(root: Path, *records: dict[str, Any], **options: Any) -> Imported:
    """Import records, or what was imported before."""
    paths = [write_register(root / "register.jsonl", *records)] if records else []
    return import_register(root, paths, **options)


def dossier(root: Path, key: str) -> dict[str, Any]:
    """Return a dossier as YAML without types reads it."""
    return dict(yaml.load((root / "data" / "sources" / f"{key}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader))


def entries(root: Path, key: str, part: str, kind: str) -> list[dict[str, Any]]:
    """Return the entries of one part of a dossier whose names are of a kind."""
    return [item for item in dossier(root, key).get(part, []) if item["id"].startswith(f"{kind}:")]


def address(root: Path, kind: str, key: str) -> str:
    """Return what the ledger holds for a key."""
    lines = (root / "data" / "register" / "identities.tsv").read_text(encoding="utf-8").splitlines()
    return next(line.split("\t")[2] for line in lines if line.startswith(f"{kind}\t{key}\t"))


def decide(root: Path, kind: str, *pairs: tuple[str, str, str]) -> None:
    """Write a person's decisions into a review file."""
    path = root / "data" / "editorial" / "identity" / f"{kind}.yaml"
    path.parent.mkdir(exist_ok=True)
    entries = [{"a": a, "b": b, "decision": decision, "why": "as the test has it"} for a, b, decision in pairs]
    path.write_text(yaml.safe_dump({"pairs": entries}), encoding="utf-8")


SKILLS = {"title": "MoU on digital skills", "kind": "MoU", "parties": ["EST", "KEN"], "status": "signed"}
VARIETY = [
    record("t0001"),
    record("t0002", url="https://other.org/a", publisher="Other Post", title="Kenya in Tallinn: memo", lang="sw"),
    record("t0003", **MEETING, title="Ministers meet again", place="Nairobi, Kenya"),
    record("t0004", **PLANNED, title="Summit on AI to come", event_type="forum", agreement=None, officials=[]),
    record("t0005", **OTHER_DAY, title="A charter",
           agreement={"title": "Charter", "kind": "charter", "parties": ["EST"]}),
    record("t0006", **OTHER_DAY, event_type="ratification", title="Estonia ratifies the skills memorandum", place=None,
           agreement=SKILLS | {"status": "ratified"}),
    record("t0007", **MEETING, parties=["JPN", "FRA"], confidence="low", publisher=None, place=None,
           officials=[official("Kono", "Minister for Digital", "JPN"), official("Jean Martin", None, None)]),
    record("t0008", **PLANNED, title="Japan and France will sign", parties=["JPN", "FRA"], officials=[],
           agreement={"title": "Cable pact", "kind": "agreement", "parties": ["JPN", "FRA"], "status": "to be signed"}),
    record("t0009", event_type="other", event_date=None, date_basis=None, published=None, parties=[], officials=[],
           agreement=None, topics=[], place=None, title="- a: b", facts=["no", "2023-10-02", "null", "- a: b", "1e5"]),
    record("t0010", event_type="other", event_date="XXXX-07", parties=["ITU"], officials=[], agreement=None,
           place=None, title="🚀 'state:JPN', {x: [y]} #\u202bمرحبا\u200f\u2028x",
           note="&a *b !c %d @e `f` 'state:JPN'\\n: \"q\""),
]  # fmt: skip


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_root(tmp_path_factory.mktemp("varied"))
    run(root, *VARIETY)
    return root


def test_everything_that_is_imported_conforms(root: Path) -> None:
    run(root, *VARIETY)
    decide(root, "events", ("t0003", "t0007", "same"))
    run(root)
    assert (root / "data" / "reference" / "register-retired.yaml").exists()
    _, results = check(root, [])
    assert [str(result) for result in results if result.severity == "Violation"] == []


def test_every_record_is_a_dossier(varied: Path) -> None:
    assert {path.stem for path in (varied / "data" / "sources").iterdir()} == {item["id"] for item in VARIETY}


@pytest.mark.parametrize("item", VARIETY, ids=lambda item: item["id"])
def test_every_text_of_a_record_comes_back_as_it_was(varied: Path, item: dict[str, Any]) -> None:
    tree = dossier(varied, item["id"])
    assert tree["title"]["en"] == item["title"]
    assert tree.get("comment", {}).get("en") == item["note"]
    assert {claim["label"]["en"] for claim in tree["claims"]} >= set(item["facts"])


def test_a_second_run_writes_nothing(varied: Path) -> None:
    before = snapshot(varied)
    outcome = import_register(varied, [])
    assert (outcome.written.new, outcome.written.changed, outcome.written.conflicts) == ([], [], {})
    assert snapshot(varied) == before


def test_the_order_of_the_records_does_not_matter(varied: Path, root: Path) -> None:
    run(root, *reversed(VARIETY))
    for name in ("sources", "reference", "editorial"):
        assert snapshot(root).keys() == snapshot(varied).keys()
        assert {k: v for k, v in snapshot(root).items() if name in k} == {
            k: v for k, v in snapshot(varied).items() if name in k
        }


def test_what_is_planned_is_mentioned_and_claimed_and_never_reported(varied: Path) -> None:
    for key, part in (("t0004", "forum"), ("t0008", "event"), ("t0008", "agreement")):
        assert entries(varied, key, "reports", part) == []
        assert len(entries(varied, key, "mentions", part)) == 1
        assert set(entries(varied, key, "mentions", part)[0]) <= {"id", "type", "label"}
    claims = dossier(varied, "t0008")["claims"]
    stages = {claim["claimPredicate"]: claim["claimObject"] for claim in claims if "claimObject" in claim}
    assert stages["eventStatus"] == "event-status:planned"
    assert stages["agreementStatus"] == "agreement-status:planned"
    assert {claim["modality"] for claim in claims} <= {"planned"} | {claim["modality"] for claim in claims[-2:]}


@pytest.mark.parametrize("status", ["signed", "announced", "to be signed"])
def test_a_signing_to_come_signs_nothing(root: Path, status: str) -> None:
    run(root, record("t0001", **PLANNED, agreement=SKILLS | {"status": status}))
    assert entries(root, "t0001", "reports", "agreement") == entries(root, "t0001", "reports", "act") == []
    assert len(entries(root, "t0001", "mentions", "agreement")) == 1


def test_an_unsure_record_is_proposed_and_says_so(varied: Path) -> None:
    assert dossier(varied, "t0007")["reviewStatus"] == "proposed"
    assert {claim["confidence"] for claim in dossier(varied, "t0007")["claims"]} == {"0.4"}
    assert dossier(varied, "t0001")["reviewStatus"] == "accepted"


def test_an_agreement_of_one_named_party_has_a_group_for_the_rest(varied: Path) -> None:
    (agreement,) = entries(varied, "t0005", "reports", "agreement")
    assert agreement["hasParty"][0] == "state:EST"
    assert agreement["hasParty"][1] == entries(varied, "t0005", "reports", "group")[0]["id"]


def test_who_ratifies_is_the_one_of_whom_the_title_says_so(varied: Path) -> None:
    (act,) = entries(varied, "t0006", "reports", "act")
    assert (act["actType"], act["actBy"]) == ("ratification", ["state:EST"])


def test_the_approval_of_nobody_named_has_no_actor(root: Path) -> None:
    agreement = {"title": "MoU on skills", "kind": "MoU", "parties": ["EST", "KEN"], "status": "approved"}
    run(root, record("t0001", event_type="ratification", title="Memorandum gets a cabinet nod", agreement=agreement))
    assert "actBy" not in entries(root, "t0001", "reports", "act")[0]


def test_two_documents_of_one_event_share_it_and_keep_their_own_words(varied: Path) -> None:
    events = [entries(varied, key, "reports", "event")[0] for key in ("t0001", "t0002")]
    assert events[0]["id"] == events[1]["id"]
    assert ["label" in event for event in events].count(True) == 1


def test_only_the_later_copy_points_to_the_text_that_it_copies(root: Path) -> None:
    facts = ["Memorandum on skills signed", "Covers teachers"]
    others = ["Both sides met in the castle", "A school was visited"]
    run(
        root,
        record("t0001", publisher="A Post", facts=facts),
        record("t0002", publisher="B Post", note="Wire copy"),
        record("t0003", publisher="C Post", lang="fr", facts=others),
    )
    assert dossier(root, "t0002")["nearDuplicateOf"] == ["source:t0001"]
    assert "nearDuplicateOf" not in dossier(root, "t0001")
    assert "nearDuplicateOf" not in dossier(root, "t0003")


def test_a_place_that_the_reader_added_is_left_open(root: Path) -> None:
    run(root, record("t0001", place_printed=False), record("t0002", note="Place taken from the dateline", **OTHER_DAY))
    for key in ("t0001", "t0002"):
        (event,) = entries(root, key, "reports", "event")
        assert "tookPlaceAt" not in event
        assert "tookPlaceAt" in event["leavesOpen"]


def test_a_second_spelling_in_one_document_is_kept(root: Path) -> None:
    posts = "Minister of Digital Affairs"
    run(
        root,
        record(
            "t0001", officials=[official("Abdullah Swaha", posts, "SAU"), official("Abdullah Sawaha", posts, "SAU")]
        ),
    )
    (person,) = entries(root, "t0001", "reports", "person")
    assert [form["literalForm"]["en"] for form in person["hasNameForm"]] == ["Abdullah Swaha", "Abdullah Sawaha"]


def test_the_same_page_twice_is_left_out_with_its_reason(root: Path) -> None:
    outcome = run(
        root,
        record("t0001", url="https://www.example.org/a/"),
        record("t0002", url="http://example.org/a?utm_source=x"),
    )
    assert outcome.left_out == {"t0002": "has the same address as t0001"}


# Identity


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


# Files


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


@pytest.mark.parametrize(
    ("text", "message"),
    [
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
    assert "2 records, 100.0 % of them dossiers: 2 events, 1 agreements, 2 persons, 2 offices" in result.stdout
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
