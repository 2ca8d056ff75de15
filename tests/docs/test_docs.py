"""The pages for people: nothing is missing from them, what they quote exists, and what they show is what is printed."""

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pyoxigraph import Store

from app import settinglist, termlist
from app.build.corpus import read_ontology
from app.cli import main
from app.export import codebook
from app.main import create_app
from app.marked import replace_marked
from app.namespaces import DD, shorten
from app.queries import THEMES
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READERS = ("researcher", "consumer", "curator", "ontologist", "operator", "developer")
PAGES = [ROOT / "docs" / f"{reader}.md" for reader in READERS]
LINKED = [
    *PAGES,
    ROOT / "docs" / "codebook.md",
    ROOT / "docs" / "fairness.md",
    ROOT / "docs" / "quality.md",
    ROOT / "docs" / "contradictions.md",
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "data" / "FORMAT.md",
]
TEXT = {path: path.read_text(encoding="utf-8") for path in LINKED}
EVERYTHING = "\n".join(TEXT[path] for path in PAGES)
EXAMPLE = "127.0.0.1:8000"
"""The address at which the pages show the service."""

PAIR = r"^```{}\n((?:(?!^```)[\s\S])*)^```\n\n```text\n([\s\S]*?)^```"
"""A block of a language, and below it what it prints."""


def blocks(language: str, paths: Iterable[Path] = LINKED) -> list[tuple[str, str]]:
    """Return every fenced block of a language, with the name of its page and its number there."""
    found = []
    for path in paths:
        for number, match in enumerate(re.findall(rf"^ *```{language}\n(.*?)^ *```", TEXT[path], re.DOTALL | re.M), 1):
            found.append((f"{path.stem}-{number}", match))
    return found


def pairs(language: str) -> list[Any]:
    """Return the blocks of a language that are followed by what they print, as parameters of a test."""
    return [
        pytest.param(question, answer, id=f"{path.stem}-{number}")
        for path in PAGES
        for number, (question, answer) in enumerate(re.findall(PAIR.format(language), TEXT[path], re.M), 1)
    ]


def named(items: Iterable[tuple[str, str]]) -> list[Any]:
    return [pytest.param(text, id=name) for name, text in items]


# What must be named


def test_every_setting_is_named_and_no_other() -> None:
    prefix = str(Settings.model_config["env_prefix"])
    settings = {prefix + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"\b{prefix}[A-Z_]*[A-Z]\b", EVERYTHING)) == settings


def paths_of(routes: Iterable[Any]) -> Iterator[str]:
    """Yield the path of every route, those of included routers as well."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from paths_of(inner.routes)
        else:
            yield route.path


def test_every_route_is_named(tmp_path: Path) -> None:
    data = tmp_path / "one.nt"
    data.write_text("<urn:s> <urn:p> <urn:o> .\n", encoding="utf-8")
    app = create_app(Settings(data=data))  # with a file, the routes are those over a release and some more
    paths = {re.sub(r":\w+}", "}", path) for path in paths_of(app.routes)}
    assert len(paths) > 15
    assert {path for path in paths if f"`{path}`" not in EVERYTHING} == set()


def test_every_command_is_named() -> None:
    missing = [name for name in main.commands if not re.search(rf"digdip {name}\b|`{name}`", EVERYTHING)]
    assert missing == []


def test_every_theme_of_queries_is_named() -> None:
    assert [theme for theme in THEMES if f"`{theme}`" not in TEXT[ROOT / "docs" / "researcher.md"]] == []


def test_every_term_of_the_ontology_is_named_and_no_other() -> None:
    vocabulary = read_ontology(ROOT)[2]
    own = {iri for iri in vocabulary.classes.values() if iri.startswith(DD)} | {
        item.iri for item in vocabulary.properties.values() if item.iri.startswith(DD)
    }
    assert len(own) > 150
    assert {iri for iri in own if f"`{shorten(iri)}`" not in EVERYTHING} == set()
    annotations = {f"{DD}valueScheme", f"{DD}valueDatatype"}
    used = {DD + name for name in re.findall(r"\bdd:(\w+)", EVERYTHING)}
    assert used - own - annotations == set()


# What is generated


def test_the_list_of_terms_is_fresh() -> None:
    page = TEXT[ROOT / "docs" / "ontologist.md"]
    assert page == replace_marked(page, termlist.NAME, termlist.write_term_list(read_ontology(ROOT)[0]))


def test_the_codebook_is_fresh() -> None:
    page = TEXT[ROOT / "docs" / "codebook.md"]
    assert page == replace_marked(page, codebook.NAME, codebook.write_codebook(read_ontology(ROOT)[0]))


def test_the_list_of_settings_is_fresh() -> None:
    page = TEXT[ROOT / "docs" / "operator.md"]
    assert page == replace_marked(page, settinglist.NAME, settinglist.write_setting_list())


def test_the_list_of_settings_is_the_same_on_every_machine() -> None:
    program = (
        "import os; os.cpu_count = lambda: 77\n"
        "from app.settinglist import write_setting_list\n"
        "import sys; sys.stdout.buffer.write(write_setting_list().encode())"
    )
    printed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    assert printed == settinglist.write_setting_list()


def test_a_page_without_markers_is_not_written() -> None:
    with pytest.raises(ValueError, match="0 times"):
        replace_marked("no markers", "terms", "text")


# What is quoted


def links() -> list[tuple[Path, str]]:
    found = [(path, link) for path in LINKED for link in re.findall(r"\]\(([^)\s]+)\)", TEXT[path])]
    return [(path, link) for path, link in found if not link.startswith(("http:", "https:"))]


def test_every_relative_link_leads_somewhere() -> None:
    assert len(links()) > 20
    for path, link in links():
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{path.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{path.name}: {link}"


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them.

    Punctuation goes, blanks become hyphens.
    """
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def digdip_lines() -> list[Any]:
    lines = {line.strip() for _, block in blocks("sh") for line in block.splitlines() if ".venv/bin/digdip" in line}
    return sorted(line.partition("#")[0].strip() for line in lines)


