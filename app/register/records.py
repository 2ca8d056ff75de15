"""The records of a register: one line of JSON for each public document, with the facts that it reports.

The fields are those of the register's own description; a field that is unknown, missing or of the wrong kind is an
error that names line, record and field. ``role``, ``hosts`` and ``place_printed`` are ours: a reader who had the
document open adds them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from anyascii import anyascii
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from app.build.dates import read_edtf
from app.errors import DataError, Problem

_ID = r"^[a-z]\d{4,6}$"
_URL = r"^https?://[^\s<>\"{}|\\^`/][^\s<>\"{}|\\^`]*$"
MAX_BYTES = 50_000_000
"""Some fifty times the register of 2026; a larger file is a mistake."""


def _no_controls(text: str) -> str:
    """Refuse what no document prints and no file should hold: control characters and halves of characters."""
    found = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs")), None)
    if found is not None:
        raise ValueError(f"has the control character U+{ord(found):04X}")
    return text


def _has_letter(text: str) -> str:
    """Refuse a name without a letter: no address can be made of it."""
    if not re.search(r"[a-z0-9]", anyascii(text).lower()):
        raise ValueError("has no letter")
    return text


Text = Annotated[str, AfterValidator(_no_controls)]
Short = Annotated[Text, Field(min_length=1, max_length=200)]
Named = Annotated[Text, Field(min_length=1, max_length=400), AfterValidator(_has_letter)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Role = Literal[
    "signatory",
    "counterpart",
    "host",
    "witness",
    "head-of-delegation",
    "organiser",
    "speaker",
    "participant",
    "mentioned",
]
"""What somebody did at the event; who is ``mentioned`` is only quoted or named, and took no part that is told."""


class Official(_Strict):
    """A person as one document names them: the name as printed or romanised, the post in English, for whom."""

    name: Annotated[Named, Field(max_length=200)]
    post: Annotated[Text, Field(max_length=300)] | None = None
    of: Short | None = None
    role: Role | None = None


Modality = Literal[
    "realised",
    "decided",
    "committed",
    "agreed",
    "planned",
    "intended",
    "expected",
    "possible",
    "hedged",
    "aim",
    "opinion",
    "presupposed",
    "background",
]
"""The concepts of the modality scheme, which a test holds this list to."""


class Fact(_Strict):
    """One statement of a document: plain text, or text and the modality that a reader of the document gives it."""

    text: Annotated[Text, Field(min_length=1, max_length=1000)]
    modality: Modality | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("modality") is None:
            raise ValueError("has no modality: write the text alone, or both")
        return {"text": given} if isinstance(given, str) else given

    @model_serializer
    def _as_given(self) -> str | dict[str, str]:
        return {"text": self.text, "modality": self.modality} if self.modality else self.text


class Instrument(_Strict):
    """The agreement of a record: what it is called, of which kind, between whom, at which stage.

    ``acting`` are those for whom the act of the record is, where it is not all: a treaty enters into force for each.
    ``topics`` are given where it is about less than the whole record.
    """

    title: Named
    kind: Short
    parties: tuple[Short, ...] = Field(default=(), max_length=250)
    status: Short | None = None
    acting: tuple[Short, ...] = Field(default=(), max_length=250)
    topics: tuple[Short, ...] = Field(default=(), max_length=50)


class Record(_Strict):
    """One document of the register."""

    id: str = Field(pattern=_ID)
    url: Annotated[Text, Field(pattern=_URL, max_length=2000)]
    publisher: Annotated[Named, Field(max_length=200)] | None
    title: Named
    lang: str = Field(pattern=r"^[a-z]{2,3}$")
    published: str | None
    event_type: Short
    event_date: str | None
    date_basis: Literal["stated", "relative", "publication"] | None
    place: Short | None
    parties: tuple[Short, ...] = Field(max_length=250)
    officials: tuple[Official, ...] = Field(max_length=250)
    agreement: Instrument | None
    topics: tuple[Short, ...] = Field(max_length=50)
    modality: Short
    facts: tuple[Fact, ...] = Field(max_length=50)
    confidence: Literal["high", "medium", "low"]
    note: Annotated[Text, Field(max_length=4000)] | None
    same_event_as: str | None = Field(default=None, pattern=_ID)
    source_kind: Short
    place_printed: bool | None = None
    hosts: tuple[Short, ...] = Field(default=(), max_length=20)

    @property
    def texts(self) -> tuple[str, ...]:
        """The facts without what a reader added to them."""
        return tuple(fact.text for fact in self.facts)

    @field_validator("published", "event_date")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            read_edtf(value)
        return value

    @field_validator("hosts")
    @classmethod
    def _are_parties(cls, value: tuple[str, ...], given: ValidationInfo) -> tuple[str, ...]:
        if strangers := set(value) - set(given.data.get("parties", value)):
            raise ValueError(f"{min(strangers)} is none of the parties of the event")
        return value

    @field_validator("published")
    @classmethod
    def _is_recent(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(19|20)\d\d(-\d\d){0,2}$", value):
            raise ValueError("write the day, the month or the year that is printed, such as 2023-10-02")
        return value


def read_register(path: Path) -> list[Record]:
    """Read a register; raises DataError with every line that is wrong."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise DataError([Problem(str(path), f"is {len(data)} bytes long", f"split it: {MAX_BYTES} bytes at most")])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError([Problem(str(path), "is not UTF-8", "save the file as UTF-8", line)]) from error
    return parse_register(text.split("\n"), str(path))


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
            record = _parse_line(line, name, number)
        except DataError as error:
            problems += error.problems
            continue
        if record.id in found:
            problems.append(Problem(name, "is there twice", "give every record an id of its own", number, record.id))
        found[record.id] = record
    if problems:
        raise DataError(problems)
    return list(found.values())


def _parse_line(line: str, name: str, number: int) -> Record:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "numbers too long or nested too deeply"
        raise DataError([Problem(name, f"is not JSON: {reason}", "write one record a line", number)]) from error
    try:
        return Record.model_validate(data)
    except ValidationError as error:
        raise DataError(wrong_fields(error, name, number, data)) from error


def check_references(records: Iterable[Record]) -> None:
    """Raise DataError where ``same_event_as`` names the record itself, or one that is not there."""
    by_id = {record.id: record for record in records}
    problems = [
        Problem("register", f"{record.same_event_as} is not another record", "name one", None, key, "same_event_as")
        for key, record in by_id.items()
        if record.same_event_as and (record.same_event_as == key or record.same_event_as not in by_id)
    ]
    if problems:
        raise DataError(problems)


def wrong_fields(error: ValidationError, name: str, number: int | None, data: Any) -> list[Problem]:
    """Return a problem for every field of a record that is wrong."""
    key = str(data.get("id") or "")[:40] if isinstance(data, dict) else None
    repair = "see the fields in docs/curator.md"
    return [
        Problem(name, item["msg"], repair, number, key or None, ".".join(map(str, item["loc"])))
        for item in error.errors(include_url=False)
    ]


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
