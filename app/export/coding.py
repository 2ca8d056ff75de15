"""CAMEO and PLOVER codes of events: those that an editor gave, else those of its classes (``event-codes.yaml``)."""

from functools import cache
from typing import Any

import yaml

from app.export.columns import HERE
from app.export.graph import Row


@cache
def read_codes() -> dict[str, Any]:
    """Return the codes of each class, and the directions in which a code holds."""
    listed: dict[str, Any] = yaml.safe_load((HERE / "event-codes.yaml").read_text(encoding="utf-8"))
    return listed


def code(facts: dict[str, list[str]], status: str | None) -> Row:
    """Return the codes of an event, and whether they are derived.

    An event that has a code by hand gets no others, and one that was not held none: what is planned is not done.

    >>> code({"kinds": ["SigningCeremony", "Visit"]}, "held")
    {'cameo_codes': ['042', '043', '057'], 'plover_codes': ['CONSULT', 'SUPPORT'], 'codes_derived': True}
    >>> code({"kinds": ["Meeting"], "cameo_codes": ["044"]}, "held")
    {'cameo_codes': ['044'], 'plover_codes': [], 'codes_derived': False}
    """
    given = {scheme: facts.get(f"{scheme}_codes", []) for scheme in ("cameo", "plover")}
    derived = not any(given.values())
    if derived and status == "held":
        classes = [read_codes()["codes"][kind] for kind in facts["kinds"]]
        given = {scheme: sorted({one for item in classes for one in item[scheme]}) for scheme in given}
    named = {f"{scheme}_codes": values for scheme, values in given.items()}
    return {**named, "codes_derived": derived if any(given.values()) else None}


def in_direction(codes: list[str], direction: str) -> list[str]:
    """Return the codes without those that hold in the opposite direction only.

    >>> in_direction(["042", "043", "057"], "visitor-to-host"), in_direction(["042", "043"], "mutual")
    (['042', '057'], ['042', '043'])
    """
    directed: dict[str, str] = read_codes()["directed"]
    if direction not in directed.values():
        return codes
    return [one for one in codes if directed.get(one, direction) == direction]
