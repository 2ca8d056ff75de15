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
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == tokens


def test_every_character_is_seen_once() -> None:
    text = "SELECT * { ?s ?p 'unclosed } # rest"
    positions = [position for token in tokenize(text) for position in range(token.start, token.end)]
    assert positions == sorted(set(positions))
