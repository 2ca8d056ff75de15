"""The build from end to end, on the project's own files: whole, honest about its numbers, and unbreakable."""

import gzip
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from app.answers import READ
from app.build.corpus import fingerprint, read_corpus
from app.build.description import DATASET
from app.build.pipeline import Built, build
from app.build.release import is_whole
from app.errors import DataError
from app.namespaces import expand
from app.terms import select

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("out"), dossiers=READ)


@pytest.fixture(scope="module")
def store(built: Built) -> Store:
    loaded = Store()
    with gzip.open(built.folder / "dataset.nq.gz") as stream:
        loaded.bulk_load(stream, format=RdfFormat.N_QUADS)
    loaded.load(path=str(built.folder / "distributions.nq"), format=RdfFormat.N_QUADS)  # as the service does
    return loaded


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files that a test may break, with the dossiers of the five documents alone."""
    left_out = shutil.ignore_patterns("__pycache__", "f[0-9]*.yaml", "s[0-9]*.yaml", "register-*.yaml")
    for name in ("ontology", "shapes", "data", "queries", "app"):
        shutil.copytree(ROOT / name, tmp_path / "project" / name, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "project")
    return tmp_path / "project"


def test_a_corpus_can_be_limited_to_some_dossiers(project: Path) -> None:
    before = fingerprint(project, READ)
    dossier = (project / "data" / "sources" / "seed-004.yaml").read_text(encoding="utf-8")
    (project / "data" / "sources" / "other.yaml").write_text(dossier.replace("seed-004", "other"), encoding="utf-8")
    (project / "data" / "reference" / "register-more.yaml").write_text("resources: nothing yet\n", encoding="utf-8")
    names = {Path(document.name).name for document in read_corpus(project, dossiers=READ).documents}
    assert {"seed-000.yaml", "seed-004.yaml", "offices.yaml", "dates.yaml"} <= names
    assert not {"other.yaml", "register-more.yaml"} & names
    assert fingerprint(project, READ) == before
    assert {"data/sources/other.yaml", "data/reference/register-more.yaml"} <= fingerprint(project).keys()


def test_the_release_is_whole(built: Built) -> None:
    assert is_whole(built.folder)
    assert (built.folder.parent / "current").resolve() == built.folder
    assert built.folder.name == built.version


@pytest.mark.parametrize(
    ("void", "query"),
    [
        ("void:triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("void:properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        ("void:classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        ("void:distinctObjects", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        ("void:distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
    ],
)
def test_the_numbers_of_the_description_agree_with_the_data(store: Store, void: str, query: str) -> None:
    counted = next(select(store, query))["n"]
    described = [quad.object for quad in store.quads_for_pattern(DATASET, expand(void), None, None)]
    assert set(described) == {counted}


def test_every_dump_holds_the_same_data(built: Built) -> None:
    def read(name: str, form: RdfFormat) -> set[Quad]:
        return set(parse(gzip.decompress((built.folder / name).read_bytes()), format=form))

    everything = read("dataset.nq.gz", RdfFormat.N_QUADS)
    curated = {quad for quad in everything if quad.graph_name == DefaultGraph()}
    assert len(curated) > 10_000
    assert read("dataset.trig.gz", RdfFormat.TRIG) == everything
    assert read("curated.nt.gz", RdfFormat.N_TRIPLES) == curated
    assert read("curated.ttl.gz", RdfFormat.TURTLE) == curated


def test_what_stands_in_the_default_graph_stands_in_no_source_alone(store: Store) -> None:
    """Every event, agreement and participation of the curated graph is described by an accepted source or an editor."""
    query = """PREFIX dd: <https://w3id.org/digdip/ontology#>
        SELECT ?thing { VALUES ?class { dd:DiplomaticEvent dd:Agreement dd:Participation dd:OfficeHolding }
            ?thing a ?class FILTER NOT EXISTS { ?thing dd:attestedIn ?source } }"""
    unattested = [row["thing"] for row in select(store, query)]
    assert unattested == []


def test_a_violation_stops_the_build_and_leaves_the_former_release(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    former = build(project, out)
    path = project / "data" / "sources" / "seed-003.yaml"
    text = path.read_text(encoding="utf-8")
    assert "hasParty: [state:PAK, state:SAU]" in text
    path.write_text(text.replace("hasParty: [state:PAK, state:SAU]", "hasParty: [state:PAK]"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build(project, out)
    problem = caught.value.problems[0]
    assert problem.file == "data/sources/seed-003.yaml"
    assert problem.record == "agreement:pak-sau-it-mou"
    assert "hasParty" in problem.message
    assert problem.line
    assert problem.repair
    assert (out / "current").resolve() == former.folder
    assert is_whole(former.folder)


def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_release(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    former = build(project, out)
    dataset = project / "data" / "dataset.ttl"
    dataset.write_text(dataset.read_text(encoding="utf-8").replace('"2026-', '"2027-'), encoding="utf-8")
    for seconds in (0.4, 0.9, 1.6, 2.2, 2.8, 3.4):
        command = [sys.executable, "-m", "app.cli", "build", "--root", str(project), "--out", str(out)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        process.wait()
        assert is_whole((out / "current").resolve())
    finished = build(project, out)
    assert finished.version != former.version
    assert is_whole(finished.folder)
