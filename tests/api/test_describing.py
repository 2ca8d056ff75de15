"""A description is asked for once, whatever formats are made of it, and kept within its bound."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from pyoxigraph import Literal, Triple

from app.api.catalogue import Catalogue
from app.api.describing import about_document, describe, in_order, read_triples
from app.api.service import Service
from app.engine.results import rewrite
from app.engine.wire import Answer, Question
from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from app.settings import Settings
from tests.serving import ROOT

JPN, FRA = entity("state", "JPN"), entity("state", "FRA")
SOURCES = [entity("source", name) for name in ("a", "b")]


class Engine:
    """Says of every resource what it is called and who attests it, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, question: Question, **_: object) -> Answer:
        self.asked += 1
        resource = question.terms["resource"]
        lines = [f'{resource} {RDFS_LABEL} "x"', *(f"{resource} {dd('attestedIn')} {source}" for source in SOURCES)]
        return Answer("".join(f"{line} .\n" for line in lines).encode(), "nt", "construct", 3, 0.0)


def service(engine: Engine, description_bytes: int) -> Service:
    settings = Settings(release=Path("none"), description_bytes=description_bytes)
    nothing = cast(Any, None)
    return Service(settings, nothing, cast(Any, engine), Catalogue(ROOT / "queries"), nothing)


@pytest.mark.parametrize(("kept", "asked"), [(1 << 20, 4), (1_000, 6), (0, 6)])
def test_a_description_is_asked_for_once_while_it_is_kept(kept: int, asked: int) -> None:
    engine = Engine()
    served = service(engine, kept)
    found = [asyncio.run(describe(served, iri, "state", iri.value[-3:])) for iri in (JPN, FRA, JPN)]
    assert engine.asked == asked and found[0] == found[2]
    assert served.descriptions.currsize == sum(item.size for item in served.descriptions.values()) <= kept


def test_pages_of_one_resource_are_kept_apart() -> None:
    engine = Engine()
    served = service(engine, 1 << 20)
    for after in ("", FRA.value, ""):
        assert asyncio.run(describe(served, JPN, "state", "JPN", after)).after == after
    assert engine.asked == 4


def test_a_document_names_who_attests_what_it_says() -> None:
    description = asyncio.run(describe(service(Engine(), 0), JPN, "state", "JPN"))
    about = read_triples(about_document(description, "2026-11-23", "1"))
    assert [triple.object for triple in about if triple.predicate == expand("dcterms:source")] == SOURCES
    assert Triple(description.document, expand("dcat:version"), Literal("1")) in about


def test_statements_stand_by_subject_with_class_and_label_first() -> None:
    lines = [
        f'{FRA} {expand("dcterms:date")} "z"',
        f"{JPN} {expand('dcterms:date')} {FRA}",
        f'{JPN} {RDFS_LABEL} "> {RDF_TYPE} "',
        f"{JPN} {RDF_TYPE} {dd('State')}",
    ]
    text = in_order([line.encode() for line in lines], JPN).decode()
    assert [line for line in text.splitlines() if line] == [lines[3], lines[2], lines[1], lines[0]]


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "trig", "nq"])
def test_a_text_is_rewritten_with_the_prefixes_that_it_uses(name: str) -> None:
    text = f'{JPN} {RDFS_LABEL} "a <urn:b#c> d" .\n'.encode()
    body = rewrite(text, name)
    assert rewrite(text, "nt") == text
    if name in ("ttl", "trig"):
        assert body.count(b"@prefix") == 2 and b"state:JPN rdfs:label" in body
