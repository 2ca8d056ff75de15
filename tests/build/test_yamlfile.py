"""YAML as JSON would read it: what is guessed elsewhere stays text, and what could harm is refused."""

import pytest

from app.build.yamlfile import MAX_BYTES, parse_yaml
from app.errors import DataError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("2023-10-02", "2023-10-02"),
        ("10-20", "10-20"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
        ("007", "007"),
        ("~", "~"),
        ("True", "True"),
        ("true", True),
        ("null", None),
        ("26", 26),
        ("-3", -3),
        ("0.95", 0.95),
        ("'26'", "26"),
        ('"true"', "true"),
    ],
)
def test_scalars_are_read_as_json_reads_them(text: str, value: object) -> None:
    found = parse_yaml(f"key: {text}".encode(), "x.yaml").tree["key"]
    assert found == value
    assert type(found) is type(value)


def test_every_value_has_its_line() -> None:
    file = parse_yaml(b"a: 1\nb:\n  - c: 2\n  - d: 3\n", "x.yaml")
    assert file.line(("b", 1, "d")) == 4
    assert file.line(("b", 1, "missing", 0)) == 4


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: [1", "is not YAML"),
        (b"", "is empty"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a: 1\na: 2", "twice"),
        (b"a: &x 1\nb: *x", "anchor or alias"),
        (b"!!python/object/apply:os.system [ls]", "tag"),
        (b"a: !local 1", "tag"),
        (b"[" * 4000, "nested too deeply"),
        (b"? [a, b]\n: 1", "not a word"),
        (b"a: " + b"x" * MAX_BYTES, "bytes long"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_yaml(data, "x.yaml")
    assert message in caught.value.detail
    assert caught.value.problems[0].file == "x.yaml"
    assert caught.value.problems[0].repair
