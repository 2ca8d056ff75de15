"""What an import writes conforms, stays the same, and says no more than the record."""

from pathlib import Path
from typing import Any

import pytest

from app.build.pipeline import check
from app.register.importer import import_register
from tests.register.small import (
    MEETING,
    OTHER_DAY,
    PLANNED,
    SKILLS,
    VARIETY,
    decide,
    dossier,
    entries,
    official,
    record,
    run,
    snapshot,
)


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


def test_an_agreement_of_which_no_party_is_named_is_one_of_a_group(root: Path) -> None:
    run(root, record("t0001", agreement=SKILLS | {"parties": []}, event_type="forum"))
    (agreement,) = entries(root, "t0001", "reports", "agreement")
    (group,) = entries(root, "t0001", "reports", "group")
    assert agreement["hasParty"] == [group["id"]]
    (act,) = entries(root, "t0001", "reports", "act")
    assert "actBy" not in act
    _, results = check(root, [])
    assert not [result for result in results if result.focus.endswith(agreement["id"].partition(":")[2])]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["MoU", "agreement"], "MemorandumOfUnderstanding"),
        (["MoU", "agreement", "agreement"], "Agreement"),
        (["MoU", "MoU", "agreement"], "MemorandumOfUnderstanding"),
        (["letter of intent", "MoU", "letter of intent"], "LetterOfIntent"),
    ],
)
def test_an_agreement_is_of_the_kind_that_most_documents_give_it(root: Path, kinds: list[str], expected: str) -> None:
    run(root, *(record(f"t000{n}", agreement=SKILLS | {"kind": kind}) for n, kind in enumerate(kinds, 1)))
    found = [entries(root, f"t000{n}", "reports", "agreement")[0]["type"] for n in range(1, len(kinds) + 1)]
    assert set(found) - {"Agreement"} == {expected} - {"Agreement"}


CENTRE = {"title": "E-Government Centre", "kind": "joint centre", "parties": ["EST", "KEN"], "status": "opened"}


def test_a_joint_centre_is_a_body_that_the_event_resulted_in(root: Path) -> None:
    run(root, record("t0001", event_type="establishment", modality="reported", agreement=CENTRE))
    assert not entries(root, "t0001", "reports", "agreement")
    (body,) = entries(root, "t0001", "reports", "body")
    assert (body["type"], body["bodyStatus"]) == ("WorkingBody", "established")
    (event,) = entries(root, "t0001", "reports", "event")
    assert event["resultedIn"] == body["id"]
    former = body["id"].replace("body:", "agreement:")
    retired = (root / "data" / "reference" / "register-retired.yaml").read_text(encoding="utf-8")
    assert f"id: {former}\n" in retired
    assert f"isReplacedBy: {body['id']}\n" in retired
    _, results = check(root, [])
    assert [result for result in results if result.severity == "Violation"] == []


def test_a_task_force_that_is_planned_is_a_mention_with_a_claim(root: Path) -> None:
    planned = CENTRE | {"kind": "task force", "status": "planned"}
    run(root, record("t0001", **PLANNED | {"event_type": "establishment"}, agreement=planned))
    (body,) = entries(root, "t0001", "mentions", "body")
    assert body["type"] == "TaskForce"
    said = {(claim.get("claimPredicate"), claim.get("claimObject")) for claim in dossier(root, "t0001")["claims"]}
    assert ("bodyStatus", "body-status:expected") in said


def test_what_only_an_occasion_bears_is_no_agreement(root: Path) -> None:
    run(root, record("t0001", agreement=SKILLS | {"parties": ["Internet Governance Forum"]}))
    assert not entries(root, "t0001", "reports", "agreement")


