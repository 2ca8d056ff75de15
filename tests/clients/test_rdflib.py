"""rdflib's SPARQLStore: a graph that lives on the server."""

from urllib.error import HTTPError

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.clients.conftest import JAPAN, LABELS, NAMES
from tests.protocol.live import DOCUMENTS


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json"])
def test_queries(endpoint: str, method: str, format: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method, returnFormat=format))
    labels = [row[0] for row in graph.query(LABELS)]
    assert {label.language: str(label) for label in labels} == NAMES


def test_triple_patterns(endpoint: str) -> None:
    graph = Graph(SPARQLStore(endpoint))
    assert Literal("Japan", lang="en") in set(graph.objects(URIRef(JAPAN), RDFS.label))
    assert (URIRef(JAPAN), RDFS.label, Literal("Japon", lang="fr")) in graph
    assert (URIRef("urn:nobody"), None, None) not in graph


def test_named_graphs(endpoint: str) -> None:
    names = {str(row[0]) for row in Graph(SPARQLStore(endpoint)).query("SELECT ?g { GRAPH ?g { ?s a ?o } }")}
    assert set(DOCUMENTS) <= names
    one = Graph(SPARQLStore(endpoint), identifier=URIRef(DOCUMENTS[0]))
    assert len(list(one.triples((None, None, None)))) == 1


def test_construct(endpoint: str) -> None:
    answer = Graph(SPARQLStore(endpoint)).query(f"CONSTRUCT WHERE {{ <{JAPAN}> ?p ?o }}")
    assert answer.graph is not None and len(answer.graph) == 4


def test_errors_keep_their_status(endpoint: str) -> None:
    with pytest.raises(ValueError) as caught:
        Graph(SPARQLStore(endpoint)).query("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    status = caught.value.__context__
    assert isinstance(status, HTTPError) and status.code == 403
    status.close()


def test_entities_are_read_from_their_addresses(endpoint: str) -> None:
    graph = Graph().parse(endpoint.replace("/sparql", "/id/state/JPN"))
    assert {str(label) for label in graph.objects(URIRef(JAPAN), RDFS.label)} == set(NAMES.values())
