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
    ("Further corridors are under consideration", "possible"),
    ("Start-ups are to cooperate", "planned"),
    ("Space agencies to cooperate", "planned"),
    ("Working group within six months", "planned"),
    ("Action plan adopted within six months", "realised"),
    ("Refers to the strategy of 2050", "realised"),
    ("Passed an act to host the centre", "realised"),
]


@pytest.mark.parametrize(("fact", "modality"), FACTS)
def test_a_fact_is_as_real_as_its_words(fact: str, modality: str) -> None:
    assert modality_of(fact, real=True) == modality


@pytest.mark.parametrize(
    ("fact", "modality"),
    [
        ("Signing announced for the 12th", "planned"),
        ("First meeting in person", "planned"),
        ("The fund signed an agreement", "realised"),
        ("The memorandum dates from May 2021", "realised"),
        ("To be signed on the 4th", "planned"),
    ],
)
def test_what_is_done_is_told_apart_in_a_document_about_something_to_come(fact: str, modality: str) -> None:
    assert modality_of(fact, real=False) == modality


@pytest.mark.parametrize(
    ("fact", "modality"),
    [
        ("Joint training programmes", "committed"),
        ("Exchange of experts on data protection", "committed"),
        ("Joint training was held", "realised"),
        ("Signing in Riyadh", "realised"),
    ],
)
def test_the_terms_of_an_agreement_are_promised_and_not_done(fact: str, modality: str) -> None:
    assert modality_of(fact, real=True, agreed=True) == modality


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
