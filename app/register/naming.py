"""Labels and addresses for what a register has no name for: events and agreements."""

import re
from collections.abc import Iterable

from app.register.known import Known
from app.register.posts import slug_of
from app.register.records import Record

_STOP = frozenset(
    "a an the of on in for and to at by with from between their its as is over into under sign signs signed".split()
)
_LANGUAGE = re.compile(r"\s*\((?:[A-Z][a-z]+(?: translation)?|in [A-Z][a-z]+)(?:, [^)]*)?\)\s*$")
_OUTLET = re.compile(r"^[A-Z][\w.&’' -]{1,28}: (?=\S)")
_SHORT = {
    "MoU": "Memorandum of understanding",
    "MoUs": "Memoranda of understanding",
    "MoC": "Memorandum of cooperation",
    "MoCs": "Memoranda of cooperation",
}
_SPELT = re.compile(r"\b((?P<article>[Aa])n )?(?P<short>Mo[UC]s?)\b")
_WORDS = {
    "signing": "signing", "meeting": "meeting", "visit": "visit", "forum": "", "joint_statement": "statement",
    "negotiation": "negotiation", "establishment": "establishment", "other": "", "ratification": "approval",
    "entry_into_force": "entry-into-force", "text": "",
}  # fmt: skip
_LONGEST = 64


def event_label(record: Record) -> str:
    """Return what an event is called: the record's own title, without the outlet and the language of the document.

    >>> _plain_title("KUNA: US and Saudi Arabia sign AI partnership (Arabic)")
    'US and Saudi Arabia sign AI partnership'
    """
    return _plain_title(record.title)


def _plain_title(title: str) -> str:
    text = _OUTLET.sub("", _LANGUAGE.sub("", title)).strip()
    return text[:1].upper() + text[1:]


def _spell_out(found: re.Match[str]) -> str:
    article = f"{found['article']} " if found["article"] else ""
    words = _SHORT[found["short"]]
    return words if found.start("short") == 0 else article + words[:1].lower() + words[1:]


def agreement_label(record: Record, known: Known, parties: Iterable[str]) -> str:
    """Return what an agreement is called: its title, and the parties where the title names none of them."""
    assert record.agreement
    title = _SPELT.sub(_spell_out, record.agreement.title, count=1)
    title = title[:1].upper() + title[1:]
    labels = [known.labels.get(party, "") for party in parties]
    if not 1 < len(labels) <= 4 or any(label and label in title for label in labels):
        return title
    return f"{title} ({', '.join(labels)})"


def name_event(records: list[Record], known: Known) -> str:
    """Return an address for the event of these records: parties, matter and kind, without a date."""
    first = min(records, key=lambda item: item.id)
    kinds = [record.event_type for record in records]
    common = max(sorted(set(kinds)), key=kinds.count)
    if common == "forum":
        return f"forum:{_words(_plain_title(first.title), 7) or first.id}"
    matter = first.agreement.title if common == "signing" and first.agreement else _plain_title(first.title)
    ending = f"-{_WORDS[common]}" if _WORDS[common] else ""
    return f"event:{_sides(first.parties, known)}{_matter(matter, first.parties, known)}{ending}"


def name_agreement(records: list[Record], known: Known) -> str:
    """Return an address for the agreement of these records: parties and title."""
    first = min(records, key=lambda item: item.id)
    assert first.agreement
    sides = _sides(first.agreement.parties or first.parties, known)
    return f"agreement:{sides}{_matter(first.agreement.title, first.parties, known)}"


def _sides(names: Iterable[str], known: Known) -> str:
    codes = [actor.partition(":")[2].lower() for name in names if (actor := known.actor(name))]
    return "".join(f"{code}-" for code in codes) if 0 < len(codes) <= 3 else ""


def _matter(text: str, names: Iterable[str], known: Known) -> str:
    labels = " ".join(known.labels.get(known.actor(name) or "", "") for name in names)
    said = set(slug_of(labels).split("-"))
    return _words(" ".join(word for word in text.split() if slug_of(word) not in said), 6) or "cooperation"


def _words(text: str, most: int) -> str:
    words = [word for word in slug_of(text).split("-") if word and word not in _STOP][:most]
    while len(words) > 1 and len("-".join(words)) > _LONGEST:
        words.pop()
    return "-".join(words)[:_LONGEST].strip("-")
