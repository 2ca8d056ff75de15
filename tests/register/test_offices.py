"""Which titles mean one office: by portfolio, by who holds them, by decisions; never across ranks by rule."""

from pathlib import Path

import pytest
import yaml

from app.register.offices import Office, office_matches
from app.register.portfolios import Portfolios, read_portfolios
from app.register.posts import parse_post
from tests.register.small import MEETING, ROOT, address, decide, entries, official, record, run

JPN, KEN, PHL = "state:JPN", "state:KEN", "state:PHL"


@pytest.fixture(scope="module")
def table() -> Portfolios:
    return read_portfolios(ROOT)


def office(table: Portfolios, text: str, side: str = KEN, **holders: int) -> Office:
    """Return an office with its holders, each with the year in which a document shows them in it."""
    (title,) = parse_post(text)
    found = Office(side, title.key, table.meaning(side, title.key))
    found.titles[title] += 1
    for person, year in holders.items():
        found.holders[person] |= {year} if year else set()
    return found


def outcome(table: Portfolios, *offices: Office) -> list[tuple[str, bool]]:
    return [(match.method, match.automatic) for match in office_matches(offices, table)]


@pytest.mark.parametrize(
    ("side", "left", "right"),
    [
        (KEN, "Minister of Communications and IT", "Minister of Telecommunications and Information Technology"),
        (KEN, "Cabinet Secretary for ICT", "Minister of Information and Communication Technologies"),
        (PHL, "Secretary of Information and Communications Technology", "Minister of ICT"),
        (JPN, "Minister of Home Affairs and Communication", "Minister for Internal Affairs and Communications"),
        ("state:GBR", "Cyber Director, FCDO", "Director for Cyber Policy, foreign ministry"),
        ("state:ESP", "President of the Government", "Prime Minister"),
    ],
)
def test_one_portfolio_in_other_words_is_one_office(table: Portfolios, side: str, left: str, right: str) -> None:
    found = outcome(table, office(table, left, side, one=2020), office(table, right, side, other=2024))
    assert found == [("same-rank-and-portfolio", True)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Minister of ICT", "Deputy Minister of ICT"),
        ("Minister of ICT", "State Minister for ICT"),
        ("Minister of ICT", "Principal Secretary for ICT"),
        ("First Deputy Minister of ICT", "Deputy Minister of ICT"),
        ("Minister of Trade", "Minister of ICT"),
        ("Minister of Foreign Affairs", "Minister of Foreign Trade"),
        ("Foreign Minister", "Digital Ambassador"),
        ("Prime Minister", "Minister of ICT"),
        ("Prime Minister", "Deputy Prime Minister"),
        ("President", "Vice-President"),
    ],
)
def test_another_rank_or_portfolio_is_another_office(table: Portfolios, left: str, right: str) -> None:
    assert not [item for item in outcome(table, office(table, left, a=2024), office(table, right, b=2024)) if item[1]]
    assert not [item for item in outcome(table, office(table, left, a=2024), office(table, right, a=2024)) if item[1]]


def test_a_short_form_needs_a_holder_in_common_at_one_time(table: Portfolios) -> None:
    whole = office(table, "Minister of ICT and Innovation", amina=2023)
    assert outcome(table, whole, office(table, "Minister of ICT", amina=2024)) == [("short-form-and-holder", True)]
    assert outcome(table, whole, office(table, "Minister of ICT", amina=2010)) == [("short-form", False)]
    assert outcome(table, whole, office(table, "Minister of ICT", otieno=2023)) == [("short-form", False)]


def test_a_third_office_with_a_part_of_the_portfolio_puts_a_short_form_in_doubt(table: Portfolios) -> None:
    both = office(table, "Minister of Communications, Electronics and IT", prasad=2021)
    parts = office(table, "Minister of Communications", prasad=2021), office(table, "Minister of IT", prasad=2021)
    found = outcome(table, both, *parts)
    assert found and not any(automatic for _, automatic in found)


def test_two_people_at_one_event_hold_two_offices(table: Portfolios) -> None:
    left, right = office(table, "Minister of ICT", a=2024), office(table, "Cabinet Secretary for ICT", b=2024)
    left.seats.add(("event:one", "a"))
    right.seats.add(("event:one", "b"))
    assert outcome(table, left, right) == [("same-rank-and-portfolio", False)]


