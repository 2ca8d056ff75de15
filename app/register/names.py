"""Names of people, folded so that spellings of one name meet, and how alike two names are.

Nothing here decides that two people are one; ``app/register/persons.py`` does, with more than the name.
"""

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

HONORIFICS = frozenset(
    "h e he hrh dr prof professor eng engr mr mrs ms sir dame lord lady baroness sheikh sheikha shaikh prince "
    "princess amb "
    "hon honourable honorable his her excellency ir datuk dato seri tan sri haji shri smt gen lt col ret amb minister "
    "president king sultan crown royal highness rt".split()
)
PARTICLES = frozenset(
    "al el ul bin ibn ben bint bt abu de da do dos das del della di du van von der den la le y e i".split()
)

_SPELLINGS = (
    ("sch", "sh"), ("tch", "ch"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ey", "i"), ("ay", "ai"), ("aa", "a"), ("yy", "y"), ("iy", "i"),
    ("ii", "i"),
    ("q", "k"), ("c", "k"), ("w", "v"), ("x", "ks"), ("y", "i"), ("z", "s"), ("o", "u"), ("e", "i"),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain letters, without honorifics, particles and initials' points.

    >>> tokens("H.E. Dr. Abdullah bin Amer Al-Sawāḥa")
    ('abdullah', 'amer', 'sawaha')
    """
    text = anyascii(re.sub(r"\(.*?\)", " ", name)).lower()
    text = re.sub(r"['`’‘ʻʼ.]", lambda found: " " if found[0] == "." else "", text)
    words = re.findall(r"[a-z0-9]+", text)
    joined = [re.sub(r"^(al|el)(?=[a-z]{5,}$)", "", word) for word in words]
    kept = [word for word in joined if word not in HONORIFICS and word not in PARTICLES]
    return tuple(kept or words)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return a rough form of one folded word in which common transliterations agree.

    >>> sound("swaha") == sound("sawaha"), sound("mohammed") == sound("muhammad")
    (True, True)
    """
    for left, right in _SPELLINGS:
        word = word.replace(left, right)
    word = re.sub(r"(.)\1+", r"\1", word)
    rest = re.sub(r"[aiu]", "", word[1:])
    return word[:1] + rest if len(rest) > 1 else word


def key(name: str) -> frozenset[str]:
    """Return the words of a name whatever their order: family name first or last.

    >>> key("KONO Taro") == key("Taro Kono")
    True
    """
    return frozenset(tokens(name))


def is_full(name: str) -> bool:
    """Return whether a name has two words at least that are more than an initial: a surname alone identifies nobody."""
    return sum(len(word) > 1 for word in tokens(name)) >= 2


def is_surname(name: str) -> bool:
    """Return whether one word is all there is: "Minister Kono", and neither "S. Iswaran" nor "Shaktikanta Das".

    >>> is_surname("Minister Kono"), is_surname("S. Iswaran"), is_surname("Shaktikanta Das")
    (True, False, False)
    """
    words = re.findall(r"[a-z0-9]+", anyascii(re.sub(r"\(.*?\)|['`’‘ʻʼ]", "", name)).lower())
    return len([word for word in words if word not in HONORIFICS]) <= 1


def likeness(left: str, right: str) -> float:
    """Return from 0 to 1 how well the words of the shorter name are found in the longer one.

    Each word counts by its best partner: 1 for the same letters, 0.97 for the same sound, else the Jaro-Winkler
    likeness; an initial that fits counts 0.9. The worst pair of words rules, since different given names make
    different people.

    >>> likeness("Abdullah Al-Swaha", "Abdullah bin Amer Alswaha")
    1.0
    >>> likeness("Kim Min-seok", "Kim Yung-rok") < 0.8
    True
    """
    first, second = sorted((tokens(left), tokens(right)), key=len)
    if not first:
        return 0.0
    rest = list(second)
    worst = 1.0
    for word in sorted(first, key=len, reverse=True):
        score, best = max(((_alike(word, other), other) for other in rest), default=(0.0, ""))
        worst = min(worst, score)
        if best:
            rest.remove(best)
    if "".join(sorted(first)) == "".join(sorted(second)):  # words written together or apart
        return max(worst, 0.97)
    return round(worst, 3)


def _alike(left: str, right: str) -> float:
    if left == right:
        return 1.0
    if 1 in (len(left), len(right)):
        return 0.9 if left[0] == right[0] else 0.0
    spelt = float(JaroWinkler.similarity(left, right))
    return 0.97 if spelt >= 0.75 and sound(left) == sound(right) else spelt * 0.98
