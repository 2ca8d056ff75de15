"""The engine's own verdict on texts, in a process that may crash and can open nothing.

``python -m tests.property.oracle`` reads one JSON string per line and writes one word per line: ``syntax`` where the
engine's parser refuses, else the form of the query, or ``accepted`` where it failed later and the form is not known.
"""

import json
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, Store

ROOT = Path(__file__).resolve().parents[2]
STACK_BYTES = 256 << 20
CPU_SECONDS = 60
KEYWORD = re.compile("(s)(?=ervice)", re.IGNORECASE)


def verdict(text: str) -> str:
    """Return the engine's verdict on a text, over an empty dataset."""
    try:
        result = Store().query(text)
    except SyntaxError:
        return "syntax"
    except (OSError, RuntimeError, ValueError):
        return "accepted"
    if isinstance(result, QueryBoolean):
        return "ask"
    return "select" if isinstance(result, QuerySolutions) else "construct"


def verdicts(texts: Iterable[str]) -> list[str]:
    """Return the engine's verdicts, from a child process."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    command = [sys.executable, "-m", "tests.property.oracle"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=True, timeout=120)
    return done.stdout.split()


def without_the_keyword(text: str) -> str:
    """Return the text with SERVICE misspelt everywhere, which only a keyword does not survive.

    >>> without_the_keyword("PREFIX service: <urn:SERVICE> ASK { SERVICE service:a {} }")
    'PREFIX qervice: <urn:QERVICE> ASK { QERVICE qervice:a {} }'
    """
    return KEYWORD.sub(lambda match: "Q" if match[1] == "S" else "q", text)


def federated(texts: list[str]) -> list[bool]:
    """Return for each text whether the engine takes it for a query that asks another server."""
    plain, misspelt = verdicts(texts), verdicts(map(without_the_keyword, texts))
    return [one != "syntax" and other == "syntax" for one, other in zip(plain, misspelt, strict=True)]


def main() -> None:
    """Give verdicts until the input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # a query that would reach outside finds no socket
    for line in sys.stdin:
        sys.stdout.write(verdict(json.loads(line)) + "\n")


if __name__ == "__main__":
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
