"""The changes of the ontology by version and term, as people write them down in ``ontology/CHANGES.md``."""

import re
from dataclasses import dataclass

VERSION = re.compile(r"## (?P<version>\S+) \((?P<day>\d{4}-\d\d-\d\d)\)")
SECTION = re.compile(r"### (?P<kind>\w+)")
TERM = re.compile(r"`dd:(\w+)`")


@dataclass(frozen=True)
class Change:
    """What happened to some terms in one version: ``kind`` is Added, Changed or Deprecated."""

    version: str
    day: str
    kind: str
    terms: tuple[str, ...]


def read_changes(text: str) -> tuple[Change, ...]:
    """Return the changes in the order of the file, newest version first.

    >>> read_changes("## 1.1.0 (2026-12-01)\\n### Added\\n- `dd:Summit`, `dd:hosts`\\n### Changed\\n- `dd:role`: wider")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Change(version='1.1.0', day='2026-12-01', kind='Added', terms=('Summit', 'hosts')),
     Change(version='1.1.0', day='2026-12-01', kind='Changed', terms=('role',)))
    """
    found: list[Change] = []
    version = day = kind = ""
    terms: list[str] = []

    def close() -> None:
        if kind:
            found.append(Change(version, day, kind, tuple(terms)))
        terms.clear()

    for line in text.splitlines():
        if match := VERSION.fullmatch(line):
            close()
            version, day, kind = match["version"], match["day"], ""
        elif match := SECTION.fullmatch(line):
            close()
            kind = match["kind"]
        else:
            terms += TERM.findall(line)
    close()
    return tuple(found)
