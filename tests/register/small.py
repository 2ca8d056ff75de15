"""A small register and an empty project around it, for the tests of the import."""

import json
import shutil
from pathlib import Path
from typing import Any

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
    for name in ("kinds", "topics", "places"):
        shutil.copy(ROOT / "data" / "register" / f"{name}.yaml", folder / "data" / "register")
    for path in (ROOT / "data" / "reference").iterdir():
        if not path.name.startswith("register-"):
            shutil.copy(path, folder / "data" / "reference")
    return folder


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of the project's data by its path."""
    files = [path for path in sorted((root / "data").rglob("*")) if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
