"""The list of all settings for docs/operator.md, made from the settings themselves."""

from pathlib import Path

from pydantic.fields import FieldInfo

from app.marked import table
from app.settings import CHECKOUT, GIB, KIB, MIB, Settings

NAME = "settings"
"""The name of the markers in the page."""

BY_MACHINE = dict.fromkeys(("workers", "quick_workers", "trial_workers"), "processors, at least 2")
"""Defaults that depend on the machine, in words: the list must read the same on all of them."""


def write_setting_list() -> str:
    """Return Markdown with a table of every setting: the variable to set, the default, and the reason."""
    fields = Settings.model_fields.items()
    prefix = Settings.model_config["env_prefix"]
    rows = [(f"`{prefix}{name.upper()}`", show_default(name, field), field.description or "") for name, field in fields]
    return table(("variable", "default", "what it is, and why so"), rows) + "\n"


def show_default(name: str, field: FieldInfo) -> str:
    """Return the default of a setting as people write it."""
    value = field.default
    if name in BY_MACHINE:
        return BY_MACHINE[name]
    if isinstance(value, Path):
        return f"`{value.relative_to(CHECKOUT)}` in the checkout" if value != CHECKOUT else "the checkout"
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return f"`{value}`".lower()
    if name.endswith("_bytes"):
        return show_size(value)
    return f"`{value:,}`" if isinstance(value, int) and name != "port" else f"`{value}`"


def show_size(value: int) -> str:
    """Return a number of bytes in the largest unit that divides it.

    >>> show_size(64 << 20), show_size(1000)
    ('64 MiB', '1,000 bytes')
    """
    for unit, word in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if value % unit == 0:
            return f"{value // unit:,} {word}"
    return f"{value:,} bytes"
