"""SPARQLWrapper: every return format and both methods."""

import pytest
from rdflib import Graph, URIRef
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.clients.conftest import JAPAN, LABELS, NAMES


def wrapper(endpoint: str, query: str, format: str) -> SPARQLWrapper:
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(format)
    return client


@pytest.mark.parametrize(("method", "request_method"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_select_by_every_way_of_sending(endpoint: str, method: str, request_method: str) -> None:
    client = wrapper(endpoint, LABELS, JSON)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert {row["label"]["xml:lang"]: row["label"]["value"] for row in rows} == NAMES


@pytest.mark.parametrize("format", [XML, CSV, TSV])
def test_select_in_every_format(endpoint: str, format: str) -> None:
    answer = wrapper(endpoint, LABELS, format).queryAndConvert()
    text = answer.decode() if isinstance(answer, bytes) else answer.toxml()
    assert all(name in text for name in NAMES.values())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # what SPARQLWrapper makes of RDF/XML
@pytest.mark.parametrize("format", [TURTLE, RDFXML, N3, JSONLD])
def test_construct_in_every_format(endpoint: str, format: str) -> None:
    answer = wrapper(endpoint, f"CONSTRUCT {{ <{JAPAN}> ?p ?o }} WHERE {{ <{JAPAN}> ?p ?o }}", format).queryAndConvert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert len(graph) == 4 and set(graph.subjects()) == {URIRef(JAPAN)}


def test_ask_and_chosen_graphs(endpoint: str) -> None:
    client = wrapper(endpoint, f"ASK {{ <{JAPAN}> ?p ?o }}", JSON)
    assert client.queryAndConvert()["boolean"] is True
    client.addParameter("default-graph-uri", "urn:nothing")
    assert client.queryAndConvert()["boolean"] is False


def test_errors_arrive_as_the_clients_own(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed):
        wrapper(endpoint, "SELECT * { ?s ?p }", JSON).query()
    client = wrapper(endpoint, "CLEAR ALL", JSON)
    client.setMethod(POST)
    with pytest.raises(Unauthorized):
        client.query()
