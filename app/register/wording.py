"""What the words of a register tell beyond its fields: how real a fact is, who signed, who only looked on."""

import re

from app.register.names import likeness, tokens
from app.register.records import Official, Record

_MODALITIES = (
    ("expected", r"\b(expected|likely|anticipated)\b"),
    (
        "planned",
        r"\b(planned|plans?|to be|to follow|foreseen|foresees?|due|will|scheduled|set for|to (?:start|begin|host|meet|sign|open|launch|attend))\b",
    ),
    ("committed", r"\b(promis\w+|pledg\w+|commit\w*|undert[ao]\w+)\b"),
    ("aim", r"\b(aims?|aimed|intended to|meant to|seeks?|hop\w+)\b"),
    ("possible", r"\b(may|might|could|possible|considered|explor\w+)\b"),
)
_PLACE_ADDED = re.compile(
    r"\bplace\b[^.;]*\b(taken|inferred|from|assumed|not stated|dateline|supplied|conflict)|\bdateline", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(presence|witness\w*|attend\w*|present|oversaw|looked on)\b", re.IGNORECASE)
_SIGNED = re.compile(r"\bsign(ed|s|ing|atories|atory)?\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\bsigned by (both|the two|two|their) (\w+ )?ministers\b|\bboth ministers signed\b|\bministers signed\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(denie[ds]|did not|was not|were not|not (?:yet )?signed|no agreement)\b")


def modality_of(fact: str, otherwise: str) -> str:
    """Return how real a fact is by its words, ``otherwise`` where they do not say."""
    return next((name for name, cue in _MODALITIES if re.search(cue, fact, re.IGNORECASE)), otherwise)


def polarity_of(fact: str) -> str:
    """Return whether a fact is denied or affirmed."""
    return "denied" if _DENIED.search(fact) else "affirmed"


def is_place_added(record: Record) -> bool:
    """Return whether the place of a record is the reader's addition: no document prints it."""
    return record.place_printed is False or (
        record.place_printed is None and bool(_PLACE_ADDED.search(record.note or ""))
    )


def role_in_facts(record: Record, official: Official, two: bool) -> str:
    """Return the role that the facts give an official; `participant` where they give none."""
    for fact in record.facts:
        named = any(
            likeness(word, name) >= 0.97
            for word in tokens(fact)
            if len(word) > 3
            for name in tokens(official.name)[-1:]
        )
        if named and _PRESENT.search(fact):
            return "witness"
        if named and re.search(r"\bsigned by\b|\bsign(ed|s)\b", fact, re.IGNORECASE) and record.modality == "signed":
            return "signatory"
        if _BOTH.search(fact) and re.search(r"\bminister\b", official.post or "", re.IGNORECASE):
            return "signatory"
    return "counterpart" if two and record.event_type == "meeting" else "participant"