def test_there_are_lines_to_try() -> None:
    assert len(digdip_lines()) >= 8
    assert len(blocks("sparql")) >= 15 and len(pairs("sparql")) >= 15 and len(pairs("sh")) >= 8


@pytest.mark.parametrize("line", digdip_lines())
def test_a_shell_line_names_a_command_and_its_options(line: str) -> None:
    words = line.split(".venv/bin/digdip", 1)[1].split()
    assert words[0] in main.commands
    known = {
        option
        for item in main.commands[words[0]].params
        if isinstance(item, click.Option)
        for option in (*item.opts, *item.secondary_opts)
    }
    assert {word for word in words[1:] if word.startswith("-")} <= known


def test_no_page_names_a_command_that_is_not_there() -> None:
    quoted = set(re.findall(r"`(?:\.venv/bin/)?digdip ([a-z]+)", "\n".join(TEXT.values())))
    assert quoted <= set(main.commands)


@pytest.mark.parametrize("query", named(blocks("sparql")))
def test_a_query_parses(query: str) -> None:
    Store().query(query)


@pytest.mark.parametrize("program", named(blocks("python")))
def test_a_program_parses(program: str) -> None:
    ast.parse(program)


# What is shown


@pytest.fixture(scope="module")
def address(live: str) -> str:
    return live.removeprefix("http://")


@pytest.mark.parametrize(("query", "answer"), pairs("sparql"))
def test_a_query_answers_what_the_page_shows(address: str, query: str, answer: str) -> None:
    form = urllib.parse.urlencode({"query": query, "format": "json"}).encode()
    with urllib.request.urlopen(f"http://{address}/sparql", form, timeout=60) as response:
        assert as_text(json.load(response)) == answer


def as_text(results: dict[str, Any]) -> str:
    """Return the results of a query as the pages show them: columns, with prefixes for IRIs.

    >>> as_text({"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}})
    'a\\nx\\n'
    """
    columns = results["head"]["vars"]
    rows = [columns, *([cell(row.get(name)) for name in columns] for row in results["results"]["bindings"])]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    lines = ("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def cell(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    return shorten(term["value"]) if term["type"] == "uri" else term["value"]


def run(text: str, address: str, folder: Path, *, command: tuple[str, ...] = ("bash", "-c")) -> str:
    """Return what lines print that are sent to the service at an address, as if it had the address of the pages."""
    words = [*command, text.replace(EXAMPLE, address)]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    result = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60, env=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.replace("\r\n", "\n").replace(address, EXAMPLE)


@pytest.mark.parametrize(("lines", "answer"), pairs("sh"))
def test_shell_lines_print_what_the_page_shows(address: str, tmp_path: Path, lines: str, answer: str) -> None:
    printed = run(lines, address, tmp_path)
    assert printed.removesuffix("\n") == answer.removesuffix("\n")


def requests() -> list[tuple[str, str]]:
    """Return the blocks that ask the service something and leave no file behind."""
    found = [(name, text.lstrip()) for name, text in blocks("sh", PAGES)]
    return [(name, text) for name, text in found if text.startswith("curl ") and "-O " not in text]


@pytest.mark.parametrize("lines", named(requests()))
def test_lines_that_ask_the_service_are_answered(address: str, lines: str) -> None:
    assert run("set -o pipefail\n" + lines, address, ROOT).strip()


@pytest.mark.parametrize("program", named(blocks("python", PAGES)))
def test_a_program_runs(address: str, tmp_path: Path, program: str, request: pytest.FixtureRequest) -> None:
    modules = {word.partition(".")[0] for word in re.findall(r"^(?:from|import) ([\w.]+)", program, re.MULTILINE)}
    if absent := [module for module in sorted(modules) if importlib.util.find_spec(module) is None]:
        pytest.skip(f"needs {', '.join(absent)}")
    if '"export/' in program:
        (tmp_path / "export").symlink_to(request.getfixturevalue("exported"))
    assert run(program, address, tmp_path, command=(sys.executable, "-c")).strip()
