"""Queries as data: ``.rq`` files whose lines ``#+ key: value`` say what they ask (YAML, the convention of grlc)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.errors import BuildError

THEMES = ("actors", "events", "agreements", "time", "network", "claims", "provenance", "languages")
"""The folders of ``queries/`` that hold questions, in the order in which people read them."""


@dataclass(frozen=True)
class Query:
    """One query file: theme (its folder), name (its stem), header and the whole text, which runs as it is."""

    theme: str
    name: str
    header: dict[str, Any]
    text: str

    @property
    def summary(self) -> str:
        """The question in one sentence."""
        return str(self.header.get("summary", ""))


def read_query(path: Path) -> Query:
    """Read one query file; raises BuildError where its header is not YAML or has no summary."""
    text = path.read_text(encoding="utf-8")
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise BuildError(f"{path}: the #+ header is not YAML: {error}") from error
    if not isinstance(header, dict) or not header.get("summary"):
        raise BuildError(f"{path}: the #+ header needs a line `#+ summary: …`")
    return Query(path.parent.name, path.stem, header, text)


def read_catalogue(folder: Path) -> list[Query]:
    """Return the questions of every theme, in the order of the themes and of their names."""
    return [read_query(path) for theme in THEMES for path in sorted((folder / theme).glob("*.rq"))]
