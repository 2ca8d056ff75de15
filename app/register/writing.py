"""Writes dossiers so that a curator's later edits survive the next import.

``data/register/imported.json`` holds the checksum of every file as it was last imported. A file that still has it is
the importer's to write anew. One that was edited stays as it is; where the register changed too, both sides are shown.
"""

import difflib
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_QUOTED_NAME = re.compile(r"(?<=[\[ ])'([a-z]+(?:-[a-z]+)*:[\w-]+)'(?=[,\]}\n])")
"""A prefixed name in quotes that a list or map in one line does not need."""
STATE = Path("data/register/imported.json")


@dataclass
class Written:
    """What an import did: names of files by outcome; a conflict with the difference from the edited to the imported text."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    kept: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)


class _Dumper(yaml.SafeDumper):
    """Writes records as people write them: maps of one language in one line, indented lists, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _plain(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Quote only what YAML, read as JSON reads it, would take for something else than text."""
    style = '"' if text in ("true", "false", "null", "") or _number(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


_Dumper.add_representer(str, _plain)
# Dates, yes and no are text in these files: no implicit type may make the dumper quote them.
_Dumper.yaml_implicit_resolvers = {
    key: [
        (tag, pattern)
        for tag, pattern in found
        if tag
        in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool")
    ]
    for key, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def as_yaml(tree: Any, head: str = "") -> str:
    """Return a tree as the text of a file, with a comment at its top."""
    text = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None)
    text = _QUOTED_NAME.sub(r"\1", text)
    return "".join(f"# {line}\n" for line in head.splitlines()) + text


def read_state(root: Path) -> dict[str, str]:
    """Return the checksum of every imported file, by its path from the root."""
    path = root / STATE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_all(root: Path, files: dict[str, str]) -> Written:
    """Write the files (path from the root to text), keep what was edited, and remove what is no longer imported."""
    state, done, after = read_state(root), Written(), {}
    for name, text in sorted(files.items()):
        path, digest = root / name, _digest(text)
        present = path.read_text(encoding="utf-8") if path.exists() else None
        edited = present is not None and _digest(present) != state.get(name)
        after[name] = digest
        if present == text:
            done.same += 1
        elif edited and digest == state.get(name):
            done.kept.append(name)
        elif edited:
            done.conflicts[name] = _difference(present or "", text, name)
            after[name] = state.get(name, digest)
        else:
            (done.changed if present is not None else done.new).append(name)
            write_text(path, text)
    for name in sorted(state.keys() - files.keys()):
        path = root / name
        if path.exists() and _digest(path.read_text(encoding="utf-8")) == state[name]:
            path.unlink()
            done.removed.append(name)
    write_text(root / STATE, json.dumps(after, indent=0, sort_keys=True) + "\n")
    return done


def _difference(edited: str, imported: str, name: str) -> str:
    lines = difflib.unified_diff(
        edited.splitlines(), imported.splitlines(), f"{name} (edited)", f"{name} (imported)", "", "", 1, ""
    )
    return "\n".join(lines)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
