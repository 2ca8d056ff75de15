"""The command line: one command per thing that a curator, an ontologist or an operator does."""

import atexit
import difflib
import gc
import sys
import time
from pathlib import Path

import click

from app import termlist
from app.answers import READ, answer_path, store_answer
from app.build import evidence as passages_of
from app.build.context import write_context
from app.build.corpus import ALL, curate, read_corpus, read_ontology
from app.build.pipeline import build as build_release
from app.build.pipeline import check
from app.build.validation import as_problem, problems
from app.errors import DataError, DigdipError
from app.export.cli import export
from app.marked import replace_marked
from app.quality import PAGES, read_release, write_page
from app.queries import read_catalogue
from app.register.cli import import_group
from app.termlist import write_term_list

ROOT = Path(__file__).resolve().parent.parent
atexit.register(gc.freeze)  # a command that ends has no use for the search for cycles among all that it has read

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="Folder that holds ontology/, data/, shapes/ and queries/.",
)


class _Cli(click.Group):
    """Prints the project's errors as they are meant to be read, and nothing else of them."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DataError as error:
            click.echo(error.detail, err=True)
            count = len(error.problems)
            click.echo(f"\n{count} problem{'s' if count != 1 else ''}. Nothing was changed.", err=True)
        except DigdipError as error:
            click.echo(f"{error.title}: {error.detail}", err=True)
        sys.exit(1)


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="digdip")
def main() -> None:
    """digdip: the knowledge graph of digital diplomacy, from dossiers to a SPARQL service."""


class _Progress:
    """Prints each stage with the seconds since the start, on standard error."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, stage: str) -> None:
        click.echo(f"{time.monotonic() - self.start:6.1f} s  {stage}", err=True)


@main.command()
@root_option
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where releases go [default: ROOT/build]."
)
@click.option(
    "--dossiers",
    default=ALL,
    show_default=True,
    help="Build these documents alone: a pattern of file names below data/sources.",
)
def build(root: Path, out: Path | None, dossiers: str) -> None:
    """Build a release: read, fuse, infer, validate, describe, write.

    Stops at the first stage that finds a violation and leaves the release that serves untouched. The same files give
    the same bytes.
    """
    progress = _Progress()
    built = build_release(root, out or root / "build", progress, dossiers)
    notes = len(built.results)
    progress(f"done: {built.version}, {notes} warnings and remarks in reports/validation.txt")
    click.echo(built.folder)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@root_option
@click.option("--quiet", is_flag=True, help="Print violations only, not warnings and remarks.")
def validate(files: tuple[Path, ...], root: Path, quiet: bool) -> None:
    """Check dossiers: FILES, or all of them.

    A file is read with all that bears on it in other files, whose names are known. Every problem names file,
    line, record, field and repair. Exits with 1 where there is a violation.
    """
    progress = _Progress()
    corpus, results = check(root, [path.resolve() for path in files], progress)
    broken = problems(results, corpus)
    for result in results:
        if result.severity == "Violation" or not quiet:
            click.echo(f"{result.severity}: {as_problem(result, corpus)}")
    progress(f"{len(broken)} violations, {len(results) - len(broken)} warnings and remarks")
    sys.exit(1 if broken else 0)


@main.command()
@click.option(
    "--texts",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the texts of the documents; a dossier finds its own by `identifier`.",
)
@click.argument("keys", nargs=-1)
@root_option
@click.option("--check", "check_only", is_flag=True, help="Only check positions and checksums; print no passage.")
def evidence(texts: Path, keys: tuple[str, ...], root: Path, check_only: bool) -> None:
    """Print every statement beside the passage that it rests on, and check positions and checksums.

    KEYS limits the work to these dossiers (seed-003 …). Stretches of text that no statement rests on come last.
    Dossiers that give neither a checksum nor a position refer to no text, and are counted.
    """
    corpus = read_corpus(root)
    found, without = [], 0
    for document in corpus.documents:
        if document.source is None or (keys and Path(document.name).stem not in keys):
            continue
        if not passages_of.rests_on_text(document):
            without += 1
            continue
        text, wrong = passages_of.read_text(document, texts)
        shown, outside = passages_of.passages(document, text)
        found += [*wrong, *outside]
        if not check_only:
            _print_passages(document.name, text, shown)
        click.echo(f"{document.name}: {len(shown)} passages, {len(wrong) + len(outside)} problems")
    if without:
        click.echo(f"{without} dossiers refer to no text")
    if found:
        raise DataError(found)


def _print_passages(name: str, text: str, shown: list[passages_of.Passage]) -> None:
    click.secho(f"\n{name}", bold=True)
    for item in shown:
        click.echo(f"\n{item.start:>6}-{item.end:<6} {item.record}  {item.label}")
        click.echo(f"              | {' '.join(item.text.split())}")
    for start, end in passages_of.uncovered(text, shown):
        click.echo(f"\n{start:>6}-{end:<6} no statement rests on: {' '.join(text[start:end].split())}")


