"""The page about the interface: it has all of the OpenAPI description, and its examples do what they promise."""

import shlex
import subprocess
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from app.api.api_page import Example, Operation, operations
from app.api.pages import environment, page

READERS_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture
def description(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture
def shown(description: dict[str, Any], server: str) -> list[Operation]:
    return list(operations(description, server))


@pytest.fixture
def tree(client: httpx.Client) -> ElementTree.Element:
    """The page, which is well-formed but for the elements that HTML leaves open."""
    text = client.get("/docs").text.removeprefix("<!doctype html>")
    lines = [line for line in text.splitlines() if not line.strip().startswith(("<meta", "<link"))]
    return ElementTree.fromstring("\n".join(lines))


def sections(tree: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {"".join(one.find("h2").itertext()): one for one in tree.iter("section")}  # type: ignore[union-attr]


def runnable(shown: list[Operation]) -> list[tuple[Operation, Example]]:
    return [(one, example) for one in shown for example in one.examples]


def promised(one: Operation) -> set[str]:
    return {kind for status in one.statuses if status.code == "200" for kind in status.types}


def kind(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


def test_the_page_has_every_operation_with_all_its_parts(
    description: dict[str, Any], tree: ElementTree.Element
) -> None:
    found = sections(tree)
    wanted = {f"{method.upper()} {path}" for path, item in description["paths"].items() for method in item}
    assert found.keys() == wanted and len(wanted) > 20
    for path, item in description["paths"].items():
        for method, node in item.items():
            section = found[f"{method.upper()} {path}"]
            cells = {"".join(cell.itertext()) for cell in section.iter("td")}
            codes = {"".join(code.itertext()) for code in section.iter("code")}
            assert cells >= set(node["responses"])
            assert cells >= {one["name"] for one in node.get("parameters", ())}
            assert codes >= {kind for answer in node["responses"].values() for kind in answer.get("content", ())}


def test_every_parameter_has_a_meaning(shown: list[Operation]) -> None:
    assert [(one.path, item.name) for one in shown for item in one.parameters if not item.meaning] == []


def test_the_page_shows_the_examples_as_links_and_commands(shown: list[Operation], tree: ElementTree.Element) -> None:
    lists = [one for one in tree.iter("ul") if one.get("class") == "examples"]
    links = [link.get("href") for one in lists for link in one.iter("a")]
    commands = ["".join(code.itertext()) for one in lists for code in one.iter("code")]
    assert links == [example.link for _, example in runnable(shown) if example.link] and len(links) > 20
    assert commands == [example.curl for _, example in runnable(shown)] and len(commands) > len(links)
    assert {one.path for one in shown if not one.examples} == {"/dataset/{part}", "/build/{part}"}


def test_every_link_answers_with_what_is_promised(client: httpx.Client, shown: list[Operation]) -> None:
    for one, example in runnable(shown):
        if example.link is None:
            continue
        for accept in (READERS_ACCEPT, "*/*"):
            first = client.get(example.link, headers={"Accept": accept})
            assert str(first.status_code) in {status.code for status in one.statuses}, example.link
            last = client.get(example.link, headers={"Accept": accept}, follow_redirects=True)
            assert last.status_code == 200, example.link
            assert kind(last) in promised(one) or (not promised(one) and first.status_code == 303), example.link


def test_every_promised_type_can_be_had(client: httpx.Client, shown: list[Operation]) -> None:
    had: dict[str, set[str]] = {}
    negotiated = [one for one in shown if one.method == "GET" and any(status.code == "406" for status in one.statuses)]
    assert len(negotiated) > 8
    for one, example in runnable(negotiated):
        for media_type in promised(one):
            answer = client.get(str(example.link), headers={"Accept": media_type}, follow_redirects=True)
            if answer.status_code == 200:
                assert kind(answer) == media_type, example.link
                had.setdefault(one.path, set()).add(media_type)
    assert had == {one.path: promised(one) for one in negotiated}


def test_every_command_runs(shown: list[Operation]) -> None:
    for one, example in runnable(shown):
        words = [*shlex.split(example.curl), "--silent", "--write-out", "\n%{http_code} %{content_type}"]
        printed = subprocess.run(words, capture_output=True, check=True, timeout=30).stdout.decode()
        status, _, content_type = printed.rpartition("\n")[2].partition(" ")
        assert status == "200", example.curl
        assert content_type.partition(";")[0] in promised(one) or not promised(one), example.curl


def test_the_page_behaves_as_pages_do(client: httpx.Client) -> None:
    answer = client.get("/docs")
    assert kind(answer) == "text/html" and "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text and "style=" not in answer.text
    assert client.get("/docs", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    head = client.head("/docs")
    assert head.status_code == 200 and head.content == b"" and head.headers["etag"] == answer.headers["etag"]
    assert client.post("/docs").headers["allow"] == "GET, HEAD, OPTIONS"
    assert 'href="/docs"' in client.get("/").text
    assert 'href="/docs"' in client.get("/sparql", headers={"Accept": "text/html"}).text


def test_what_the_description_says_is_escaped() -> None:
    node = {"operationId": "x", "summary": "<b>", "responses": {"200": {"description": "<i>"}}}
    asked = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}, "example": "'<a> & b'"}
    (one,) = operations({"paths": {"/x": {"get": node | {"parameters": [asked]}}}}, "http://127.0.0.1")
    assert one.examples[0].link == "/x?q=%27%3Ca%3E%20%26%20b%27"
    assert shlex.split(one.examples[0].curl)[-1] == "q='<a> & b'"
    text = page(environment(), "api.html", operations=[one]).decode()
    assert "<b>" not in text and "<i>" not in text and "<a>" not in text and "&lt;b&gt;" in text
