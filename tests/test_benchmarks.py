"""The measuring of servers ends in a stated time, whatever they do, and says who did not answer.

The servers here are sockets that answer a given number of requests and then fall silent.
"""

import asyncio
import sys
import time
from typing import cast

import pyoxigraph
import pytest

from app.settings import Settings
from benchmarks import endpoint
from benchmarks.endpoint import Table, Turns, measure, rate_cell
from benchmarks.loading import Measured, load
from benchmarks.peers import Peer, serving
from tests.serving import free_port

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
REFUSAL = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\n{}"
FORGETFUL = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if "ASK" not in self.path:
            sleep(60)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Tiring(asyncio.Protocol):
    """A server's side of a connection that answers so many requests, which come in one piece each."""

    def __init__(self, answers: int, answer: bytes) -> None:
        self._left, self._answer = answers, answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, _: bytes) -> None:
        if self._left:
            self._left -= 1
            self._transport.write(self._answer)


def measured(answers: int, seconds: float, connections: int = 1, answer: bytes = ANSWER) -> Measured:
    """Return what is measured in a time, with a patience of 2 seconds, where each connection gives so many answers."""

    async def run() -> Measured:
        loop = asyncio.get_running_loop()
        async with await loop.create_server(lambda: Tiring(answers, answer), "127.0.0.1", 0) as server:
            peer = Peer("peer", server.sockets[0].getsockname()[1], "/", [])
            result = await load(peer, lambda: "ASK {}", connections, seconds, 2)
            await asyncio.sleep(0.05)  # the server sees the connections end
            return result

    return asyncio.run(run())


def test_silence_ends_with_patience() -> None:
    result = measured(0, 30, connections=8)
    assert result.silent and result.cut
    assert 2 <= result.taken < 30  # not the time of the turn on top
    assert rate_cell(result, 1.0, "peer") == f"no answer in {result.taken:.0f} s"


def test_answers_before_a_silence_count_and_the_end_is_bounded() -> None:
    result = measured(3, 0.5)
    assert len(result.seconds) == 3 and result.cut and not result.silent
    assert 2 < result.taken < 30
    assert rate_cell(result, 1.0, "peer").endswith(", cut")


def test_a_server_that_answers_is_not_cut() -> None:
    result = measured(1_000_000, 0.1)
    assert result.seconds and not result.cut and not result.failures


def test_refusals_are_told_by_status() -> None:
    result = measured(1_000_000, 0.02, answer=REFUSAL)
    assert set(result.failures) == {"429"} and not result.silent
    assert rate_cell(result, 1.0, "peer") == f"no answer, {result.failures['429']} × 429"


def test_the_default_share_admits_every_load() -> None:
    assert max(endpoint.CONNECTIONS) <= Settings.model_fields["client_share"].default


def test_who_is_silent_starts_anew_and_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(peer: Peer, text: object, connections: int, *rest: float) -> object:
        asked.append(connections)
        return load(peer, text, connections, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(endpoint, "load", counted)
    port, table = free_port(), Table()
    with serving("peer", "/", port, [sys.executable, "-c", FORGETFUL, str(port)]) as peer:
        first, begun = peer.pid, time.monotonic()
        measure(table, "point", pyoxigraph.Store(), [peer], Turns(0.01, 3, 1))
        peer.wake()
        assert time.monotonic() - begun < 50  # one answer of the server alone takes a minute
        assert peer.pid != first
    assert asked == [1]
    assert rate_cell(table.get(("peer", "point", 8)), 1.0, "peer") == "not asked"


@pytest.mark.parametrize("name", endpoint.ROWS)
def test_every_row_has_a_text(name: str) -> None:
    pyoxigraph.Store().query(endpoint.text_of(name))
