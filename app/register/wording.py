"""What the words of a register tell beyond its fields: how real a fact is, who signed, who only looked on."""

import re

from app.register.names import likeness, tokens
from app.register.records import Official, Record

_PAST = (
    r"(?:\w{3,}ed|was|were|had|has|have|said|held|met|made|took|gave|led|began|became|spoke|saw|won|built|sent|told"
    r"|set up|gives?|wants?|announces?|dates? (?:from|back)|already)"
)
"""Words by which a fact tells of something done."""

_DEEDS = (
    r"attend|become|begin|build|carry|chair|come|connect|cooperate|co-operate|create|develop|establish|fall|form|fund"
    r"|grant|help|hold|host|implement|invest|join|launch|lead|meet|open|operate|organise|provide|report|run|send|set"
    r"|share|sign|start|supply|support|take|train|use|visit|work"
)
"""Verbs after "to" that tell of something to come, as in the short language of headlines."""

_MODALITIES = (
    ("expected", re.compile(r"\b(expected|likely|anticipated)\b", re.IGNORECASE)),
    (
        "planned",
        re.compile(
            r"\b(planned|plans? (?:to|for)|to follow|foreseen|foresees?|due(?! to\b)|will|scheduled|set for"
            r"|tentative(?:ly)?|in preparation|still ahead)\b|(?<!first )\bto be\b|(?<!aim )\b(?:is|are) to [a-z]+\b",
            re.IGNORECASE,
        ),
    ),
    (
        "planned",
        re.compile(rf"^(?!.*\b(?:{_PAST}|first|is|are|refers|goes)\b).*\bto (?:{_DEEDS})\b(?!-)", re.IGNORECASE),
    ),
    (
        "planned",
        re.compile(rf"^(?!.*\b{_PAST}\b).*\bwithin (?:\w+ ){{1,2}}(?:days|weeks|months|years?)\b", re.IGNORECASE),
    ),
    ("committed", re.compile(r"\b(promis\w+|pledg\w+|commit(?:s|ted|ments?)?|undert[ao]\w+)\b", re.IGNORECASE)),
    ("agreed", re.compile(r"\bagree[ds]? to\b", re.IGNORECASE)),
    ("aim", re.compile(r"\b(aims?|aimed|intended to|meant to|seeks?|hop(?:e|es|ed|ing))\b", re.IGNORECASE)),
    # "May" with a capital is the month.
    (
        "possible",
        re.compile(r"\b(may|might|could|[Pp]ossible|considered|under consideration|[Ee]xplor(?:e|es|ed|ing))\b"),
    ),
)
_PLACE_ADDED = re.compile(
    r"\bplace\b[^.;]*\b(taken|inferred|from|assumed|not stated|dateline|supplied|conflict)|\bdateline", re.IGNORECASE
)
_DENIED = re.compile(r"\b(denie[ds]|did not|was not|were not|not (?:yet )?signed|no agreement)\b")


_DONE = re.compile(
    r"\b(was|were|had|said|already|announced(?! for)|approved|introduced|dates? (?:from|back)|reported|weighed|agreed"
    r"|signed|opened|launched|took|began|adopted|invited)\b",
    re.IGNORECASE,
)
_TERM = re.compile(
    rf"^(?!.*\b{_PAST}\b)(?:(?:joint|mutual|regular|annual)\b|(?:exchange|sharing|training|transfer) of\b"
    r"|cooperation (?:in|on)\b|support for\b|.*\b(?:cooperation|exchange|training)$)",
    re.IGNORECASE,
)


def modality_of(fact: str, real: bool, agreed: bool = False) -> str:
    """Return how real a fact is by its words; where they do not say, by what the document tells of.

    ``real``: the document tells of something done; ``agreed``: of an agreement, so that a bare undertaking is one of
    its terms, promised and not done.
    """
    if cued := next((name for name, cue in _MODALITIES if cue.search(fact)), None):
        return cued
    if not real:
        return "realised" if _DONE.search(fact) else "planned"
    return "committed" if agreed and _TERM.search(fact) else "realised"


def polarity_of(fact: str) -> str:
    """Return whether a fact is denied or affirmed."""
    return "denied" if _DENIED.search(fact) else "affirmed"


def is_place_added(record: Record) -> bool:
    """Return whether the place of a record is the reader's addition: no document prints it."""
    return record.place_printed is False or (
        record.place_printed is None and bool(_PLACE_ADDED.search(record.note or ""))
    )


def role_in_facts(record: Record, official: Official, two: bool) -> str:
    """Return the role that the facts give an official; ``participant`` where they give none."""
    for fact in record.texts:
        if any(_means(clause, official, record) for clause in _clauses(_WITNESSES, fact)):
            return "witness" if record.event_type == "signing" else "participant"
        if record.modality == "signed" and any(_means(clause, official, record) for clause in _clauses(_SIGNERS, fact)):
            return "signatory"
    return "counterpart" if two and record.event_type == "meeting" else "participant"


_END = r"(?= on behalf| in the presence| witnessed|,? while | at the | with |;|$)"
_SIGNERS = (
    re.compile(rf"\bsigned (?:\w+ ){{0,4}}?by (.+?){_END}", re.IGNORECASE),
    re.compile(rf"\bsigned with (.+?){_END}", re.IGNORECASE),
    re.compile(r"^(?:says )?((?:[\w.'’-]+,? ){1,7})sign(?:ed|s)\b(?! by)", re.IGNORECASE),
)
_WITNESSES = (
    re.compile(r"\b(?:presence of|witnessed by|attended by) (.+)$", re.IGNORECASE),
    re.compile(r"\bwith (.+?) (?:attending|looking on|present)\b", re.IGNORECASE),
    re.compile(r"^((?:[\w.'’-]+,? ){1,7})(?:was present|were present|witnessed|attended|oversaw|looked on)\b", re.I),
)
_NO_PERSON = re.compile(
    r"\b(was|were|is|are|be|by|that|said|says|memorand\w+|mo[uc]s?|agreements?|not)\b", re.IGNORECASE
)


def _clauses(patterns: tuple[re.Pattern[str], ...], fact: str) -> list[str]:
    found = [match[1] for pattern in patterns if (match := pattern.search(fact))]
    return [clause for clause in found if not _NO_PERSON.search(clause)]


def _means(clause: str, official: Official, record: Record) -> bool:
    """Return whether a part of a fact names an official: by a name that no other bears, or as one of two ministers."""
    others = {word for other in record.officials if other is not official for word in tokens(other.name)}
    own = [word for word in tokens(official.name) if len(word) > 2 and word not in others]
    if any(likeness(word, name) >= 0.97 for word in tokens(clause) if len(word) > 2 for name in own):
        return True
    return official in _ministers(clause, record)


def _ministers(clause: str, record: Record) -> tuple[Official, ...]:
    """Return the two officials whom "both ministers" or "the prime ministers" means: one for each of two sides."""
    group = re.search(r"(?:^|\b(?:both|the|two|their) )(\w+ )?ministers\b", clause, re.IGNORECASE)
    if not group:
        return ()
    kind = (group[1] or "").strip().casefold()
    kind = "" if kind in ("both", "the", "two", "their") else kind
    fitting = tuple(one for one in record.officials if _is_minister(one.post or "", kind))
    sides = {one.of for one in fitting}
    return fitting if len(fitting) == len(sides) == 2 and None not in sides else ()


def _is_minister(post: str, kind: str) -> bool:
    words = post.casefold()
    if kind == "prime":
        return words.startswith("prime minister")
    return "minister" in words and not re.match(r"(deputy |vice-?)?prime|vice|deputy", words) and kind in words