@main.command()
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one [default: 8000].")
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Release folder to serve [default: build/current].",
)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="RDF file to serve in place of a release: .nq, .trig, .ttl or .nt, also with .gz.",
)
def serve(host: str | None, port: int | None, release: Path | None, data: Path | None) -> None:
    """Serve the release, or any RDF file: SPARQL, entity documents, dumps and pages.

    Every limit is a setting, read from DIGDIP_… in the environment; docs/operator.md lists them. SIGHUP switches to the
    release, or the file, as it is then; SIGTERM ends the service when the answers under way are sent.
    """
    from app.main import serve as run_service  # not at the top: curators' commands need no web server
    from app.settings import Settings

    given = {"host": host, "port": port, "release": release, "data": data}
    run_service(Settings(**{name: value for name, value in given.items() if value is not None}))  # type: ignore[arg-type]


@main.command()
@root_option
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Release folder to publish; without it a release is built first.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="How long running services may take to load it.",
)
def publish(root: Path, release: Path | None, seconds: float) -> None:
    """Build a release, or take one, and let every running service of this checkout switch to it.

    No request is lost: a service goes on with the old release until the new one is loaded. A release that is not whole
    is refused before anything changes, and where a service refuses it, `current` points to the old one again.
    """
    from app.publish import publish as publish_release

    progress = _Progress()
    folder = release or build_release(root, root / "build", progress).folder
    count = publish_release(folder, seconds, progress)
    progress(f"published to {count} running service{'' if count == 1 else 's'}")
    click.echo(folder.resolve())


@main.command()
@click.argument("names", nargs=-1)
@root_option
@click.option("--check", "check_only", is_flag=True, help="Only show differences; store nothing, exit with 1 if any.")
def answers(names: tuple[str, ...], root: Path, check_only: bool) -> None:
    """Store the answers of catalogue queries for review: NAMES (theme/name, or a theme), or all.

    Answers are those of the documents that people have read (data/sources/seed-*.yaml), however large the corpus is.
    Prints what changed line by line. Read the documents before you commit an answer: a test holds the query to it.
    """
    store = curate(read_corpus(root, dossiers=READ))
    changed = 0
    for query in read_catalogue(root / "queries"):
        if names and not {query.theme, f"{query.theme}/{query.name}"} & set(names):
            continue
        path = answer_path(root / "tests" / "answers", query)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = store_answer(store, query)
        lines = difflib.unified_diff(
            before.splitlines(), after.splitlines(), f"{path.name} stored", "now", lineterm="", n=0
        )
        if difference := list(lines):
            changed += 1
            click.echo("\n".join(difference))
        if difference and not check_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
    click.echo(f"{changed} answers differ", err=True)
    sys.exit(1 if changed and check_only else 0)


@main.command()
@root_option
def context(root: Path) -> None:
    """Write what is made from the ontology and the settings: the JSON-LD context, and the lists in the docs."""
    from app import settinglist  # not at the top: what reads settings takes long to load
    from app.export import codebook

    ontology, _, vocabulary = read_ontology(root)
    context_file, docs = root / "ontology" / "context.jsonld", root / "docs"
    context_file.write_text(write_context(vocabulary), encoding="utf-8")
    click.echo(context_file)
    lists = {
        "codebook.md": (codebook.NAME, codebook.write_codebook(ontology)),
        "ontologist.md": (termlist.NAME, write_term_list(ontology)),
        "operator.md": (settinglist.NAME, settinglist.write_setting_list()),
    }
    for name, (marker, text) in lists.items():
        page = docs / name
        page.write_text(replace_marked(page.read_text(encoding="utf-8"), marker, text), encoding="utf-8")
        click.echo(page)


@main.command()
@root_option
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Release of the whole corpus [default: ROOT/build/current].",
)
def quality(root: Path, release: Path | None) -> None:
    """Write the tables of docs/quality.md and docs/contradictions.md anew from a release of the whole corpus.

    The words around a table are written by people: read them again where it changed.
    """
    store = read_release(release or root / "build" / "current")
    for name in PAGES:
        page = root / "docs" / name
        before = page.read_text(encoding="utf-8")
        after = write_page(before, root, store)
        page.write_text(after, encoding="utf-8")
        click.echo(f"{page}{'' if after == before else ' changed: read the words around its tables'}")


@main.command()
@root_option
def reference(root: Path) -> None:
    """Write the generated files of data/reference/ anew (needs the development packages)."""
    from app.reference.files import FILES  # not at the top: its packages are not installed where the service runs

    for name, text in FILES.items():
        path = root / "data" / "reference" / name
        path.write_text(text(), encoding="utf-8")
        click.echo(path)


main.add_command(export)
main.add_command(import_group)

if __name__ == "__main__":
    main()
