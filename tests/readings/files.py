"""The YAML files of the five documents, of the reference data and of the editors, as a reader sees them: plain records.

Nothing here knows of SPARQL, of a store or of the build: what is derived from it is a second witness of the answers.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from tests.readings.terms import LADDER, rank

ROOT = Path(__file__).resolve().parents[2]
Record = dict[str, Any]


class Files:
    """Everything that the files say, by record and by document."""

    def __init__(self, root: Path = ROOT) -> None:
        data = root / "data"
        self.dossiers: dict[str, Record] = {tree["id"]: tree for tree in map(read, sorted(data.glob("sources/seed-*")))}
        self.reference = resources(data / "reference")
        self.editorial = resources(data / "editorial")

        self.records: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for source, dossier in self.dossiers.items():
            for record in [*dossier.get("reports", []), *dossier.get("mentions", [])]:
                self._keep(record, source)

        self.said = {
            claim["id"]: claim | {"statedIn": key} for key, d in self.dossiers.items() for claim in d["claims"]
        }
        self.claims = self.said | {item["id"]: item for item in self.editorial if item["id"].startswith("claim:")}
        self.rulings = [item for item in self.editorial if item.get("type") == "EditorialClaim"]
        self.accepted = [item for item in self.rulings if item["reviewStatus"] == "accepted"]
        self.settled = {
            (claim["claimSubject"], claim["claimPredicate"]): value_of(claim)
            for claim in self.accepted
            if "claimSubject" in claim
        }

    def _keep(self, record: Record, source: str) -> None:
        self.records[record["id"]][source].append(record)
        for provision in several(record.get("hasProvision")):
            if isinstance(provision, dict):
                self._keep(provision, source)

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the names of the records of some kinds that documents describe or mention."""
        return [name for name in self.records if name.split(":")[0] in kinds]

    def told(self, name: str) -> list[Record]:
        """Return what the documents say of a record, one record for each document that does."""
        return [record for records in self.records.get(name, {}).values() for record in records]

    def values(self, name: str, key: str) -> list[Any]:
        """Return the values that documents report, each once."""
        found: list[Any] = []
        for record in self.told(name):
            found += [value for value in several(record.get(key)) if value not in found]
        return found

    def types(self, name: str) -> set[str]:
        """Return the classes that a document, the reference data or an editor gives a record."""
        others = (item for item in [*self.reference, *self.editorial] if item["id"] == name)
        return {item for record in [*self.told(name), *others] for item in several(record.get("type"))}

    def date(self, name: str) -> tuple[str, str]:
        """Return the date of a record and its basis: the editors' where they settled one; empty where none is known."""
        if settled := self.settled.get((name, "dateEDTF")):
            return settled, "date-basis:editorial"
        dates = self.values(name, "dateEDTF")
        return (dates[0], f"date-basis:{self.values(name, 'dateBasis')[0]}") if dates else ("", "")

    def contradictions(self) -> dict[str, Record]:
        """Return every contradiction that curators recorded, with what editors added to it."""
        found: dict[str, Record] = {}
        within = [record for dossier in self.dossiers.values() for record in dossier.get("contradictions", [])]
        for record in [*within, *self.editorial]:
            if record["id"].startswith("contradiction:"):
                found[record["id"]] = found.get(record["id"], {}) | record
        return found

    def status(self, name: str, key: str) -> str:
        """Return the status of something that is not real yet: the most advanced one that affirmed claims give it."""
        given = [
            claim["claimObject"]
            for claim in self.claims.values()
            if (claim.get("claimSubject"), claim.get("claimPredicate")) == (name, key)
            and claim["polarity"] == "affirmed"
            and claim["modality"] in LADDER
        ]
        return min(given, key=rank, default="")


def read(path: Path) -> Record:
    """Return a YAML file as text in lists and maps: no value is taken for a number or a day."""
    tree: Record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return tree


def resources(folder: Path) -> list[Record]:
    """Return the records of the files of a folder, but for those on imported documents."""
    paths = [path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith("register-")]
    return [record for path in paths for record in read(path)["resources"]]


def several(value: Any) -> list[Any]:
    """Return a value that may be absent, single or a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def value_of(claim: Record) -> str:
    """Return the object or the literal of a claim; the literal with its language where it has one."""
    value = claim.get("claimObject", claim.get("claimValue", ""))
    return texts(value)[0] if isinstance(value, dict) else str(value)


def texts(by_language: Record | None) -> list[str]:
    """Return the texts of a language map as ``text@language``.

    >>> texts({"en": ["a", "b"], "fr": "c"})
    ['a@en', 'b@en', 'c@fr']
    """
    return [f"{text}@{tag}" for tag, given in (by_language or {}).items() for text in several(given)]


def english(record: Record) -> str:
    """Return the English label of a record."""
    return f"{record['label']['en']}@en"