def test_who_only_hosted_is_host_and_no_party(root: Path) -> None:
    people = [official("Mari Tamm", "Minister of Digital Affairs"), official("Jean Martin", "Minister", "FRA")]
    agreement = SKILLS | {"parties": ["KEN", "FRA"]}
    run(root, record("t0001", parties=["EST", "KEN", "FRA"], hosts=["EST"], officials=people, agreement=agreement))
    (event,) = entries(root, "t0001", "reports", "event")
    roles = {(part["participant"], part["role"]) for part in event["hasParticipation"]}
    assert {("state:EST", "host"), ("state:KEN", "signatory"), ("state:FRA", "signatory")} <= roles
    (agreement,) = entries(root, "t0001", "reports", "agreement")
    assert agreement["hasParty"] == ["state:FRA", "state:KEN"]


def test_an_official_who_hosts_hosts_for_the_side(root: Path) -> None:
    run(root, record("t0001", hosts=["EST"], officials=[official("Mari Tamm", "President", role="host")]))
    (event,) = entries(root, "t0001", "reports", "event")
    hosting = [part["participant"] for part in event["hasParticipation"] if part["role"] == "host"]
    assert hosting == ["person:mari-tamm"]


def test_what_enters_into_force_for_one_party_after_another_is_several_acts(root: Path) -> None:
    force: dict[str, Any] = {"event_type": "entry_into_force", "parties": ["EST", "KEN"]}
    whole = SKILLS | {"status": "in force"}
    decide(root, "agreements", ("t0001", "t0002", "same"))
    run(
        root,
        record("t0001", **force, agreement=whole | {"acting": ["EST"]}),
        record("t0002", **force | OTHER_DAY, agreement=whole | {"acting": ["KEN"]}),
        record("t0003", **force, agreement=whole, same_event_as="t0001"),
    )
    acts = [entries(root, f"t000{n}", "reports", "act")[0] for n in (1, 2, 3)]
    assert [act["id"].rpartition("force")[2] for act in acts] == ["-est", "-ken", ""]
    assert [act["actBy"] for act in acts] == [["state:EST"], ["state:KEN"], ["state:EST", "state:KEN"]]
    assert [act["dateEDTF"] for act in acts] == ["2024-03-04", OTHER_DAY["event_date"], "2024-03-04"]
    assert len({act["actOn"] for act in acts}) == 1


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


def test_who_is_only_mentioned_holds_an_office_and_is_at_no_event(root: Path) -> None:
    quoted = official("Mari Tamm", "Minister of Digital Affairs", role="mentioned")
    run(root, record("t0001", officials=[quoted], facts=["Signed in Tallinn"]))
    (event,) = entries(root, "t0001", "reports", "event")
    assert {part["participant"] for part in event["hasParticipation"]} == {"state:EST", "state:KEN"}
    assert len(entries(root, "t0001", "reports", "holding")) == 1


def test_a_side_signs_in_its_own_name_unless_somebody_is_said_to_have_signed_for_it(root: Path) -> None:
    officials = [
        official("Mari Tamm", "Minister of Digital Affairs", role="host"),
        official("James Otieno", "Cabinet Secretary for ICT", "KEN", role="signatory"),
    ]
    run(root, record("t0001", officials=officials, facts=["Signed in Tallinn"]))
    (event,) = entries(root, "t0001", "reports", "event")
    roles = {
        (part["participant"].partition(":")[0], part["onBehalfOf"]): part["role"] for part in event["hasParticipation"]
    }
    assert roles == {
        ("person", "state:EST"): "host",
        ("state", "state:EST"): "signatory",
        ("person", "state:KEN"): "signatory",
    }


@pytest.mark.parametrize(("sides", "role"), [(["EST", "KEN"], "counterpart"), (["EST", "UNESCO"], "participant")])
def test_only_states_are_each_others_counterpart(root: Path, sides: list[str], role: str) -> None:
    """An organisation may have met one of its members, or its host."""
    run(root, record("t0001", **MEETING | {"parties": sides, "officials": []}))
    (event,) = entries(root, "t0001", "reports", "event")
    assert {part["role"] for part in event["hasParticipation"]} == {role}


