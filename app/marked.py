"""Generated parts of hand-written pages: what stands between two marker comments is replaced, the rest is left."""

import re
from collections.abc import Sequence

BEGIN, END = "<!-- generated: {} -->", "<!-- end of generated: {} -->"


def replace_marked(page: str, name: str, text: str) -> str:
    """Return a page with the part between the markers of a name replaced; raises ValueError where they are missing.

    >>> page = "Before\\n<!-- generated: x -->\\nold\\n<!-- end of generated: x -->\\nAfter"
    >>> print(replace_marked(page, "x", "new\\n"))
    Before
    <!-- generated: x -->
    <BLANKLINE>
    new
    <BLANKLINE>
    <!-- end of generated: x -->
    After
    """
    begin, end = BEGIN.format(name), END.format(name)
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    replaced, count = pattern.subn(lambda _: f"{begin}\n\n{text.strip()}\n\n{end}", page)
    if count != 1:
        raise ValueError(f"the page needs the markers of {name!r} once, and has them {count} times")
    return replaced


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table.

    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\\|y |
    """
    lines = [head, *rows]
    written = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(head), *written[1:]])
