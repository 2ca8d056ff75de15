"""The rules, each on the smallest graph that shows what it adds and what it must not add."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from app.build.inference import RULES, infer
from app.namespaces import DERIVED_GRAPH, PREFIXES
from app.queries import read_query

FOLDER = Path(__file__).resolve().parents[2] / "queries" / "rules"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

MEETING = """
event:m a dd:Meeting, dd:DiplomaticEvent ; dd:eventStatus event-status:held ; dd:latestDate "2023-10-02"^^xsd:date ;
    dd:hasParticipation participation:a, participation:b, participation:w ; rdfs:label "Meeting"@en .
participation:a a dd:Participation ; dd:participant person:a ; dd:role role:counterpart ; dd:onBehalfOf state:AAA ;
    dd:actedAs holding:a .
participation:b a dd:Participation ; dd:participant person:b ; dd:role role:counterpart ; dd:onBehalfOf organisation:b .
participation:w a dd:Participation ; dd:participant person:w ; dd:role role:witness ; dd:onBehalfOf state:AAA .
person:a a foaf:Person . person:b a foaf:Person . person:w a foaf:Person .
state:AAA a dd:State . organisation:b dd:partOfGovernmentOf state:BBB . state:BBB a dd:State .
holding:a a dd:OfficeHolding ; dd:holder person:a ; dd:heldOffice office:a .
"""
SIGNING = (
    MEETING.replace("dd:Meeting,", "dd:SigningCeremony,").replace("role:counterpart", "role:signatory")
    + """
act:s dd:actOn agreement:x ; dd:actDuring event:m ; dd:actType act-type:signature .
"""
)
PLANNED = MEETING.replace("event-status:held", "event-status:planned")
BODY = """
body:x a dd:WorkingBody .
claim:a dd:claimSubject body:x ; dd:claimPredicate dd:bodyStatus ; dd:claimObject body-status:expected ;
    dd:polarity polarity:affirmed ; dd:modality modality:expected .
claim:b dd:claimSubject body:x ; dd:claimPredicate dd:bodyStatus ; dd:claimObject body-status:established ;
    dd:polarity polarity:affirmed ; dd:modality modality:presupposed .
modality:expected dd:rank 7 . modality:committed dd:rank 3 .
body-status:expected dd:rank 4 . body-status:committed dd:rank 3 . body-status:established dd:rank 1 .
"""
CONFLICT = """
contradiction:x dd:involvesClaim claim:a, claim:b .
claim:a dd:claimObject act-type:signature ; dd:polarity polarity:affirmed ; dd:modality modality:realised ;
    dd:statedIn source:a .
claim:b dd:claimObject act-type:initialling ; dd:polarity polarity:affirmed ; dd:modality modality:realised ;
    dd:statedIn source:b .
"""

CASES = [
    (
        "superclasses",
        "event:x a dd:Meeting . dd:Meeting rdfs:subClassOf dd:DiplomaticEvent .",
        "event:x a dd:DiplomaticEvent",
        True,
    ),
    ("inverses", MEETING, "participation:a dd:inEvent event:m", True),
    ("participants", MEETING, "event:m dd:hasParticipant person:a", True),
    ("participants", MEETING, "event:m dd:hasParticipant state:AAA", True),
    ("participants", PLANNED, "event:m dd:hasParticipant person:a", False),
    ("states-involved", MEETING, "event:m dd:involvesState state:BBB", True),
    (
        "states-involved",
        MEETING.replace("state:BBB a dd:State", "state:BBB a dd:Territory"),
        "event:m dd:involvesState state:BBB",
        False,
    ),
    ("signatories", SIGNING, "agreement:x dd:hasSignatory person:a", True),
    ("signatories", SIGNING, "agreement:x dd:hasSignatory person:w", False),
    ("meetings", MEETING, "person:a dd:metWith person:b", True),
    ("meetings", MEETING, "person:b dd:metWith person:a", True),
    ("meetings", MEETING, "person:a dd:metWith person:w", False),
    ("meetings", MEETING, "person:a dd:metWith person:a", False),
    ("meetings", PLANNED, "person:a dd:metWith person:b", False),
    ("meetings", SIGNING, "person:a dd:metWith person:b", True),
    ("interactions", MEETING, "state:AAA dd:interactedWith state:BBB", True),
    ("interactions", PLANNED, "state:AAA dd:interactedWith state:BBB", False),
    ("attestations", MEETING, 'holding:a dd:attestedFrom "2023-10-02"^^xsd:date', True),
    ("offices-held", MEETING, "person:a dd:holdsOffice office:a", True),
    ("statuses", BODY, "body:x dd:bodyStatus body-status:expected", True),
    ("statuses", BODY, "body:x dd:bodyStatus body-status:established", False),
    (
        "statuses",
        BODY.replace("modality:presupposed", "modality:committed"),
        "body:x dd:bodyStatus body-status:established",
        True,
    ),
    (
        "statuses",
        BODY + "body:x dd:bodyStatus body-status:decided .",
        "body:x dd:bodyStatus body-status:expected",
        False,
    ),
    ("contradictions", CONFLICT, "claim:a dd:contradicts claim:b", True),
    (
        "contradictions",
        CONFLICT.replace("act-type:initialling", "act-type:signature"),
        "claim:a dd:contradicts claim:b",
        False,
    ),
    ("contradiction-values", CONFLICT, "value:x-56d6a4edb2d4 dd:statedIn source:b", None),
    (
        "resolution-rules",
        "contradiction:x a dd:Contradiction .",
        "contradiction:x dd:resolutionRule resolution-rule:undecided",
        True,
    ),
    (
        "resolution-rules",
        "contradiction:x a dd:Contradiction ; dd:resolvedBy claim:e .",
        "contradiction:x dd:resolutionRule resolution-rule:editorial-resolution",
        True,
    ),
    (
        "topic-ancestors",
        "topic:a a dd:Topic ; skos:broader topic:b . topic:b skos:broader topic:c .",
        "topic:a skos:broaderTransitive topic:c",
        True,
    ),
    (
        "labels",
        MEETING + 'person:a rdfs:label "A"@en . role:counterpart rdfs:label "counterpart"@en .',
        'participation:a rdfs:label "A (counterpart): Meeting"@en',
        True,
    ),
]


def inferred(turtle: str) -> Store:
    store = Store()
    store.extend(
        Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in parse(HEAD + turtle, format=RdfFormat.TURTLE)
    )
    infer(store, FOLDER)
    return store


@pytest.mark.parametrize(
    ("rule", "data", "statement", "follows"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_rule(rule: str, data: str, statement: str, follows: bool | None) -> None:
    store = inferred(data)
    if follows is None:  # the name of the node is a checksum: ask for its pattern
        found = list(store.quads_for_pattern(None, parse_one("event:x dd:contradictionValue event:y").predicate, None))
        assert len(found) == 4
        return
    quad = parse_one(statement)
    assert (quad in store) is follows
    assert (Quad(quad.subject, quad.predicate, quad.object, DERIVED_GRAPH) in store) is follows


def parse_one(statement: str) -> Quad:
    return next(iter(parse(HEAD + statement + " .", format=RdfFormat.TURTLE)))


def test_every_rule_is_run_tried_and_described() -> None:
    files = {path.stem for path in FOLDER.glob("*.rq")}
    assert files == set(RULES)
    assert files == {case[0] for case in CASES}
    assert all(read_query(path).summary for path in FOLDER.glob("*.rq"))
