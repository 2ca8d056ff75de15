"""The records of a register: one line of JSON for each public document, with the facts that it reports.

The fields are those of the register's own description; a field that is unknown, missing or of the wrong kind is an error
that names line, record and field. ``role`` and ``place_printed`` are ours: a reader who had the document open adds them.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.build.dates import read_edtf
from app.errors import DataError, Problem

_ID = r"[a-z]\d{4,6}"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Official(_Strict):
    """A person as one document names them: the name as printed or romanised, the post in English, for whom."""

    name: str = Field(min_length=1, max_length=200)
    post: str | None = Field(default=None, max_length=300)
    of: str | None = Field(default=None, max_length=200)
    role: (
        Literal["signatory", "counterpart", "host", "witness", "head-of-delegation", "organiser", "speaker"] | None
    ) = None


class Instrument(_Strict):
    """The agreement of a record: what it is called, of which kind, between whom, at which stage."""

    title: str = Field(min_length=1, max_length=400)
    kind: str
    parties: tuple[str, ...] = ()
    status: str | None = None


class Record(_Strict):
    """One document of the register."""

    id: str = Field(pattern=_ID)
    url: str = Field(pattern=r"https?://\S+", max_length=2000)
    publisher: str | None
    title: str = Field(min_length=1, max_length=400)
    lang: str = Field(pattern=r"[a-z]{2,3}")
    published: str | None
    event_type: str
    event_date: str | None
    date_basis: Literal["stated", "relative", "publication"] | None
    place: str | None
    parties: tuple[str, ...]
    officials: tuple[Official, ...]
    agreement: Instrument | None
    topics: tuple[str, ...]
    modality: str
    facts: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    note: str | None
    same_event_as: str | None = Field(default=None, pattern=_ID)
    source_kind: str
    place_printed: bool | None = None

    @field_validator("published", "event_date")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            read_edtf(value)
        return value


def read_register(path: Path) -> list[Record]:
    """Read a register; raises DataError with every line that is wrong."""
    return list(parse_register(path.read_text(encoding="utf-8").splitlines(), str(path)))


def parse_register(lines: Iterable[str], name: str) -> list[Record]:
    """Parse the lines of a register; ``name`` is what messages call the file.

    >>> parse_register(['{"id": "s0001"}'], "r.jsonl")
    Traceback (most recent call last):
    ...
    app.errors.DataError: ...
    """
    found: dict[str, Record] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            record = Record.model_validate(data)
        except json.JSONDecodeError as error:
            problems.append(Problem(name, f"is not JSON: {error.msg}", "write one record a line", number))
            continue
        except ValidationError as error:
            problems += _wrong_fields(error, name, number, data)
            continue
        if record.id in found:
            problems.append(Problem(name, "is there twice", "give every record an id of its own", number, record.id))
        found[record.id] = record
    problems += [
        Problem(
            name, f"names {record.same_event_as}, which is not there", "name a record", None, record.id, "same_event_as"
        )
        for record in found.values()
        if record.same_event_as == record.id
    ]
    if problems:
        raise DataError(problems)
    return list(found.values())


def _wrong_fields(error: ValidationError, name: str, number: int | None, data: Any) -> list[Problem]:
    key = data.get("id") if isinstance(data, dict) else None
    repair = "see the fields in docs/curator.md"
    return [
        Problem(name, item["msg"], repair, number, str(key) if key else None, ".".join(map(str, item["loc"])))
        for item in error.errors(include_url=False)
    ]


def corrected(records: Iterable[Record], path: Path) -> list[Record]:
    """Return the records with the corrections of a file: what a second reading of the document found, field by field.

    The file maps a record's id to the fields that change and ``why:``. Raises DataError where one does not fit.
    """
    if not path.exists():
        return list(records)
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    changes: dict[str, dict[str, Any]] = tree.get("records") or {}
    by_id = {record.id: record for record in records}
    problems = [
        Problem(str(path), "is no record", "take the entry out", None, key) for key in changes.keys() - by_id.keys()
    ]
    for key, change in changes.items():
        if key not in by_id:
            continue
        fields = {name: value for name, value in change.items() if name != "why"}
        if not change.get("why"):
            problems.append(Problem(str(path), "gives no reason", "write `why:`", None, key))
        try:
            by_id[key] = Record.model_validate(by_id[key].model_dump(exclude_unset=True) | fields)
        except ValidationError as error:
            problems += _wrong_fields(error, str(path), None, {"id": key})
    if problems:
        raise DataError(problems)
    return list(by_id.values())


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write records sorted by id, one a line, without the fields that are not given."""
    lines = [
        json.dumps(record.model_dump(exclude_unset=True, mode="json"), ensure_ascii=False)
        for record in sorted(records, key=lambda item: item.id)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def web_key(url: str) -> str:
    """Return what two addresses of one page have in common.

    >>> web_key("https://www.example.org/a/?utm_source=x#top")
    'example.org/a'
    """
    text = re.sub(r"^https?://(www\.|m\.|amp\.)?", "", url.lower())
    text = re.sub(r"#.*$|[?&](utm_[^&]*|ref=[^&]*|amp=?1?)(?=&|$)", "", text)
    return text.rstrip("/?&")
