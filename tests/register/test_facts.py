"""The blind samples: what readers judged is whole, and drawing gives facts that can be traced."""

from pyoxigraph import DefaultGraph, Quad, Store

from app.namespaces import RDF_TYPE, dd, entity, expand
from tests.register.facts import ROOT, VERDICTS, Fact, draw, facts_of, read_facts

MEETING = entity("event", "a-b-meeting")
TOLD = [(MEETING, RDF_TYPE, dd("Meeting")), (MEETING, dd("eventStatus"), entity("event-status", "held"))]


def corpus() -> Store:
    """A document that tells of a meeting, and what follows from that."""
    graph, store = entity("graph", "s1"), Store()
    for triple in TOLD:
        store.extend([Quad(*triple, graph), Quad(*triple, DefaultGraph())])
    store.add(Quad(MEETING, RDF_TYPE, dd("DiplomaticEvent"), entity("graph", "derived")))
    store.add(Quad(MEETING, RDF_TYPE, dd("DiplomaticEvent"), DefaultGraph()))
    store.add(Quad(graph, expand("dcterms:source"), entity("source", "s1"), DefaultGraph()))
    return store


def test_facts_are_what_documents_tell_not_what_follows() -> None:
    assert facts_of(corpus()) == {
        Fact("event:a-b-meeting", "rdf:type", "dd:Meeting"): ["source:s1"],
        Fact("event:a-b-meeting", "dd:eventStatus", "event-status:held"): ["source:s1"],
    }


def test_a_draw_can_be_repeated() -> None:
    drawn = list(draw(corpus(), 60, 7))
    assert drawn == list(draw(corpus(), 60, 7)) and len(drawn) == 4
    assert all("source:s1" in line for line in drawn[1::2])


def test_every_judged_fact_has_a_document_and_a_verdict() -> None:
    for fact in read_facts():
        assert fact["verdict"] in VERDICTS and fact["read"] in ("page", "record"), fact
        assert (ROOT / "data" / "sources" / f"{fact['document']}.yaml").exists(), fact
        assert bool(fact["why"]) == (fact["verdict"] != "right"), fact


def test_at_least_97_of_100_were_right_in_the_last_sample() -> None:
    facts = read_facts()
    last = [fact["verdict"] for fact in facts if fact["sample"] == facts[-1]["sample"]]
    assert len(last) >= 60 and last.count("right") >= 0.97 * (last.count("right") + last.count("wrong"))
