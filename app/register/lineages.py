"""Which documents copy one another: one publisher, one text on two hosts, or the same facts in the same words.

Corroboration counts lineages, so that in doubt two documents are one witness.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from anyascii import anyascii
from rapidfuzz import fuzz

from app.register.matching import Clusters
from app.register.records import Record, web_key

_WORDS = (
    r"mirror\w*|copy|copied|copies|copying|reprint\w*|repost\w*|retells?|retelling|retold|wire|rewrit\w+|rewrite"
    r"|same text|translation of|spun|reproduc\w+|syndicat\w+|press release of|duplicate\w*"
)
_COPIED = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"\b(?:another|other|the|an? (?:earlier|later))(?: \w+)? (?:{_WORDS})\b(?: of the same text)?", re.IGNORECASE
)
"""A remark about a copy that is some other document."""
_ORIGINAL = re.compile(
    rf"\b(?i:{_WORDS})(?: of| from)?(?: an?| the)? ((?:[A-Z][\w.&’'-]*)(?: (?:(?:in|of|for) )?[A-Z][\w.&’'-]*)*)"
)
"""Whose text is copied, where a remark says so by name."""
_AGENCIES = (
    "spa kuna wam map aps afp efe tass xinhua reuters yonhap pti ani anadolu petra qna bna ina mena app kyodo jiji "
    "lusa ansa"
).split()


def find_lineages(records: Iterable[Record], events: Mapping[str, str]) -> dict[str, list[str]]:
    """Return for each record the earlier records of the same event whose text it copies.

    Earlier means: published before, then the lower id; a document marked as a copy comes after one that is not.
    """
    told: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        told[events[record.id]].append(record)
    found: dict[str, list[str]] = {}
    for group in told.values():
        for root, *copies in _families(group):
            found |= {copy.id: [root.id] for copy in copies}
    return dict(sorted(found.items()))


def _families(group: list[Record]) -> list[list[Record]]:
    by_id = {record.id: record for record in group}
    clusters: Clusters[str] = Clusters()
    for record in group:
        clusters.root(record.id)
    for left, right in combinations(group, 2):
        if _same_text(left, right):
            clusters.join(left.id, right.id)
    for record in group:
        if _is_copy(record) and (originals := _originals(record, group)):
            likest = max(originals, key=lambda item: (_wording(record, item), item.lang == record.lang, item.id))
            clusters.join(record.id, likest.id)
    return [sorted((by_id[item] for item in members), key=_order) for members in clusters.groups()]


def _remark(record: Record) -> str:
    return _OF_OTHERS.sub("", record.note or "")


def _is_copy(record: Record) -> bool:
    return record.source_kind == "copy" or bool(_COPIED.search(_remark(record)))


def _originals(copy: Record, group: Iterable[Record]) -> list[Record]:
    """Return the records whose text a copy may be: where it names whose, only those of that house, and copies of it."""
    others = [item for item in group if item.id != copy.id]
    named = _ORIGINAL.search(_remark(copy))
    if not named:
        return others
    name = f" {_folded(named[1])} "
    return [item for item in others if name in f" {_folded(f'{item.publisher} {_remark(item)}')} "]


def _order(record: Record) -> tuple[bool, bool, str, str]:
    return record.confidence == "low", record.source_kind == "copy", record.published or "9999", record.id


def _same_text(left: Record, right: Record) -> bool:
    if web_key(left.url) == web_key(right.url) or _house(left) == _house(right) or _agency(left) & _agency(right):
        return True
    one, other = (web_key(item.url).rsplit("/", 1)[-1] for item in (left, right))
    if one == other and len(one) >= 24:
        return True
    return left.lang == right.lang and _wording(left, right) >= 88


def _wording(left: Record, right: Record) -> float:
    one, other = ((" ".join(item.texts)).lower() for item in (left, right))
    return float(fuzz.token_sort_ratio(one, other))


def _house(record: Record) -> str:
    return _folded(record.publisher or record.url)


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", anyascii(text).lower()).strip()


def _agency(record: Record) -> frozenset[str]:
    words = re.findall(
        r"\b[A-Z]{2,8}\b|\b[A-Z][a-z]+\b",
        " ".join(filter(None, (record.publisher, record.note, record.title.partition(":")[0]))),
    )
    return frozenset(word.lower() for word in words if word.lower() in _AGENCIES and (word.isupper() or len(word) > 4))
