"""What the words of a record tell: never more than they say."""

import pytest

from app.register.records import Record
from app.register.wording import modality_of, polarity_of, role_in_facts
from tests.register.small import official, record

FACTS = [
    ("Signed on 5 May 2021", "realised"),
    ("A joint committee was set up", "realised"),
    ("The committee meets in June", "realised"),
    ("Action plan adopted", "realised"),
    ("First Asian state to sign such an agreement", "realised"),
    ("Moved due to the weather", "realised"),
    ("Members plan to move operations", "planned"),
    ("Second round planned for Washington", "planned"),
    ("The council is to meet within a year", "planned"),
    ("A centre will be set up", "planned"),
    ("Next round expected in June", "expected"),
    ("Both sides committed themselves to an alliance", "committed"),
    ("Agreed to exchange experts", "agreed"),
    ("Aims at training staff", "aim"),
    ("Others may join", "possible"),
    ("Cooperation on clouds considered", "possible"),
]


@pytest.mark.parametrize(("fact", "modality"), FACTS)
def test_a_fact_is_as_real_as_its_words(fact: str, modality: str) -> None:
    assert modality_of(fact, "realised") == modality


@pytest.mark.parametrize(
    ("fact", "polarity"), [("No text was signed, as no agreement was reached", "denied"), ("Both signed", "affirmed")]
)
def test_a_denial_is_one(fact: str, polarity: str) -> None:
    assert polarity_of(fact) == polarity


TAMM, OTIENO = official("Mari Tamm", "Minister of ICT", "EST"), official("James Otieno", "Minister of ICT", "KEN")
ROLES = [
    (["Signed by Tamm and Otieno"], "signatory", "signatory"),
    (["Tamm signed in Tallinn"], "signatory", "participant"),
    (["Tamm signed on behalf of Otieno"], "signatory", "participant"),
    (["Signed by Tamm in the presence of Otieno"], "signatory", "witness"),
    (["Signed by both ministers"], "signatory", "signatory"),
    (["Ministers signed"], "signatory", "signatory"),
    (["Signed, witnessed by both ministers"], "witness", "witness"),
    (["Signed by both prime ministers"], "participant", "participant"),
    (["Otieno attended the signing"], "participant", "witness"),
    (["The memorandum that Tamm praised was signed in May"], "participant", "participant"),
    (["Tamm said the memorandum was signed"], "participant", "participant"),
    (["Tamm and Otieno met"], "participant", "participant"),
    ([], "participant", "participant"),
]


@pytest.mark.parametrize(("facts", "first", "second"), ROLES)
def test_a_role_is_the_one_that_the_facts_tell(facts: list[str], first: str, second: str) -> None:
    signing = Record.model_validate(record("t0001", officials=[TAMM, OTIENO], facts=facts))
    assert [role_in_facts(signing, person, True) for person in signing.officials] == [first, second]


def test_whoever_attends_a_forum_is_no_witness() -> None:
    forum = Record.model_validate(
        record("t0001", event_type="forum", modality="reported", officials=[TAMM], facts=["Tamm attended the forum"])
    )
    assert role_in_facts(forum, forum.officials[0], False) == "participant"


def test_both_sides_of_a_meeting_are_counterparts() -> None:
    meeting = Record.model_validate(
        record("t0001", event_type="meeting", modality="discussed", officials=[TAMM, OTIENO], facts=["They met"])
    )
    assert [role_in_facts(meeting, person, True) for person in meeting.officials] == ["counterpart", "counterpart"]
