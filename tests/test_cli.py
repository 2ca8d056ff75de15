"""The command line as people meet it: helpful help, errors that name the place, exit codes that scripts can use."""

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.cli import main

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    description = result.output.split("Options:")[0].partition("\n\n")[2].strip()
    assert len(description) > 30
    options = [option for option in main.commands[command].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_a_sound_dossier_is_accepted() -> None:
    result = run("validate", str(ROOT / "data" / "sources" / "seed-002.yaml"), "--quiet")
    assert result.exit_code == 0, result.output
    assert "0 violations" in result.stderr


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A copy of a dossier outside the project: validated in place of the one of the same name."""
    return Path(shutil.copy(ROOT / "data" / "sources" / "seed-003.yaml", tmp_path))


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("type: SigningCeremony", "type: SigningCeremoney", ["SigningCeremoney is not a class", "SigningCeremony?"]),
        ("tookPlaceAt: place:riyadh", "tookPlaceAt: place:riadh", ["place:riadh is not declared", "place:riyadh"]),
        ("modality: committed", "modality: commited", ["commited is not a concept", "committed?"]),
        ("    polarity: affirmed\n", "", ["claim:seed-003-", "polarity"]),
        ("reports:\n", "reports\n", ["is not YAML"]),
    ],
)
def test_a_broken_dossier_is_refused_with_place_value_and_repair(
    dossier: Path, good: str, bad: str, words: list[str]
) -> None:
    text = dossier.read_text(encoding="utf-8")
    assert good in text
    dossier.write_text(text.replace(good, bad, 1), encoding="utf-8")
    result = run("validate", str(dossier), "--quiet")
    assert result.exit_code == 1
    printed = result.output + result.stderr
    assert "seed-003.yaml" in printed
    assert "repair:" in printed
    for word in words:
        assert word in printed
    assert "Traceback" not in printed


def test_a_missing_file_is_an_error_not_a_trace(tmp_path: Path) -> None:
    result = run("validate", str(tmp_path / "nothing.yaml"))
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_evidence_without_its_text_says_which_is_missing(tmp_path: Path) -> None:
    result = run("evidence", "--texts", str(tmp_path), "seed-003")
    assert result.exit_code == 1
    assert "no text named 003_" in result.stderr
