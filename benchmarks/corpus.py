"""What the build and the check of one dossier cost as the corpus grows: made-up dossiers, seconds by stage.

``make`` copies the project's ontology, shapes, queries and data into a folder and adds persons, offices, organisations,
places and dossiers that pass every check; the same seed and count give the same bytes. ``measure`` builds that folder
and validates one changed dossier, each in a process of its own as a curator would. Nothing in the dossiers is a fact.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

from app.answers import READ
from app.build.corpus import is_chosen

ROOT = Path(__file__).resolve().parents[1]
GIVEN = "Amal Boris Chidi Dana Emeka Farah Goran Hana Ines Jomo Kenji Laila Mateo Noor Olga Pedro".split()
FAMILY = "Bauer Castillo Dlamini Eriksen Fofana Gupta Haddad Ito Jensen Kaya Lim Moreau Okafor Petrov".split()
TOPICS = """ict connectivity data-centres innovation training smes start-ups artificial-intelligence digital-government
    emerging-technologies research-and-development policy-and-regulation""".split()
KINDS = "support training capacity-building best-practice-exchange legislation".split()
STAGES = "committed planned intended expected agreed".split()
PERSONS, OFFICES, ORGANISATIONS, PLACES = 1200, 900, 400, 200

Record = dict[str, Any]


class Maker:
    """Makes reference data and one dossier after the other."""

    def __init__(self, seed: int, states: list[str], officials: int) -> None:
        self._chance = Random(seed)
        self._states = states
        self._officials = range(officials)
        self._homes = [self._chance.choice(states) for _ in range(PERSONS)]
        self._names = [f"{self._chance.choice(GIVEN)} {self._chance.choice(FAMILY)} {n}" for n in range(PERSONS)]
        self._events: list[tuple[str, str, list[int]]] = []

    def reference(self) -> dict[str, list[Record]]:
        """Return the records of each further reference file by its stem."""
        pick = self._chance.choice
        return {
            "made-persons": [
                {"id": f"person:made-{n}", "type": "Person", "label": {"en": name}}
                for n, name in enumerate(self._names)
            ],
            "made-offices": [
                {
                    "id": f"office:made-{n}",
                    "type": "MinisterialOffice",
                    "label": {"en": f"Office {n}", "fr": f"Fonction {n}"},
                    "officeOf": f"organisation:made-{n % ORGANISATIONS}",
                    "officeOfState": f"state:{self._homes[n]}",
                }
                for n in range(OFFICES)
            ],
            "made-organisations": [
                {
                    "id": f"organisation:made-{n}",
                    "type": "Ministry",
                    "label": {"en": f"Organisation {n}", "fr": f"Organisation {n}"},
                    "partOfGovernmentOf": f"state:{self._homes[n]}",
                }
                for n in range(ORGANISATIONS)
            ],
            "made-places": [
                {
                    "id": f"place:made-{n}",
                    "type": "City",
                    "label": {"en": f"Place {n}", "fr": f"Lieu {n}"},
                    "locatedIn": f"state:{pick(self._states)}",
                }
                for n in range(PLACES)
            ],
        }

    def dossier(self, number: int) -> Record:
        """Return one dossier: an event, who took part, an agreement, its signature, and what is promised of it."""
        key, day = f"made-{number:04}", self._day()
        persons = sorted(self._chance.sample(self._officials, self._chance.randint(2, 5)))
        retold = self._chance.choice(self._events) if self._events and self._chance.random() < 0.1 else None
        event, held, persons = retold or (f"event:{key}-signing", day, persons)
        self._events.append((event, held, persons))
        agreement = f"agreement:{event.partition(':')[2]}"
        return {
            "id": f"source:{key}",
            "type": "NewsArticle",
            "title": {"en": f"Made-up report {number}"},
            "language": "en",
            "identifier": key,
            "issued": max(day, held),
            "textSha256": "0" * 64,
            "textLength": 3000,
            "reviewStatus": "accepted",
            "leavesOpen": ["url", "publisher", "creator"],
            "reports": [
                self._event(event, agreement, f"../{max(day, held)}" if retold else held, persons),
                *self._agreement(key, event, agreement, persons),
                *(self._holding(person) for person in persons),
                *(self._form(person) for person in persons),
            ],
            "claims": list(self._claims(key, agreement)),
        }

    def _event(self, event: str, agreement: str, date: str, persons: list[int]) -> Record:
        parts = [
            {
                "participant": f"person:made-{person}",
                "role": "signatory" if index < 2 else "witness",
                "actedAs": f"holding:made-{person}",
                "onBehalfOf": f"state:{self._homes[person]}",
                "evidence": self._span(),
            }
            for index, person in enumerate(persons)
        ]
        return {
            "id": event,
            "type": "SigningCeremony",
            "label": {"en": f"Signing {event}", "fr": f"Signature {event}"},
            "eventStatus": "held",
            "dateEDTF": date,
            "dateBasis": "stated" if date[0] != "." else "bounded-by-publication",
            "tookPlaceAt": f"place:made-{sum(persons) % PLACES}",
            "resultedIn": agreement,
            "discussedTopic": self._chance.sample(TOPICS, 3),
            "evidence": [self._span(), self._span()],
            "hasParticipation": parts,
        }

    def _agreement(self, key: str, event: str, agreement: str, persons: list[int]) -> Iterator[Record]:
        parties = sorted({f"state:{self._homes[person]}" for person in persons[:2]} | {"state:JPN", "state:MAR"})
        yield {
            "id": agreement,
            "type": "MemorandumOfUnderstanding",
            "label": {"en": f"Memorandum {agreement}", "fr": f"Mémorandum {agreement}"},
            "agreementStatus": "signed",
            "hasParty": parties,
            "coversTopic": self._chance.sample(TOPICS, 4),
            "leavesOpen": ["bindingness"],
            "evidence": self._span(),
            "hasProvision": [
                {
                    "id": f"provision:{key}-{n}",
                    "type": "Provision",
                    "label": {"en": f"Provision {n} of report {key}"},
                    "provisionKind": self._chance.choice(KINDS),
                    "obligor": parties,
                    "coversTopic": self._chance.sample(TOPICS, 2),
                    "evidence": self._span(),
                }
                for n in range(self._chance.randint(1, 4))
            ],
        }
        yield {
            "id": f"act:{agreement.partition(':')[2]}",
            "type": "AgreementAct",
            "actType": "signature",
            "actOn": agreement,
            "actBy": parties,
            "actDuring": event,
            "evidence": self._span(),
        }

    def _holding(self, person: int) -> Record:
        return {
            "id": f"holding:made-{person}",
            "type": "OfficeHolding",
            "holder": f"person:made-{person}",
            "heldOffice": f"office:made-{person}",
            "capacity": "substantive",
            "evidence": self._span(),
        }

    def _form(self, person: int) -> Record:
        form = {"literalForm": {"en": self._names[person]}, "nameOrder": "given-first", "nameScript": "Latn"}
        return {"id": f"person:made-{person}", "hasNameForm": [form | {"evidence": self._span()}]}

    def _claims(self, key: str, agreement: str) -> Iterator[Record]:
        for number in range(self._chance.randint(3, 6)):
            said: Record = (
                {"claimSubject": agreement, "claimPredicate": "hasProvision", "claimObject": f"provision:{key}-0"}
                if number == 0
                else {"claimAbout": [agreement, f"topic:{self._chance.choice(TOPICS)}"]}
            )
            yield {
                "id": f"claim:{key}-{number + 1:02}",
                "type": "Claim",
                "label": {"en": f"Claim {number} of report {key}"},
                **said,
                "modality": self._chance.choice(STAGES),
                "polarity": "affirmed",
                "evidence": self._span(),
            }

    def _span(self) -> str:
        start = self._chance.randint(0, 2700)
        return f"{start}-{start + self._chance.randint(20, 200)}"

    def _day(self) -> str:
        return f"{self._chance.randint(2015, 2025)}-{self._chance.randint(1, 12):02}-{self._chance.randint(1, 28):02}"


def make(folder: Path, count: int, seed: int, officials: int = OFFICES) -> None:
    """Make a root with so many made-up dossiers, in which so many officials act, beside the project's own."""
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty")
    for name in ("ontology", "shapes", "data", "queries", "app"):
        shutil.copytree(ROOT / name, folder / name, ignore=_imported)
    shutil.copy(ROOT / "pyproject.toml", folder)
    codes = re.findall(r"^state:([A-Z]{3}) a ", (ROOT / "data/reference/states.ttl").read_text(encoding="utf-8"), re.M)
    maker = Maker(seed, sorted(codes) or sys.exit("no state was found in states.ttl"), officials)
    for stem, records in maker.reference().items():
        _write(folder / f"data/reference/{stem}.yaml", {"resources": records})
    for number in range(count):
        _write(folder / f"data/sources/made-{number:04}.yaml", maker.dossier(number))