def test_one_holder_under_two_ranks_is_for_a_person_to_decide(table: Portfolios) -> None:
    found = outcome(table, office(table, "Minister of State for IT", a=2024), office(table, "Minister for IT", a=2025))
    assert found == [("one-holder-two-ranks", False)]


def test_offices_of_two_states_are_never_compared(table: Portfolios) -> None:
    assert (
        outcome(table, office(table, "Minister of ICT", KEN, a=2024), office(table, "Minister of ICT", PHL, a=2024))
        == []
    )


FIRST, SECOND = "Cabinet Secretary for ICT", "Cabinet Secretary for Trade"
KEYS = ("cabinet communication information secretary technology | state:KEN", "cabinet secretary trade | state:KEN")


def test_a_decision_makes_one_office_with_both_titles_and_retires_an_address(root: Path) -> None:
    run(
        root,
        record("t0001", officials=[official("James Otieno", FIRST, "KEN")]),
        record("t0002", officials=[official("Jane Wanjiru", SECOND, "KEN")], **MEETING),
    )
    old = {address(root, "office", key) for key in KEYS}
    assert len(old) == 2
    decide(root, "offices", (*KEYS, "same"))
    run(root)
    kept = address(root, "office", KEYS[0])
    assert address(root, "office", KEYS[1]) == kept
    (gone,) = old - {kept}
    reference = root / "data" / "reference"
    (retired,) = yaml.safe_load((reference / "register-retired.yaml").read_text(encoding="utf-8"))["resources"]
    assert (retired["id"], retired["isReplacedBy"]) == (gone, kept)
    (described,) = yaml.safe_load((reference / "register-offices.yaml").read_text(encoding="utf-8"))["resources"]
    titles = {described["label"]["en"].partition(" (")[0], *described["altLabel"]["en"]}
    assert (described["id"], titles) == (kept, {FIRST, SECOND})
    held = {
        key: [item["heldOffice"] for item in entries(root, key, "reports", "holding")] for key in ("t0001", "t0002")
    }
    assert held == {"t0001": [kept], "t0002": [kept]}


def test_doubtful_titles_are_listed_with_their_holders_and_stay_apart(root: Path) -> None:
    run(
        root,
        record("t0001", officials=[official("James Otieno", "Deputy Minister of ICT", "KEN")]),
        record("t0002", officials=[official("James Otieno", "Minister of ICT", "KEN")], **MEETING),
    )
    review = yaml.safe_load((root / "data" / "editorial" / "identity" / "offices.yaml").read_text(encoding="utf-8"))
    (pair,) = review["pairs"]
    assert (pair["decision"], pair["method"]) == ("open", "one-holder-two-ranks")
    assert [item["holders"] for item in pair["evidence"]] == [["person:james-otieno (2024)"]] * 2
    assert address(root, "office", pair["a"]) != address(root, "office", pair["b"])


def test_a_code_wins_over_a_name_that_reads_like_it(root: Path) -> None:
    run(root, record("t0001", parties=["MSR", "KEN"], officials=[official("Samuel Joseph", "Deputy Premier", "MSR")]))
    assert address(root, "office", "deputy minister prime | territory:MSR")


def test_a_post_that_tells_no_office_is_reported_and_its_holder_still_acts_for_the_side(root: Path) -> None:
    outcome = run(root, record("t0001", officials=[official("Mari Tamm", "Minister")]))
    assert outcome.unheard == ["t0001: 'Minister' of state:EST tells no office that Mari Tamm holds"]
    (event,) = entries(root, "t0001", "reports", "event")
    mari = next(part for part in event["hasParticipation"] if part["participant"] == "person:mari-tamm")
    assert mari["onBehalfOf"] == "state:EST"
    assert "actedAs" not in mari


def test_a_bare_title_is_an_office_where_the_project_describes_it(root: Path) -> None:
    people = [official("Lacina Koné", "CEO", "Smart Africa"), official("Mari Tamm", "Director General", "ITU")]
    outcome = run(root, record("t0001", officials=people))
    assert [line.partition(" of ")[0] for line in outcome.unheard] == ["t0001: 'Director General'"]
    (holding,) = entries(root, "t0001", "reports", "holding")
    assert (holding["holder"], holding["heldOffice"]) == ("person:lacina-kone", "office:smart-africa-director-general")


def test_a_party_for_whom_nobody_acts_is_reported(root: Path) -> None:
    outcome = run(root, record("t0001", officials=[], parties=["EST", "KEN", "Internet Governance Forum"]))
    assert outcome.unheard == ["t0001: Internet Governance Forum is no actor"]
