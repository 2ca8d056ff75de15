import pytest

from app.api.failures import BadRequest, CredentialRequired
from app.api.protocol import read_fields, read_term, to_operation


def test_fields_are_decoded_once_and_kept_in_order() -> None:
    assert read_fields("a=é&b=%C3%A9&b=&c".encode()) == [("a", "é"), ("b", "é"), ("b", ""), ("c", "")]


@pytest.mark.parametrize("encoded", [b"a=%FF", b"a=\xff", b"&".join([b"a=1"] * 1_001)])
def test_broken_fields_are_bad_requests(encoded: bytes) -> None:
    with pytest.raises(BadRequest):
        read_fields(encoded)


def test_dataset_of_the_request() -> None:
    none = to_operation([("query", "ASK {}")], posted=False)
    assert (none.default_graphs, none.named_graphs) == (None, None)
    one = to_operation([("query", "ASK {}"), ("named-graph-uri", "urn:g")], posted=False)
    assert (one.default_graphs, one.named_graphs) == ((), ("urn:g",))


def test_a_variable_is_bound_once() -> None:
    with pytest.raises(BadRequest, match=r"\$x occurs more than once"):
        to_operation([("query", "ASK {}"), ("$x", "1"), ("$y", "1"), ("$x", "1")], posted=False)


def test_updates_need_what_nobody_has() -> None:
    with pytest.raises(CredentialRequired):
        to_operation([("update", "CLEAR ALL")], posted=True)
    with pytest.raises(BadRequest):
        to_operation([("update", "CLEAR ALL")], posted=False)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("42", '"42"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ('"x"', '"x"'),
        ('"2023-10-01"^^xsd:date', '"2023-10-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("dd:Meeting", "<https://w3id.org/digdip/ontology#Meeting>"),
        ("https://example.org/?a=b", "<https://example.org/?a=b>"),
    ],
)
def test_terms_are_read_as_turtle_writes_them(written: str, term: str) -> None:
    assert read_term("$x", written) == term