def _imported(folder: str, names: list[str]) -> list[str]:
    """Leave out what an import made: the corpus is the documents that people have read, and made-up ones."""
    return [name for name in names if name == "__pycache__" or not is_chosen(Path(folder, name), READ)]


def _write(path: Path, tree: Record) -> None:
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(tree, stream, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out: dossiers may not have anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Return that nothing is written as an alias."""
        return True


def measure(folder: Path, out: Path) -> None:
    """Build the folder, then change one dossier and validate it; print the seconds of each stage."""
    _run("build", folder, "--out", str(out))
    dossier = folder / "data/sources/made-0007.yaml"
    text = dossier.read_text(encoding="utf-8")
    try:
        dossier.write_text(text.replace("Claim 1 of", "Another claim 1 of"), encoding="utf-8")
        _run("validate", folder, "--quiet", str(dossier))
    finally:
        dossier.write_text(text, encoding="utf-8")


def _run(command: str, folder: Path, *arguments: str) -> None:
    """Run one command and print how long each of the stages that it announces took."""
    line = [sys.executable, "-m", "app.cli", command, "--root", str(folder), *arguments]
    print(f"\n{command}")
    spent = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    start = before = time.monotonic()
    label = "start"
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        for said in process.stderr or ():
            now = time.monotonic()
            print(f"{now - before:8.1f} s  {label}", flush=True)
            before, label = now, said.strip().partition(" s  ")[2] or said.strip()
    now = time.monotonic()
    print(f"{now - before:8.1f} s  {label}\n{now - start:8.1f} s  in all, exit {process.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime - spent:8.1f} s of processor time")
    print(f"{used.ru_maxrss // 1024:8,} MiB in one process, at most so far")


def main() -> None:
    """Make a corpus, measure one, or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the made-up root; made where it is missing")
    parser.add_argument("--dossiers", type=int, default=1100, help="so many made-up dossiers [1100]")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another corpus [1]")
    parser.add_argument("--only-make", action="store_true", help="measure nothing")
    given = parser.parse_args()
    if not (given.folder / "data").exists():
        make(given.folder, given.dossiers, given.seed)
    if not given.only_make:
        measure(given.folder.resolve(), given.folder.resolve() / "build")


if __name__ == "__main__":
    main()
