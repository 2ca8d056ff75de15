"""The project's one family of errors: each carries what is wrong, where, and how to repair it.

The command line prints them, the service renders them once as problem details (RFC 9457).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file: where it stands, what was found, how to repair it."""

    file: str
    message: str
    repair: str
    line: int | None = None
    record: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = " · ".join(part for part in (self.record, self.field) if part)
        return f"{place}: {subject + ': ' if subject else ''}{self.message}\n    repair: {self.repair}"


class DigdipError(Exception):
    """Base of all errors that the project raises on purpose.

    ``status`` and ``title`` are what HTTP clients see; ``extra`` holds further members of the problem details
    (line, column, limit, …); ``headers`` are added to the answer.
    """

    status = 500
    title = "Internal error"

    def __init__(
        self, detail: str, *, headers: dict[str, str] | None = None, **extra: str | int | float | Sequence[str]
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


class DataError(DigdipError):
    """Files that cannot become part of the graph; ``problems`` says what to repair."""

    title = "The data does not conform"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class BuildError(DigdipError):
    """A build that cannot go on for a reason other than the data."""

    title = "The build failed"
