"""The web process's end of a worker's socket: answers in any number of parts, and answers that never come."""

import asyncio
from unittest.mock import Mock

import pytest

from app.engine.wire import Line, pack

FRAMES = [({"rows": 1}, b"x" * 5_000), ({"failure": "syntax", "detail": "é"}, b""), ({}, b"\x00\xff")]


def connected() -> Line:
    line = Line()
    line.connection_made(Mock())
    return line


@pytest.mark.parametrize("size", [1, 3, 7, 64, 100_000])
def test_an_answer_arrives_in_parts_of_any_size(size: int) -> None:
    async def talk() -> None:
        line = connected()
        for header, body in FRAMES:
            coming, frame = line.ask({}), pack(header, body)
            for start in range(0, len(frame), size):
                assert not coming.done()
                line.data_received(frame[start : start + size])
            assert coming.result() == (header, body)

    asyncio.run(talk())


def test_a_lost_worker_is_an_error_for_who_waits_and_who_comes_later() -> None:
    async def talk() -> None:
        line = connected()
        coming = line.ask({})
        line.data_received(pack({}, b"body")[:-1])
        line.connection_lost(None)
        for future in (coming, line.ask({})):
            with pytest.raises(ConnectionError):
                await future

    asyncio.run(talk())


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    async def talk() -> None:
        line = connected()
        line.ask({}).cancel()
        line.data_received(pack({}, b"late"))
        coming = line.ask({})
        line.data_received(pack({}, b"in time"))
        assert await coming == ({}, b"in time")

    asyncio.run(talk())
