"""A tokenizer for SPARQL 1.1 that knows strings, IRIs, comments and names, and claims nothing else about grammar.

The engine parses without a tokenizer, so keywords may be glued to their neighbours (``SELECTDISTINCT?x``,
``SERVICEex:a``), and ``<`` may open an IRI or compare. What could be read both ways is marked as doubtful.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
CHAR = r"A-Za-z0-9_\u0080-\U0010FFFF"
"""Characters of names. Wider than the grammar, whose exceptions beyond ASCII are errors wherever they stand."""

LETTER = r"A-Za-z\u0080-\U0010FFFF"
LONGEST = 255
"""Characters of a prefix. Each letter may begin one, so without a bound a long text without a colon takes hours."""

PREFIX = rf"(?:[{LETTER}][{CHAR}.\-]{{0,{LONGEST}}}+(?<!\.))?:"
LOCAL_CHAR = rf"[{CHAR}:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%]"
LOCAL = rf"(?:(?:{LOCAL_CHAR}|\.)*(?:{LOCAL_CHAR}))?"

TOKEN = re.compile(
    rf"""
    (?: [ \t\r\n]++ | \#[^\r\n]*+ )*+
    (?:
      (?P<string> \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
                | "(?:[^"\\\r\n]++|\\.)*+" | '(?:[^'\\\r\n]++|\\.)*+' )
    | (?P<iri>    <(?:[^<>"{{}}|^`\\\x00-\x20]++|{ESCAPE})*+> )
    | (?P<var>    [?$][{CHAR}]+ )
    | (?P<lang>   @[A-Za-z]+(?:-+[A-Za-z0-9]+)* )
    | (?P<number> [0-9]+\.[0-9]*[eE][+-]?[0-9]+ | \.?[0-9]+[eE][+-]?[0-9]+ | [0-9]*\.[0-9]+ | [0-9]+ )
    | (?P<name>   {PREFIX}{LOCAL} | _:[{CHAR}](?:[{CHAR}.\-]*[{CHAR}\-])? )
    | (?P<word>   [A-Za-z_]\w* )
    | (?P<mark>   \^\^|\|\||&&|!=|<=|>=|<<|>>|[{{}}()\[\].,;=<>!+\-*/|^?&~$@] )
    | (?P<other>  [\u0080-\U0010FFFF][{CHAR}]* | . )
    | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)

OPERANDS = frozenset({"string", "iri", "var", "number", "name"})
"""Kinds of token that are a term."""


class Token(NamedTuple):
    """A token that matters to the gate: its kind, its text, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without blanks and comments.

    >>> [token.text for token in tokenize("ASK{?s<urn:p>'}'}#}")]
    ['ASK', '{', '?s', '<urn:p>', "'}'", '}']
    """
    for match in TOKEN.finditer(text):
        if kind := match.lastgroup:
            yield Token(kind, match[kind], match.start(kind), match.end())
