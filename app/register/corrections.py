"""Corrections: what a second reading of a document found, field by field, each with its reason."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.build.yamlfile import read_yaml
from app.errors import DataError, Problem
from app.register.records import Record, wrong_fields


def corrected(records: Iterable[Record], path: Path) -> list[Record]:
    """Return the records with the corrections of a file: what a second reading of the document found, field by field.

    The file maps a record's id to the fields that change and ``why:``. Raises DataError where one does not fit.
    """
    if not path.exists():
        return list(records)
    changes = _read_corrections(path)
    by_id = {record.id: record for record in records}
    problems = [
        Problem(str(path), "is no record", "take the entry out", None, key) for key in changes.keys() - by_id.keys()
    ]
    for key, change in changes.items():
        if key not in by_id:
            continue
        fields = {name: value for name, value in change.items() if name != "why"}
        if not change.get("why") or "id" in fields:
            problems.append(
                Problem(str(path), "gives no reason, or another id", "write `why:`, and no `id:`", None, key)
            )
            continue
        try:
            by_id[key] = Record.model_validate(by_id[key].model_dump(exclude_unset=True) | fields)
        except ValidationError as error:
            problems += wrong_fields(error, str(path), None, {"id": key})
    if problems:
        raise DataError(problems)
    return list(by_id.values())


def _read_corrections(path: Path) -> dict[str, dict[str, Any]]:
    tree = read_yaml(path).tree
    changes = tree.get("records") if isinstance(tree, dict) else None
    if not isinstance(changes, dict) or not all(isinstance(change, dict) for change in changes.values()):
        problem = Problem(
            str(path), "maps no records", "write `records:`, and below it an id with its fields and `why:`"
        )
        raise DataError([problem])
    return changes
