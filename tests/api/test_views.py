from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from app.api.views import view, views
from app.namespaces import RDFS_LABEL, dd, entity

EVENT, PART, STATE = entity("event", "x"), entity("participation", "x-y"), entity("state", "JPN")
TRIPLES = [
    Triple(EVENT, dd("hasParticipation"), PART),
    Triple(PART, dd("onBehalfOf"), STATE),
    Triple(STATE, RDFS_LABEL, Literal("Japan", language="en")),
    Triple(STATE, RDFS_LABEL, Literal("Japon", language="fr")),
    Triple(PART, dd("inEvent"), EVENT),
]


def test_parts_are_unfolded_with_labels_in_the_readers_language() -> None:
    (group,) = view(TRIPLES, EVENT, ["fr", "en"]).groups
    (part,) = group.values
    assert {value.text for inner in part.parts for value in inner.values} == {"Japon", "event:x"}


def test_users_are_listed_by_property() -> None:
    (group,) = view(TRIPLES, STATE, ["en"]).users
    assert (group.predicate, group.values[0].iri) == (dd("onBehalfOf").value, PART.value)
    assert view(TRIPLES, STATE, ["de"]).title in ("Japan", "Japon")


def test_a_graph_page_unfolds_nameless_nodes_only() -> None:
    nameless = BlankNode("b")
    triples = [*TRIPLES, Triple(EVENT, dd("x"), nameless), Triple(nameless, NamedNode("urn:p"), Literal("deep"))]
    event = next(item for item in views(triples, ["en"]) if item.iri == EVENT.value)
    assert [bool(value.parts) for group in event.groups for value in group.values] == [False, True]
