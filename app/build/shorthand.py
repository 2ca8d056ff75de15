"""Names for the nodes that a dossier may leave nameless: evidence spans, participations, name forms.

A published node needs an IRI, so that it can be cited and so that two builds can be compared. These three are named by
their content, which keeps the names the same when a file is reordered.
"""

import re
import unicodedata
from typing import Any

SLUG = re.compile(r"[^\W_]+(?:-+[^\W_]+)*")
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens; letters of every script are kept.

    >>> slug("H.E. Abdullah Al-Swaha")
    'h-e-abdullah-al-swaha'
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
    return "-".join(words)


def expand_shorthands(key: str, value: Any, node: dict[str, Any], source: str) -> tuple[Any, bool]:
    """Return the value of a key with its nameless nodes named, and whether the names were made here."""
    if key == "evidence":
        return _each(value, lambda item: _span(item, source))
    if key == "hasParticipation":
        return _each(value, lambda item: _participation(item, node))
    if key == "hasNameForm":
        return _each(value, lambda item: _name_form(item, node))
    return value, False


def _each(value: Any, make: Any) -> tuple[Any, bool]:
    items = value if isinstance(value, list) else [value]
    made = [make(item) for item in items]
    return (made if isinstance(value, list) else made[0]), any(
        new is not old for new, old in zip(made, items, strict=True)
    )


def _span(item: Any, source: str) -> Any:
    match = _RANGE.fullmatch(item) if isinstance(item, str) else None
    if not match:
        return item
    name = f"span:{source}-{match[1]}-{match[2]}"
    selector = {
        "id": f"{name}-selector",
        "type": "TextPositionSelector",
        "start": int(match[1]),
        "end": int(match[2]),
    }
    return {"id": name, "type": "EvidenceSpan", "hasSource": f"source:{source}", "hasSelector": selector}


def _participation(item: Any, event: dict[str, Any]) -> Any:
    if not isinstance(item, dict) or "id" in item:
        return item
    parts = [event.get("id"), item.get("participant"), item.get("role")]
    if not all(isinstance(part, str) for part in parts):
        return {"type": "Participation"} | item
    slugs = [str(part).partition(":")[2] or str(part) for part in parts]
    return {"id": f"participation:{'-'.join(slugs)}", "type": "Participation"} | item


def _name_form(item: Any, owner: dict[str, Any]) -> Any:
    form = item.get("literalForm") if isinstance(item, dict) else None
    if not isinstance(form, dict) or len(form) != 1 or "id" in item:
        return item
    language, text = next(iter(form.items()))
    honorific = item.get("honorific", "")
    shown = " ".join(honorific if isinstance(honorific, list) else [str(honorific)])
    name = f"name:{str(owner.get('id', '')).partition(':')[2]}-{slug(f'{shown} {text}')}-{language}"
    return {"id": name, "type": "NameForm"} | item
