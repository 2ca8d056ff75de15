"""A small register and an empty project around it, for the tests of the import."""

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from app.register.importer import Imported, import_register

ROOT = Path(__file__).resolve().parents[2]

RECORD: dict[str, Any] = {
    "id": "t0001",
    "url": "https://example.org/1",
    "publisher": "Example Times",
    "title": "Estonia and Kenya sign digital skills memorandum",
    "lang": "en",
    "published": "2024-03-05",
    "event_type": "signing",
    "event_date": "2024-03-04",
    "date_basis": "stated",
    "place": "Tallinn, Estonia",
    "parties": ["EST", "KEN"],
    "officials": [
        {"name": "Mari Tamm", "post": "Minister of Digital Affairs", "of": "EST"},
        {"name": "Dr. James Otieno", "post": "Cabinet Secretary for ICT", "of": "KEN"},
    ],
    "agreement": {"title": "MoU on digital skills", "kind": "MoU", "parties": ["EST", "KEN"], "status": "signed"},
    "topics": ["skills"],
    "modality": "signed",
    "facts": ["Signed by Tamm and Otieno in Tallinn", "Kenya will train teachers"],
    "confidence": "high",
    "note": None,
    "same_event_as": None,
    "source_kind": "news",
}


def record(key: str, **fields: Any) -> dict[str, Any]:
    """Return a record with an address of its own; ``fields`` say where it differs from the signing in Tallinn."""
    return RECORD | {"id": key, "url": f"https://example.org/{key}"} | fields


def official(name: str, post: str | None = None, of: str | None = "EST", **more: Any) -> dict[str, Any]:
    """Return an official of a record."""
    return {"name": name, "post": post, "of": of} | more


def write_register(path: Path, *records: dict[str, Any]) -> Path:
    """Write records, one a line."""
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in records), encoding="utf-8")
    return path


def make_root(folder: Path) -> Path:
    """Return a project with the terms, the shapes, the tables and the reference data, and without any document."""
    for name in ("ontology", "shapes", "queries"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("data/register", "data/sources", "data/editorial", "data/reference"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "data" / "dataset.ttl", folder / "data")
    for name in ("kinds", "topics", "places", "portfolios"):
        shutil.copy(ROOT / "data" / "register" / f"{name}.yaml", folder / "data" / "register")
    for path in (ROOT / "data" / "reference").iterdir():
        if not path.name.startswith("register-"):
            shutil.copy(path, folder / "data" / "reference")
    return folder


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of the project's data by its path."""
    files = [path for path in sorted((root / "data").rglob("*")) if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def run(root: Path, *records: dict[str, Any], **options: Any) -> Imported:
    """Import records, or what was imported before."""
    paths = [write_register(root / "register.jsonl", *records)] if records else []
    return import_register(root, paths, **options)


def dossier(root: Path, key: str) -> dict[str, Any]:
    """Return a dossier as YAML without types reads it."""
    return dict(yaml.load((root / "data" / "sources" / f"{key}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader))


def entries(root: Path, key: str, part: str, kind: str) -> list[dict[str, Any]]:
    """Return the entries of one part of a dossier whose names are of a kind."""
    return [item for item in dossier(root, key).get(part, []) if item["id"].startswith(f"{kind}:")]


def address(root: Path, kind: str, key: str) -> str:
    """Return what the ledger holds for a key."""
    lines = (root / "data" / "register" / "identities.tsv").read_text(encoding="utf-8").splitlines()
    return next(line.split("\t")[2] for line in lines if line.startswith(f"{kind}\t{key}\t"))


def decide(root: Path, kind: str, *pairs: tuple[str, str, str]) -> None:
    """Write a person's decisions into a review file."""
    path = root / "data" / "editorial" / "identity" / f"{kind}.yaml"
    path.parent.mkdir(exist_ok=True)
    entries = [{"a": a, "b": b, "decision": decision, "why": "as the test has it"} for a, b, decision in pairs]
    path.write_text(yaml.safe_dump({"pairs": entries}), encoding="utf-8")


OTHER_DAY = {"event_date": "2024-09-20", "published": "2024-09-21"}
"""Far enough from the signing in Tallinn not to be taken for it."""
MEETING: dict[str, Any] = {"event_type": "meeting", "modality": "discussed", "agreement": None, **OTHER_DAY}
PLANNED: dict[str, Any] = {"modality": "planned", "event_date": "2024-10-01", "published": "2024-09-21"}
SKILLS = {"title": "MoU on digital skills", "kind": "MoU", "parties": ["EST", "KEN"], "status": "signed"}
VARIETY = [
    record("t0001"),
    record("t0002", url="https://other.org/a", publisher="Other Post", title="Kenya in Tallinn: memo", lang="sw"),
    record("t0003", **MEETING, title="Ministers meet again", place="Nairobi, Kenya"),
    record("t0004", **PLANNED, title="Summit on AI to come", event_type="forum", agreement=None, officials=[]),
    record("t0005", **OTHER_DAY, title="A charter",
           agreement={"title": "Charter", "kind": "charter", "parties": ["EST"]}),
    record("t0006", **OTHER_DAY, event_type="ratification", title="Estonia ratifies the skills memorandum", place=None,
           agreement=SKILLS | {"status": "ratified"}),
    record("t0007", **MEETING, parties=["JPN", "FRA"], confidence="low", publisher=None, place=None,
           officials=[official("Kono", "Minister for Digital", "JPN"), official("Jean Martin", None, None)]),
    record("t0008", **PLANNED, title="Japan and France will sign", parties=["JPN", "FRA"], officials=[],
           agreement={"title": "Cable pact", "kind": "agreement", "parties": ["JPN", "FRA"], "status": "to be signed"}),
    record("t0009", event_type="other", event_date=None, date_basis=None, published=None, parties=[], officials=[],
           agreement=None, topics=[], place=None, title="- a: b", facts=["no", "2023-10-02", "null", "- a: b", "1e5"]),
    record("t0010", event_type="other", event_date="XXXX-07", parties=["ITU"], officials=[], agreement=None,
           place=None, title="🚀 'state:JPN', {x: [y]} #\u202bمرحبا\u200f\u2028x",
           note="&a *b !c %d @e `f` 'state:JPN'\\n: \"q\""),
]  # fmt: skip
