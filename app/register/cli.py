"""The command ``digdip import``: a register of documents becomes dossiers."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.register.importer import Imported


@click.group(name="import")
def import_group() -> None:
    """Take documents from elsewhere into data/sources/."""


@import_group.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(__file__).resolve().parents[2],
    help="Folder that holds ontology/, data/, shapes/ and queries/.",
)
@click.option(
    "--settle", is_flag=True, help="Hold edited files in conflict to be right as they stand, and show them no longer."
)
@click.option(
    "--check", is_flag=True, help="Exit with 1 where a person's decision is open or an edited file conflicts."
)
def register(files: tuple[Path, ...], root: Path, settle: bool, check: bool) -> None:
    """Import the records of FILES, or make the dossiers of all imported records anew.

    A record is one line of JSON; docs/curator.md lists the fields. Each becomes data/sources/<id>.yaml; people,
    offices and publishers that the project did not know go to data/reference/register-*.yaml. Names and records that
    mean one person, event or agreement are joined, the doubtful ones listed under data/editorial/identity/ for a
    person to decide.

    Import again whenever a record, a table or a decision changed: the same input gives the same files. A file that was
    edited by hand since stays as it is, and is shown where the import would have changed it.
    """
    from app.register.importer import import_register  # not at the top: no other command needs what it loads

    outcome = import_register(root, files, _progress(), settle)
    _report(outcome)
    sys.exit(1 if check and (any(outcome.in_doubt.values()) or outcome.written.conflicts) else 0)


def _progress() -> Callable[[str], None]:
    start = time.monotonic()
    return lambda stage: click.echo(f"{time.monotonic() - start:6.1f} s  {stage}", err=True)


def _report(outcome: "Imported") -> None:
    written = outcome.written
    for name, difference in written.conflicts.items():
        click.echo(f"{name} was edited, and its record changed too; the edited file stays. The import would have made:")
        click.echo(difference)
    for key, reason in sorted(outcome.left_out.items()):
        click.echo(f"left out: {key} {reason}")
    for name in outcome.unused:
        click.echo(f"a decision without effect: {name}")
    for line in outcome.unheard:
        click.echo(f"not taken in: {line}")
    share = 100 * (1 - len(outcome.left_out) / outcome.records) if outcome.records else 100
    click.echo(
        f"{outcome.records} records, {share:.1f} % of them dossiers: "
        + ", ".join(f"{n} {kind}" for kind, n in outcome.counts.items())
    )
    click.echo(
        f"files: {len(written.new)} new, {len(written.changed)} changed, {written.same} as before, "
        f"{len(written.kept)} kept as edited, {len(written.conflicts)} in conflict, {len(written.removed)} removed"
    )
    open_pairs = ", ".join(f"{n} {kind}" for kind, n in outcome.in_doubt.items())
    click.echo(f"waiting for a decision under data/editorial/identity/: {open_pairs}")
