"""A broken dossier is refused with file, line, record, field and repair; a good one becomes quads."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from app.build.context import make_context
from app.build.corpus import read_ontology
from app.build.dossiers import Document, check_references, read_document
from app.build.vocabulary import Vocabulary
from app.errors import DataError, Problem
from app.namespaces import RDF_TYPE, dd, entity, expand

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
id: source:example
type: NewsArticle
title: {en: Two ministers sign}
language: en
identifier: example
issued: 2023-10-02
reviewStatus: accepted
leavesOpen: [publisher]
reports:
  - id: event:aaa-bbb-signing
    type: SigningCeremony
    label: {en: Signing}
    eventStatus: held
    dateEDTF: ../2023-10-02
    dateBasis: bounded-by-publication
    evidence: [10-20, 30-40]
    hasParticipation:
      - {participant: person:jane-doe, role: signatory, onBehalfOf: state:JPN, evidence: 10-20}
  - id: person:jane-doe
    type: Person
    label: {en: Jane Doe}
    hasNameForm:
      - {literalForm: {en: Jane Doe}, honorific: Dr., nameScript: Latn, evidence: 10-18}
mentions:
  - id: body:aaa-bbb-task-force
    type: TaskForce
    label: {en: Task force}
    evidence: 50-60
claims:
  - id: claim:example-01
    type: Claim
    label: {en: There will be a task force}
    claimSubject: body:aaa-bbb-task-force
    claimPredicate: bodyStatus
    claimObject: body-status:committed
    modality: committed
    polarity: affirmed
    evidence: 50-60
  - id: claim:example-02
    type: QuantityClaim
    label: {en: More than 26 instruments}
    claimSubject: event:aaa-bbb-signing
    claimPredicate: memberCount
    claimValue: 26
    quantifier: more-than
    modality: realised
    polarity: affirmed
    evidence: 60-70
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_ontology(ROOT)[2]


def read(text: str, folder: Path, vocabulary: Vocabulary) -> Document:
    path = folder / "example.yaml"
    path.write_text(text, encoding="utf-8")
    return read_document(path, None, vocabulary, make_context(vocabulary)["@context"], "example.yaml")


def line_of(start: str) -> int:
    return next(n for n, line in enumerate(GOOD.splitlines(), 1) if line.startswith(start))


def refused(text: str, folder: Path, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read(text, folder, vocabulary)
    return caught.value.problems


def test_a_good_dossier_becomes_quads_in_its_own_graph(tmp_path: Path, vocabulary: Vocabulary) -> None:
    document = read(GOOD, tmp_path, vocabulary)
    graph = entity("graph", "example")
    event, part = entity("event", "aaa-bbb-signing"), entity("participation", "aaa-bbb-signing-jane-doe-signatory")
    span = entity("span", "example-10-20")
    expected = [
        (event, RDF_TYPE, dd("SigningCeremony")),
        (event, dd("dateEDTF"), Literal("../2023-10-02", datatype=expand("edtf:EDTF"))),
        (event, dd("latestDate"), Literal("2023-10-02", datatype=expand("xsd:date"))),
        (event, dd("evidence"), span),
        (event, dd("hasParticipation"), part),
        (part, RDF_TYPE, dd("Participation")),
        (part, dd("role"), entity("role", "signatory")),
        (part, dd("evidence"), span),
        (span, expand("oa:hasSource"), entity("source", "example")),
        (entity("span", "example-10-20-selector"), expand("oa:end"), Literal(20)),
        (entity("person", "jane-doe"), dd("hasNameForm"), entity("name", "jane-doe-dr-jane-doe-en")),
        (entity("claim", "example-01"), dd("statedIn"), entity("source", "example")),
        (entity("claim", "example-01"), dd("claimPredicate"), dd("bodyStatus")),
        (entity("claim", "example-02"), dd("claimValue"), Literal(26)),
        (entity("source", "example"), dd("leavesOpen"), expand("dcterms:publisher")),
    ]
    assert [fact for fact in expected if Quad(*fact, graph) not in document.quads] == []
    assert {quad.graph_name for quad in document.quads} == {graph}


def test_the_value_of_a_claim_has_the_language_that_its_property_asks_for(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = GOOD.replace("claimPredicate: memberCount\n    claimValue: 26", TITLE.format("{fr: Pacte}"))
    (value,) = (quad.object for quad in read(text, tmp_path, vocabulary).quads if quad.predicate == dd("claimValue"))
    assert value == Literal("Pacte", language="fr")


def test_records_remember_their_lines(tmp_path: Path, vocabulary: Vocabulary) -> None:
    document = read(GOOD, tmp_path, vocabulary)
    assert document.lines[entity("event", "aaa-bbb-signing").value] == line_of("  - id: event:aaa-bbb-signing")
    assert document.lines[entity("claim", "example-01").value] == line_of("  - id: claim:example-01")


TITLE = "claimPredicate: altLabel\n    claimValue: {}"
BOTH = "{en: Pact, fr: Pacte}"

BROKEN = [
    ("issued: 2023-10-02", "issued: 2023-13-02", "not a day", "issued"),
    ("dateEDTF: ../2023-10-02", "dateEDTF: last Monday", "not a date in EDTF", "dateEDTF"),
    ("eventStatus: held", "eventStatus: helt", "did you mean held", "eventStatus"),
    ("eventStatus: held", "eventStatuss: held", "did you mean eventStatus", "eventStatuss"),
    ("eventStatus: held", "eventStatus: [held, planned]", "several values", "eventStatus"),
    ("eventStatus: held", "eventStatus:", "absent is absent", "eventStatus"),
    ("type: SigningCeremony", "type: SigningCeremoni", "did you mean SigningCeremony", "type"),
    ("label: {en: Signing}", "label: Signing", "without a language", "label"),
    ("label: {en: Signing}", "label: {EN: Signing}", "not a language tag", "label"),
    ("label: {en: Signing}", "label: {en: 5}", "not text", "label"),
    ("onBehalfOf: state:JPN", "onBehalfOf: Japan", "not the name of a resource", "onBehalfOf"),
    ("onBehalfOf: state:JPN", "onBehalfOf: 'state:JPN> <x'", "not the name of a resource", "onBehalfOf"),
    ("onBehalfOf: state:JPN", "onBehalfOf: country:JPN", "not the name of a resource", "onBehalfOf"),
    ("id: event:aaa-bbb-signing", "id: event/aaa", "not a name in this graph", "id"),
    ("id: source:example", "id: source:other", "does not match the file", "id"),
    ("id: claim:example-01", "id: claim:other-01", "named for its source", "id"),
    ("id: claim:example-02", "id: claim:example-01", "described twice", "id"),
    ("    claimPredicate: bodyStatus", "    claimPredicate: bodyState", "did you mean bodyStatus", "claimPredicate"),
    ("claimValue: 26", "claimValue: many", "not of the right kind", "claimValue"),
    ("claimPredicate: memberCount\n    claimValue: 26", TITLE.format("Pact"), "without a language", "claimValue"),
    ("claimPredicate: memberCount\n    claimValue: 26", TITLE.format(BOTH), "one text in one language", "claimValue"),
    ("leavesOpen: [publisher]", "leavesOpen: [publishers]", "did you mean publisher", "leavesOpen"),
    (
        "    label: {en: Task force}",
        "    label: {en: Task force}\n    bodyStatus: established",
        "only names",
        "bodyStatus",
    ),
    ("  - id: person:jane-doe\n", "  - x: 1\n", "has no id", "id"),
    ("claims:\n", "claims: 5\nothers:\n", "not a list of records", "claims"),
]


@pytest.mark.parametrize(("good", "bad", "message", "field"), BROKEN, ids=[row[1].strip()[:40] for row in BROKEN])
def test_a_broken_dossier_is_refused(
    tmp_path: Path, vocabulary: Vocabulary, good: str, bad: str, message: str, field: str
) -> None:
    assert good in GOOD
    problems = refused(GOOD.replace(good, bad, 1), tmp_path, vocabulary)
    named = [problem for problem in problems if message in f"{problem.message} {problem.repair}"]
    assert named, [str(problem) for problem in problems]
    assert named[0].file == "example.yaml"
    assert named[0].field == field
    assert named[0].repair
    first = GOOD.replace(good, bad, 1).splitlines()
    assert named[0].line
    assert 1 <= named[0].line <= len(first)


def test_all_problems_of_a_file_come_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = GOOD.replace("eventStatus: held", "eventStatus: helt").replace("modality: committed", "modality: sure")
    assert {problem.field for problem in refused(text, tmp_path, vocabulary)} == {"eventStatus", "modality"}


def test_a_name_that_nobody_declares_is_reported(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = GOOD.replace("participant: person:jane-doe", "participant: person:jane-do")
    document = read(text, tmp_path, vocabulary)
    declared = frozenset(
        quad.subject.value
        for quad in document.quads
        if quad.predicate == RDF_TYPE and isinstance(quad.subject, NamedNode)
    )
    problems = [problem for problem in check_references([document], declared) if problem.field == "participant"]
    assert len(problems) == 1
    assert "did you mean person:jane-doe" in problems[0].repair
    assert problems[0].line == line_of("      - {participant: person:jane-doe")


def test_the_order_of_a_file_does_not_matter(tmp_path: Path, vocabulary: Vocabulary) -> None:
    head, reports = GOOD.split("mentions:\n")[0], "mentions:\n" + GOOD.split("mentions:\n")[1]
    lines = head.splitlines(keepends=True)
    moved = "".join(lines[:8]) + reports + "".join(lines[8:])
    assert set(read(moved, tmp_path, vocabulary).quads) == set(read(GOOD, tmp_path, vocabulary).quads)


@pytest.mark.parametrize("slug", ["name", "place", "office", "modality", "act-type", "date"])
def test_a_concept_may_bear_the_name_of_a_prefix_or_a_property(
    tmp_path: Path, vocabulary: Vocabulary, slug: str
) -> None:
    record = f"contradictions:\n  - {{id: contradiction:example-x, type: Contradiction, contradictionKind: {slug}}}\n"
    document = read(GOOD + record, tmp_path, vocabulary)
    kinds = [quad.object for quad in document.quads if quad.predicate == dd("contradictionKind")]
    assert kinds == [entity("contradiction-kind", slug)]
