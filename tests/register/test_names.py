"""Names and posts as documents print them: what is alike, what is not, and which offices one line names."""

import pytest

from app.register.names import is_full, is_surname, likeness
from app.register.posts import parse_post, title_key

ALIKE = [
    ("Abdullah Al-Swaha", "H.E. Eng. Abdullah bin Amer Alswaha"),
    ("KONO Taro", "Taro Kono"),
    ("Amal El Fallah Seghrouchni", "Amal Al-Fallah Seghrouchni"),
    ("Bae Kyung-hoon", "Bae Kyunghoon"),
    ("Jüri Ratas", "Juri Ratas"),
    ("Mohammed Al-Ali", "Muhammad Al Ali"),
    ("Ousman Bah", "Ousmane Ba"),
]
UNLIKE = [
    ("Kim Min-seok", "Kim Yung-rok"),
    ("Matsumoto Takeaki", "Matsumoto Masahiro"),
    ("Ali Hassan", "Omar Hassan"),
    ("Narendra Modi", "Nirav Modi"),
    ("Choi Jae-yoo", "Choi Ki-young"),
    ("Andrew Elliot", "Andrew Whittaker"),
]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_spellings_of_one_name_are_alike(left: str, right: str) -> None:
    assert likeness(left, right) >= 0.86
    assert likeness(left, right) == likeness(right, left)


@pytest.mark.parametrize(("left", "right"), UNLIKE)
def test_other_given_names_are_not(left: str, right: str) -> None:
    assert likeness(left, right) < 0.86
    assert likeness(left, right) == likeness(right, left)


@pytest.mark.parametrize("name", ["", "—", "🚀", "\u202e", "'" * 500, "a " * 200, "محمد", "山田太郎", "Kim" * 60])
def test_any_text_can_be_compared(name: str) -> None:
    assert 0 <= likeness(name, "Taro Kono") < 0.86


@pytest.mark.parametrize(
    ("name", "full", "surname"),
    [
        ("Kono", False, True),
        ("Minister Kono", False, True),
        ("Dr. Teo", False, True),
        ("S. Iswaran", False, False),
        ("Shaktikanta Das", False, False),
        ("Kono Taro", True, False),
        ("H.E. Josephine Teo", True, False),
    ],
)
def test_a_surname_is_no_full_name(name: str, full: bool, surname: bool) -> None:
    assert (is_full(name), is_surname(name)) == (full, surname)


POSTS = [
    ("Minister of ICT", [("Minister of ICT", "substantive", True)]),
    ("Acting Minister of Trade", [("Minister of Trade", "acting", True)]),
    ("Caretaker Federal Minister for IT", [("Minister for IT", "caretaker", True)]),
    ("Minister of Finance (acting)", [("Minister of Finance", "acting", True)]),
    ("Minister of State for the Future", [("Minister of State for the Future", "substantive", True)]),
    ("Future Minister of ICT", [("Future Minister of ICT", "substantive", False)]),
    ("former Foreign Minister", [("Former Foreign Minister", "substantive", False)]),
    ("Ambassador-designate to Kenya", [("Ambassador-designate to Kenya", "substantive", False)]),
    (
        "Deputy Prime Minister and Minister for Foreign Affairs",
        [("Deputy Prime Minister", "substantive", True), ("Minister for Foreign Affairs", "substantive", True)],
    ),
    (
        "Minister for Trade, Tourism and Investment",
        [("Minister for Trade, Tourism and Investment", "substantive", True)],
    ),
    ("", []),
    (None, []),
]


@pytest.mark.parametrize(("post", "titles"), POSTS)
def test_a_post_is_taken_apart(post: str | None, titles: list[tuple[str, str, bool]]) -> None:
    assert [(title.text, title.capacity, title.held) for title in parse_post(post)] == titles


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("Prime Minister", "HeadOfGovernmentOffice"),
        ("Federal Chancellor", "HeadOfGovernmentOffice"),
        ("Deputy Prime Minister", "MinisterialOffice"),
        ("Chancellor of the Exchequer", "Office"),
        ("Ambassador to Japan", "AmbassadorialOffice"),
        ("Secretary-General", "SecretariatOffice"),
        ("Secretary of State", "MinisterialOffice"),
        ("Head of the cyber authority", "Office"),
    ],
)
def test_a_title_has_the_class_of_its_office(post: str, kind: str) -> None:
    assert parse_post(post)[0].kind == kind


@pytest.mark.parametrize("post", ["Minister", "Director", "the Minister", "Vice Minister", "Senior official"])
def test_a_bare_title_is_no_office(post: str) -> None:
    assert not parse_post(post)[0].is_office


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Minister for Digital Transformation", "Digital Transformation Minister", True),
        ("Minister of ICT", "Minister of Information and Communications Technologies", True),
        ("Minister of External Affairs", "Foreign Minister", True),
        ("Premier", "Prime Minister", True),
        ("Minister of Science", "Vice Minister of Science", False),
        ("President", "Vice-President", False),
        ("Minister of Science", "Minister of Science and ICT", False),
        ("Minister of State for IT", "Minister for IT", False),
    ],
)
def test_titles_of_one_office_meet(left: str, right: str, same: bool) -> None:
    assert (title_key(left) == title_key(right)) is same
