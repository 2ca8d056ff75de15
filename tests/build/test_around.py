"""One dossier validated with what bears on it gives what the validation of the whole corpus gives of its records.

The corpus is the project's own and made-up dossiers that retell each other's events; then keys are taken out and values
exchanged, so that most shapes and several reports have something to say.
"""

import re
import shutil
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import DefaultGraph

from app.build.around import read_around
from app.build.corpus import Corpus, curate
from app.build.pipeline import check
from app.build.validation import Result
from app.errors import DataError
from app.namespaces import dd, entity
from benchmarks.corpus import make

ROOT = Path(__file__).resolve().parents[2]
DROPPED = """eventStatus dateEDTF dateBasis tookPlaceAt onBehalfOf capacity agreementStatus leavesOpen modality polarity
    provisionKind actType statedIn identifier issued textLength evidence actedAs""".split()
EXCHANGED = {
    r"agreementStatus: signed": "agreementStatus: expected",
    r"eventStatus: held": "eventStatus: planned",
    r"(?m)^( *)capacity: substantive": r"\1heldFrom: 2024-01-01\n\1capacity: substantive",
    r"reviewStatus: accepted": "reviewStatus: proposed",
    r"claimPredicate: bodyStatus": "claimPredicate: agreementStatus",
    r"textLength: (\d\d)\d+": r"textLength: \1",
    r"dateEDTF: \.\./": "dateEDTF: ",
    r"role: witness": "role: signatory",
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "root"
    make(folder, 15, seed=7, officials=12)
    chance = Random(7)
    for path in sorted((folder / "data/sources").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if chance.random() < 0.8:
            path.write_text(_spoilt(text, chance), encoding="utf-8")
    return folder


def _spoilt(text: str, chance: Random) -> str:
    """Return a dossier with a few one-line values left out, and a few others exchanged."""
    lines = text.split("\n")
    for number in chance.sample(range(len(lines)), len(lines) // 8):
        key = re.fullmatch(r"\s+(\w+): \S.*", lines[number])
        if key and key[1] in DROPPED and lines[number].count("[") == lines[number].count("]"):
            lines[number] = ""
    text = "\n".join(lines)
    for old, new in EXCHANGED.items():
        if chance.random() < 0.3:
            text = re.sub(old, new, text, count=chance.randint(1, 3))
    return text


def _of(results: list[Result], corpus: Corpus, path: Path) -> set[Result]:
    document = next(item for item in corpus.documents if path.name == Path(item.name).name)
    return {result for result in results if result.focus in document.lines}


def test_every_dossier_alone_gives_what_the_whole_corpus_gives(faulty: Path) -> None:
    corpus, results = check(faulty, [])
    assert len(results) > 100
    assert len({result.shape for result in results}) > 12
    paths = sorted((faulty / "data/sources").glob("*.yaml"))
    assert len(paths) == 20
    for path in paths:
        _, alone = check(faulty, [path])
        assert set(alone) == _of(results, corpus, path), path.name


def test_two_dossiers_give_the_results_of_both(faulty: Path) -> None:
    paths = [faulty / "data/sources/seed-003.yaml", faulty / "data/sources/made-0003.yaml"]
    one, other = ({*check(faulty, [path])[1]} for path in paths)
    assert set(check(faulty, paths)[1]) == one | other


TELLING = """
id: source:{key}
type: NewsArticle
title: {{en: A meeting}}
language: en
identifier: {key}
leavesOpen: [issued, publisher, url]
reviewStatus: accepted
{link}
reports:
  - id: event:{event}
    type: Meeting
    label: {{en: A meeting of two}}
    eventStatus: held
    dateEDTF: {day}
    dateBasis: stated
    leavesOpen: [tookPlaceAt]
"""


def _tell(root: Path, key: str, day: str, link: str = "", event: str = "of-two") -> Path:
    path = root / "data" / "sources" / f"{key}.yaml"
    path.write_text(TELLING.format(key=key, day=day, link=link, event=event), encoding="utf-8")
    return path


def test_a_lineage_is_whole_though_one_of_its_texts_tells_of_something_else(faulty: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(faulty, root)
    told = _tell(root, "told-1", "2024-05-01")
    _tell(root, "told-2", "2024-05-02")
    _tell(root, "told-3", "2024-05-02")

    def days() -> list[str]:
        part, _ = read_around(root, [told], [], lambda _: None)
        found = curate(part).quads_for_pattern(entity("event", "of-two"), dd("dateEDTF"), None, DefaultGraph())
        return [quad.object.value for quad in found]

    for link, expected in (("told-3", ["2024-05-02"]), ("told-2, source:told-3", [])):
        _tell(root, "told-4", "2020-01-01", f"nearDuplicateOf: [source:{link}]", "of-others")
        assert days() == expected


def test_a_name_that_no_other_file_declares_any_more_is_a_problem_of_the_file_that_uses_it(
    faulty: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    shutil.copytree(faulty, root)
    told = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "data/sources").glob("made-*.yaml")))
    place = re.findall(r"tookPlaceAt: (place:made-\d+)\n", told)[-1]
    places = root / "data/reference/made-places.yaml"
    places.write_text(places.read_text(encoding="utf-8").replace(f"{place}\n", "place:gone\n"), encoding="utf-8")
    with pytest.raises(DataError) as whole:
        check(root, [])
    with pytest.raises(DataError) as alone:
        check(root, [root / "data/sources/seed-003.yaml"])
    assert alone.value.problems == whole.value.problems
    assert f"{place} is not declared anywhere" in str(alone.value)
