"""Compaction by the project's context: as pyld does it, for every resource of the data."""

import json
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from app.answers import READ
from app.api.compaction import Compactor, Context
from app.api.jsonld import expanded
from app.build.corpus import curate, read_corpus
from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from tests.serving import ROOT

DOCUMENT = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
CONTEXT = Context(DOCUMENT)
EVENT, PART, STATE = entity("event", "x"), entity("participation", "x-y"), entity("state", "JPN")
INTEGER = expand("xsd:integer")


@pytest.fixture(scope="module")
def by_subject() -> dict[Any, list[Triple]]:
    found: dict[Any, list[Triple]] = {}
    for quad in curate(read_corpus(ROOT, dossiers=READ)).quads_for_pattern(None, None, None, None):
        if isinstance(quad, Quad) and str(quad.graph_name) == "DEFAULT":
            found.setdefault(quad.subject, []).append(quad.triple)
    return found


def test_values_are_written_as_their_property_says() -> None:
    triples = [
        Triple(EVENT, RDF_TYPE, dd("Meeting")),
        Triple(EVENT, RDFS_LABEL, Literal("Rencontre", language="fr")),
        Triple(EVENT, dd("eventStatus"), entity("event-status", "held")),
        Triple(EVENT, dd("lineageCount"), Literal("2", datatype=INTEGER)),
        Triple(EVENT, dd("hasParticipation"), PART),
        Triple(PART, dd("onBehalfOf"), STATE),
    ]
    assert Compactor(CONTEXT, triples).nested(EVENT) == {
        "id": "event:x",
        "type": "Meeting",
        "label": {"fr": "Rencontre"},
        "eventStatus": "held",
        "lineageCount": 2,
        "hasParticipation": {"id": "participation:x-y", "onBehalfOf": "state:JPN"},
    }


def test_what_points_to_the_topic_stands_beside_it() -> None:
    triples = [Triple(STATE, RDF_TYPE, dd("State")), Triple(PART, dd("onBehalfOf"), STATE)]
    nested = Compactor(CONTEXT, triples).nested(STATE)
    assert nested["@included"] == [{"id": "participation:x-y", "onBehalfOf": "state:JPN"}]


def test_circles_end() -> None:
    triples = [Triple(EVENT, dd("hasParticipation"), PART), Triple(PART, dd("inEvent"), EVENT)]
    assert Compactor(CONTEXT, triples).nested(EVENT)["hasParticipation"]["inEvent"] == "event:x"


@pytest.mark.parametrize(
    "value",
    [
        Literal("042", datatype=INTEGER),
        Literal("99999999999999999999", datatype=INTEGER),
        Literal("plain"),
        Literal("2024-01-01", datatype=expand("xsd:date")),
        Literal("tagged", language="ar"),
        NamedNode("urn:x"),
        NamedNode("https://w3id.org/digdip/id/role/place"),
    ],
)
@pytest.mark.parametrize("name", "label role lineageCount dateEDTF onBehalfOf claimPredicate unheard".split())
def test_no_value_is_lost_under_any_property(value: Any, name: str) -> None:
    predicate = RDFS_LABEL if name == "label" else dd(name)
    triples = [Triple(EVENT, predicate, value)]
    document = DOCUMENT | Compactor(CONTEXT, triples).nested(EVENT)
    text = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert [quad.triple for quad in parse(text.encode(), format=RdfFormat.N_QUADS)] == triples


NAMING = {"claimPredicate", "leavesOpen"}
"""Properties whose values are properties. A term with a datatype stands for no IRI in a general processor's eyes, which
writes ``dd:heldUntil``; here it is the word ``heldUntil``, as in a dossier. Both are read as the same IRI."""


def test_every_resource_is_compacted_as_pyld_does(by_subject: dict[Any, list[Triple]]) -> None:
    triples = [triple for said in by_subject.values() for triple in said]
    theirs = by_id(jsonld.compact(expanded(triples), DOCUMENT, {"graph": True})["resources"])
    ours = by_id(Compactor(CONTEXT, triples).flat())
    assert len(ours) > 2500 and ours.keys() == theirs.keys()
    differing = {(iri, key) for iri in ours for key in ours[iri] if ours[iri][key] != theirs[iri].get(key)}
    assert all(ours[iri].keys() == theirs[iri].keys() for iri in ours)
    assert {key for _, key in differing} == NAMING
    for iri, key in differing:
        assert ours[iri][key] == ordered(as_words(theirs[iri][key]))


def as_words(value: Any) -> Any:
    """Return names of properties as the context's words for them."""
    if isinstance(value, list):
        return [as_words(item) for item in value]
    return CONTEXT.name(expand(value).value) if ":" in value else value


def by_id(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {node["id"]: ordered(node) for node in nodes}


def ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: ordered(item) for key, item in value.items()}
    return sorted(map(ordered, value), key=json.dumps) if isinstance(value, list) else value
