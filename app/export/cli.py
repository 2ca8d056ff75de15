"""The command ``digdip export``: a built release as tables and networks."""

import time
from pathlib import Path

import click

from app.export.graph import ExportError

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("csv", "parquet")


@click.command()
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="Folder that holds queries/.",
)
@click.option(
    "--release",
    type=click.Path(file_okay=False, path_type=Path),
    help="Release folder to read [default: ROOT/build/current].",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where the files go [default: ROOT/export]."
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=FORMATS,
    help="Write tables in this format alone; may be repeated [default: both].",
)
def export(root: Path, release: Path | None, out: Path | None, formats: tuple[str, ...]) -> None:
    """Write a release as tables and networks for statistical work.

    Events by directed dyad, dyads by year, agreements, holders of offices, actors with their codes, and the network of
    states as GraphML and GEXF, described by a data package. docs/codebook.md explains every column. The same release
    gives the same bytes.
    """
    start = time.monotonic()
    try:
        from app.export.exporter import export as write  # not at the top: its packages come with an extra
    except ModuleNotFoundError as error:
        repair = "Install the extra `export`: .venv/bin/pip install -e '.[export]'"
        raise ExportError(f"The package {error.name} is missing. {repair}") from error

    def progress(stage: str) -> None:
        click.echo(f"{time.monotonic() - start:6.1f} s  {stage}", err=True)

    found, folder = release or root / "build" / "current", out or root / "export"
    package = write(found, root / "queries" / "export", folder, formats, progress)
    progress("done")
    click.echo(package)
