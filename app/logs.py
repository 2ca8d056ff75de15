"""Structured logs: one JSON object a line on standard error, each with the request it belongs to."""

import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The identifier of the request under way; clients find it in X-Request-Id and in every problem."""

FIELDS = "fields"
"""The attribute of a log record that holds further members of its object."""


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON; what a client sent can therefore never look like a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identifier := request_id.get():
            line["request"] = identifier
        line |= getattr(record, FIELDS, {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configuration(level: str) -> dict[str, Any]:
    """Return the logging configuration of the service, in the form that ``logging.config.dictConfig`` reads."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
    }
