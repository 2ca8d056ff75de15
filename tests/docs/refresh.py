"""Writes the answers that the pages show anew, from a release of the documents read: ``python -m tests.docs.refresh``.

Read the difference before it is committed: what a page says around an answer may no longer be true.
"""

import json
import re
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

from app.answers import READ
from app.build.pipeline import build
from tests.docs.test_docs import PAGES, PAIR, as_text, run
from tests.serving import ROOT, serving


def main() -> None:
    """Rewrite every answer below a query or a shell line that the pages show."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(RELEASE=str(build(ROOT, Path(folder), dossiers=READ).folder), ANNOUNCE="false") as served,
    ):
        address = served.removeprefix("http://")
        for path in PAGES:
            before = path.read_text(encoding="utf-8")
            after = re.sub(
                PAIR.format("sparql"), lambda match: shown(match, ask(address, match[1])), before, flags=re.M
            )
            after = re.sub(PAIR.format("sh"), lambda match: shown(match, try_out(address, match[1])), after, flags=re.M)
            if after != before:
                path.write_text(after, encoding="utf-8")
                print(path.name)


def shown(match: re.Match[str], answer: str) -> str:
    """Return a block and the answer below it, in place of the old answer."""
    return match[0][: match.start(2) - match.start()] + answer.removesuffix("\n") + "\n```"


def ask(address: str, query: str) -> str:
    """Return the answer to a query as the pages show it."""
    form = urllib.parse.urlencode({"query": query, "format": "json"}).encode()
    with urllib.request.urlopen(f"http://{address}/sparql", form, timeout=60) as response:
        return as_text(json.load(response))


def try_out(address: str, lines: str) -> str:
    """Return what shell lines print."""
    with tempfile.TemporaryDirectory() as folder:
        return run(lines, address, Path(folder))


if __name__ == "__main__":
    main()