def test_a_text_tells_of_an_agreement_and_of_no_occasion(root: Path) -> None:
    run(root, record("t0001", event_type="text", modality="agreed", agreement=SKILLS | {"status": None}))
    assert entries(root, "t0001", "reports", "agreement")
    assert not entries(root, "t0001", "reports", "event") and not entries(root, "t0001", "reports", "act")


def test_a_party_that_is_only_announced_leaves_another_to_be_named(root: Path) -> None:
    first = record("t0001", agreement=SKILLS | {"parties": ["EST"]})
    second = record("t0002", modality="planned", same_event_as="t0001", agreement=SKILLS | {"status": "planned"})
    run(root, first, second)
    (agreement,) = entries(root, "t0001", "reports", "agreement")
    (group,) = entries(root, "t0001", "reports", "group")
    assert agreement["hasParty"] == ["state:EST", group["id"]]


def test_a_document_gives_an_agreement_its_own_kind_or_none(root: Path) -> None:
    kinds = ["framework agreement", "MoU", "MoU"]
    records = [
        record(f"t000{number}", same_event_as=None if number == 1 else "t0001", agreement=SKILLS | {"kind": kind})
        for number, kind in enumerate(kinds, 1)
    ]
    run(root, *records)
    classes = [entries(root, item["id"], "reports", "agreement")[0]["type"] for item in records]
    assert classes == ["Agreement", "MemorandumOfUnderstanding", "MemorandumOfUnderstanding"]


@pytest.mark.parametrize(
    ("parties", "people", "kind"),
    [
        (["EST", "KEN"], [], "BilateralMeeting"),
        (["European Union", "KEN"], [], "BilateralMeeting"),
        (["EST", "KEN", "FIN"], [], "MultilateralMeeting"),
        (
            ["EST", "KEN"],
            [official("Aino Salo", "Minister", "FIN", role="speaker")],
            "MultilateralMeeting",
        ),
        (["EST", "KEN"], [official("Aino Salo", "Minister", "FIN", role="mentioned")], "BilateralMeeting"),
        (["EST", "International Telecommunication Union"], [], "Meeting"),
        (["EST"], [], "Meeting"),
    ],
)
def test_a_meeting_is_of_the_kind_that_its_sides_make(
    root: Path, parties: list[str], people: list[dict[str, Any]], kind: str
) -> None:
    run(root, record("t0001", event_type="meeting", agreement=None, parties=parties, officials=people))
    (event,) = entries(root, "t0001", "reports", "event")
    assert event["type"] == kind


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("MoU on skills", "Memorandum of understanding on skills"),
        ("Declaration on an MoU on skills", "Declaration on a memorandum of understanding on skills"),
        ("An MoC on skills", "A memorandum of cooperation on skills"),
    ],
)
def test_short_names_of_agreements_are_written_out(root: Path, title: str, label: str) -> None:
    run(root, record("t0001", agreement=SKILLS | {"title": title}))
    (agreement,) = entries(root, "t0001", "reports", "agreement")
    assert agreement["label"]["en"].startswith(label)


def test_an_agreement_may_be_about_less_than_its_record(root: Path) -> None:
    run(root, record("t0001", topics=["skills", "AI"], agreement=SKILLS | {"topics": ["skills"]}))
    (event,), (agreement,) = (entries(root, "t0001", "reports", kind) for kind in ("event", "agreement"))
    assert set(agreement["coversTopic"]) < set(event["discussedTopic"])


def test_an_agreement_is_named_with_the_parties_of_all_its_documents(root: Path) -> None:
    two = SKILLS | {"parties": ["EST", "KEN", "FIN"]}
    run(root, record("t0001"), record("t0002", publisher="Other Post", agreement=two))
    decide(root, "agreements", ("t0001", "t0002", "same"))
    run(root)
    labels = {
        item["label"]["en"]
        for key in ("t0001", "t0002")
        for item in entries(root, key, "reports", "agreement")
        if "label" in item
    }
    assert labels == {"Memorandum of understanding on digital skills (Estonia, Finland, Kenya)"}
