"""Resources are described while nobody asks for anything, as many as there is room for, and never in anybody's way."""

import asyncio
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from app.api.ahead import describe_ahead
from app.api.catalogue import Catalogue
from app.api.service import Service
from app.engine.failures import QueryTooExpensive
from app.engine.wire import Answer, Question
from app.namespaces import RDFS_LABEL, entity
from app.settings import Settings
from tests.serving import ROOT

STATES = [entity("state", f"A{number:02}") for number in range(20)]
CATALOGUE = Catalogue(ROOT / "queries")


class Engine:
    """Knows the states, and fails for one of them where it is told to."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken

    async def answer(self, question: Question, **_: object) -> Answer:
        await asyncio.sleep(0)
        if question.text == CATALOGUE.own("addresses"):
            rows = [{"entity": {"type": "uri", "value": state.value}} for state in STATES]
            return Answer(orjson.dumps({"results": {"bindings": rows}}), "json", "select", len(rows), 0.0)
        if self._broken and self._broken in question.terms["resource"]:
            raise QueryTooExpensive("too expensive")
        return Answer(f'{question.terms["resource"]} {RDFS_LABEL} "x" .\n'.encode(), "nt", "construct", 1, 0.0)


def service(engine: Engine, description_bytes: int = 1 << 20) -> Service:
    settings = Settings(release=Path("none"), description_bytes=description_bytes)
    nothing = cast(Any, None)
    return Service(settings, nothing, cast(Any, engine), CATALOGUE, nothing)


def test_every_resource_is_described() -> None:
    served = service(Engine())
    asyncio.run(describe_ahead(served, lambda: True))
    assert {iri for iri, _ in served.descriptions} == {state.value for state in STATES}


@pytest.mark.parametrize("room", [0, 6_000])
def test_it_ends_when_the_room_is_filled_and_pushes_nothing_out(room: int) -> None:
    served = service(Engine(), room)
    asyncio.run(describe_ahead(served, lambda: True))
    kept = [iri for iri, _ in served.descriptions]
    assert kept == [state.value for state in STATES[: len(kept)]] and len(kept) < len(STATES)
    assert served.descriptions.currsize <= room


def test_it_waits_while_somebody_asks() -> None:
    served, looks = service(Engine()), iter([True, True, True, False, False, True])
    seen: list[int] = []

    def quiet() -> bool:
        seen.append(len(served.descriptions))
        return next(looks, True)

    asyncio.run(describe_ahead(served, quiet))
    assert seen[3:6] == [2, 2, 2] and len(served.descriptions) == len(STATES)


def test_a_query_that_fails_ends_it_and_nothing_else() -> None:
    served = service(Engine(broken="A05"))
    asyncio.run(describe_ahead(served, lambda: True))
    assert len(served.descriptions) == 5
