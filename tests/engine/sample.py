"""A small release for the tests of engine and service, with the layout of a real one."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from app.build.release import dumps, write_release
from app.namespaces import (
    BASE,
    DATASET_GRAPH,
    ONTOLOGY,
    ONTOLOGY_GRAPH,
    RDF_TYPE,
    RDFS_LABEL,
    REFERENCE_GRAPH,
    dd,
    entity,
    expand,
)

T = TypeVar("T")
SEED_GRAPH = entity("graph", "seed-000")
DATASET = NamedNode(BASE + "dataset")
CROWD = 2_000
"""Triples about nothing in particular, so that a cross product of them is endless."""


def quads() -> list[Quad]:
    """Return the sample's quads: each statement in the curated graph and in the graph it comes from."""
    state, event = entity("state", "JPN"), entity("event", "sau-jpn-meeting")
    part = entity("participation", "sau-jpn-meeting-jpn-counterpart")
    stated = {
        REFERENCE_GRAPH: [
            (state, RDF_TYPE, dd("State")),
            (state, RDFS_LABEL, Literal("Japan", language="en")),
            (state, RDFS_LABEL, Literal("Japon", language="fr")),
            (state, RDFS_LABEL, Literal("اليابان", language="ar")),
            (entity("place", "odd"), RDFS_LABEL, Literal('a\r"b"\t<c>', language="en")),
            (entity("place", "control"), RDFS_LABEL, Literal("a\x01b")),
            (entity("place", "odd"), NamedNode("https://example.org/123"), Literal("nameless")),
        ],
        SEED_GRAPH: [
            (event, RDF_TYPE, dd("BilateralMeeting")),
            (event, RDFS_LABEL, Literal("Ministers of Saudi Arabia and Japan meet", language="en")),
            (event, dd("hasParticipation"), part),
            (part, RDF_TYPE, dd("Participation")),
            (part, dd("onBehalfOf"), state),
        ],
        ONTOLOGY_GRAPH: [
            (NamedNode(ONTOLOGY), RDF_TYPE, expand("owl:Ontology")),
            (NamedNode(ONTOLOGY + "/core"), RDF_TYPE, expand("owl:Ontology")),
            (dd("State"), RDF_TYPE, expand("owl:Class")),
            (dd("State"), RDFS_LABEL, Literal("State", language="en")),
        ],
        DATASET_GRAPH: [
            (DATASET, RDF_TYPE, expand("void:Dataset")),
            (DATASET, expand("void:sparqlEndpoint"), NamedNode(BASE + "sparql")),
        ],
        entity("graph", "crowd"): [
            (NamedNode(f"urn:s:{i}"), NamedNode(f"urn:p:{i % 7}"), Literal(str(i))) for i in range(CROWD)
        ],
    }
    return [
        Quad(*statement, place)
        for graph, statements in stated.items()
        for statement in statements
        for place in (graph, DefaultGraph())
    ]


def build_sample(out: Path) -> Path:
    """Write the sample release below a folder and return the link to it."""
    everything = quads()
    curated = {quad.triple for quad in everything if quad.graph_name == DefaultGraph()}
    manifest = {
        "version": "sample-1",
        "modified": "2026-11-23",
        "quads": len(everything),
        "triples": len(curated),
        "graphs": 5,
        "counts": {"states": 1, "events": 1},
    }
    write_release(out, "sample-1", dumps(everything), manifest)
    return out / "current"


def eventually(work: Callable[[], Awaitable[T]]) -> T:
    """Run asynchronous test code, bounded so that a hanging engine fails its test."""

    async def bounded() -> T:
        async with asyncio.timeout(60):
            return await work()

    return asyncio.run(bounded())
