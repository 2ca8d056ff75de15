import time

import pytest

from app.engine.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ASK # SERVICE {\n{}", ["ASK", "{", "}"]),
        ("<urn:a#b> 'it''s' \"x\\\"y\"", ["<urn:a#b>", "'it'", "'s'", '"x\\"y"']),
        ("'''a'b''' \"\"\"c\"d\n\"\"\"", ["'''a'b'''", '"""c"d\n"""']),
        ("?a<?b && ?c>?d", ["?a", "<", "?b", "&&", "?c", ">", "?d"]),
        ("ex:a.b. :x", ["ex:a.b", ".", ":x"]),
        (r"ex:it\'s _:b0. 1.5e3 .", [r"ex:it\'s", "_:b0", ".", "1.5e3", "."]),
        ('"x"@en-GB "1"^^xsd:int', ['"x"', "@en-GB", '"1"', "^^", "xsd:int"]),
        ("SELECT?x{}", ["SELECT", "?x", "{", "}"]),
        ("ex:日本 ?año", ["ex:日本", "?año"]),
        (r"<urn:\u00e9>", [r"<urn:\u00e9>"]),
        ("é×1 é.é:é. -é.:x", ["é×1", "é.é:é", ".", "-", "é", ".", ":x"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == tokens


def test_every_character_is_seen_once() -> None:
    text = "SELECT * { ?s ?p 'unclosed } # rest"
    positions = [position for token in tokenize(text) for position in range(token.start, token.end)]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("text", ["é" * 30_000, "é1" * 15_000, "a." * 15_000, "é-" * 15_000, "<" + "a" * 30_000])
def test_no_text_takes_long(text: str) -> None:
    """Most of them took half a minute or more while a letter could begin a prefix of any length."""
    start = time.process_time()
    list(tokenize(text))
    assert time.process_time() - start < 5
