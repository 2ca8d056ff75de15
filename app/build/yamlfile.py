"""YAML files read as JSON would be (YAML-LD): no guessed types, no anchors, no tags, and a line for every value."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.errors import DataError, Problem

MAX_BYTES = 2_000_000
"""Far above any dossier; a larger file is a mistake or an attack."""
MAX_DEPTH = 30

JsonPath = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: its name as shown in errors, its JSON value, and the line of every value by path."""

    name: str
    tree: Any
    lines: dict[JsonPath, int]

    def line(self, path: JsonPath) -> int:
        """Return the line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read one file; raises DataError with file and line where it is not plain YAML of JSON values."""
    shown = name or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _broken(shown, f"cannot be read: {error.strerror}", "check the path and the permissions") from error
    return parse_yaml(data, shown)


def parse_yaml(data: bytes, name: str) -> YamlFile:
    """Parse the bytes of one file, see `read_yaml`."""
    if len(data) > MAX_BYTES:
        raise _broken(name, f"is {len(data)} bytes long", f"split it: {MAX_BYTES} bytes at most")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _broken(name, f"is not UTF-8 (byte {error.start})", "save the file as UTF-8") from error
    reader = _Reader(name)
    try:
        for event in yaml.parse(text, Loader=_EVENTS):
            reader.refuse(event)
        node = yaml.compose(text, Loader=_NODES)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise _broken(name, f"is not YAML: {what}", "repair the YAML at this line", line) from error
    if node is None:
        raise _broken(name, "is empty", "start from a dossier that exists")
    tree = reader.read(node, ())
    return YamlFile(name, tree, reader.lines)


_EVENTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NODES = _EVENTS

_JSON_WORDS = {"true": True, "false": False, "null": None, "": None}


class _Reader:
    """Turns composed nodes into JSON values, and remembers lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[JsonPath, int] = {}
        self.depth = 0

    def refuse(self, event: yaml.Event) -> None:
        """Refuse anchors, aliases and tags: JSON has none, and aliases make small files grow without bound."""
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _broken(self.name, "uses an anchor or alias (& or *)", "write the value out", line)
        if tag := getattr(event, "tag", None):
            raise _broken(self.name, f"uses the tag {tag}", "remove the tag (!)", line)
        self.depth += isinstance(event, yaml.CollectionStartEvent)
        self.depth -= isinstance(event, yaml.CollectionEndEvent)
        if self.depth > MAX_DEPTH:
            raise _broken(self.name, "is nested too deeply", f"{MAX_DEPTH} levels at most", line)

    def read(self, node: yaml.Node, path: JsonPath) -> Any:
        """Return the JSON value of a node."""
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: JsonPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise _broken(self.name, "has a key that is not a word", "write keys as plain words", line)
            key = str(key_node.value)
            if key in found:
                raise _broken(self.name, f"has the key {key} twice in one record", "keep one of them", line)
            found[key] = self.read(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return found


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    text = str(node.value)
    if getattr(node, "style", None):  # quoted or block text is always text
        return text
    if text in _JSON_WORDS:
        return _JSON_WORDS[text]
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 19:
        return int(text) if text == str(int(text)) else text
    try:
        return float(text) if text.replace(".", "", 1).removeprefix("-").isdigit() and "." in text else text
    except ValueError:
        return text


def _broken(name: str, message: str, repair: str, line: int | None = None) -> DataError:
    return DataError([Problem(name, message, repair, line)])
