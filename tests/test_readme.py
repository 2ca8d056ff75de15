"""The README's lines, run as they stand against the built release, print what the README says."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAIRS = re.findall(r"```sh\n(curl .*?)```\s+```text\n(.*?)```", README, re.DOTALL)


def test_the_readme_shows_three_lines_and_their_answers() -> None:
    assert len(PAIRS) == 3
    commands = re.findall(r"^make \w+", README, re.MULTILINE)
    assert commands[:2] == ["make serve", "make test"]


@pytest.mark.parametrize(("command", "answer"), PAIRS, ids=["signatories", "bodies", "entity"])
def test_a_line_prints_what_the_readme_says(live: str, command: str, answer: str) -> None:
    here = command.replace("http://127.0.0.1:8000", live)
    result = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.replace("\r\n", "\n") == answer
