"""Parameters: how a variable of a query is bound to a term, wherever in the query it stands.

The engine binds terms after parsing, but only to variables that every SELECT around them hands on. Where one does not,
the query is widened: its projection gets the variable, and the answer loses that column again. What is written into the
text is the variable's own name and nothing of its value.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.engine.tokens import Token, tokenize

AGGREGATES = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())
MODIFIERS = frozenset("DISTINCT REDUCED".split())
OPENING, CLOSING = frozenset("{(["), frozenset("})]")
VARIABLE = re.compile(r"[A-Za-z0-9_\u0080-\U0010FFFF]+")


@dataclass
class Clause:
    """One SELECT: where its projection starts, where its group opens, and which variables it hands on."""

    projection: int = 0
    group: int = 0
    everything: bool = False
    aggregated: bool = False
    handed_on: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def widen(text: str, names: Iterable[str], *, declare: bool = False) -> tuple[str, list[str]]:
    """Return the query with these variables handed on by every SELECT, and those that its answer must lose again.

    What an ASK, a CONSTRUCT or a ``SELECT *`` shows of itself depends on its group; ``declare`` makes the variables
    visible there, for queries that have them in a FILTER only.

    >>> widen("SELECT ?o { ?s ?p ?o }", ["s"])
    ('SELECT ?s ?o { ?s ?p ?o }', ['s'])
    >>> widen("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ["s"])
    ('SELECT (SAMPLE(?s) AS ?s) (COUNT(*) AS ?n) { ?s ?p ?o }', ['s'])
    >>> widen("ASK { ?x ?p ?o FILTER(?x = ?s) }", ["s"], declare=True)
    ('ASK { VALUES ?s { UNDEF } ?x ?p ?o FILTER(?x = ?s) }', [])
    """
    names = [name for name in names if VARIABLE.fullmatch(name)]
    if not names:
        return text, []
    tokens = list(tokenize(text))
    additions = renamings(tokens, names)
    surplus: list[str] = []
    form = main_word(tokens)
    if declare and form is not None and not starts(tokens[form], "SELECT"):
        additions += declarations(opening(tokens, form), names)
    for index, clause in clauses(tokens):
        missing = [name for name in names if name in clause.used and name not in clause.handed_on]
        if index == form:
            surplus = missing if declare or not clause.everything else []
        if not clause.everything:
            additions += [(clause.projection, f" {column(name, clause)}") for name in missing]
        elif declare or index != form:
            additions += declarations(clause.group, missing)
    for place, addition in sorted(additions, key=lambda item: item[0], reverse=True):
        text = text[:place] + addition + text[place:]
    return text, surplus


def renamings(tokens: Sequence[Token], names: Sequence[str]) -> list[tuple[int, str]]:
    """Return what keeps ``(?a AS ?b)`` an expression: the engine takes it for two names of one variable otherwise."""
    found: list[tuple[int, str]] = []
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.text == "(" and token.kind == "var" and token.text[1:] in names and starts(after, "AS"):
            found += [(token.start, "COALESCE(1/0, "), (token.end, ")")]
    return found


def declarations(place: int, names: Sequence[str]) -> list[tuple[int, str]]:
    """Return what makes variables visible in the group that opens at a place, without binding them."""
    return [(place, f" VALUES ?{name} {{ UNDEF }}") for name in names] if place else []


def column(name: str, clause: Clause) -> str:
    """Return how a SELECT hands on a variable: as it is, or out of the groups that it forms."""
    plain = not clause.aggregated or name in clause.keys
    return f"?{name}" if plain else f"(SAMPLE(?{name}) AS ?{name})"


def starts(token: Token, word: str) -> bool:
    """Return whether a token is a keyword, which may be glued to another one."""
    return token.kind == "word" and token.text.upper().startswith(word)


def main_word(tokens: Sequence[Token]) -> int | None:
    """Return the index of the word that says what form the query has."""
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next((i for i, token in enumerate(tokens) if any(starts(token, form) for form in forms)), None)


def opening(tokens: Sequence[Token], start: int) -> int:
    """Return the place after the brace that opens the group of an ASK or CONSTRUCT (whose template comes first)."""
    if starts(tokens[start], "CONSTRUCT") and start + 1 < len(tokens) and tokens[start + 1].text == "{":
        start = match(tokens, start + 1)
    return next((token.end for token in tokens[start:] if token.text == "{"), 0)


def match(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at an index, the last index where none does."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].kind == "mark":
            depth += (tokens[index].text in OPENING) - (tokens[index].text in CLOSING)
            if depth == 0:
                return index
    return len(tokens) - 1


def clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, Clause]]:
    """Yield the SELECT clauses of a query with the indices of their keywords, outer ones before those within them."""
    for index, token in enumerate(tokens):
        if starts(token, "SELECT"):
            yield index, read_clause(tokens, index)


def read_clause(tokens: Sequence[Token], start: int) -> Clause:
    """Return the SELECT whose keyword stands at an index."""
    index = start
    if index + 1 < len(tokens) and tokens[index + 1].text.upper() in MODIFIERS:
        index += 1
    clause = Clause(projection=tokens[index].end)
    index = read_projection(tokens, index + 1, clause)
    while index < len(tokens) and tokens[index].text != "{":  # FROM and WHERE
        index += 1
    if index == len(tokens):
        return clause
    clause.group = tokens[index].end
    close = match(tokens, index)
    end = read_modifiers(tokens, close + 1, clause)
    clause.used = {token.text[1:] for token in tokens[start:end] if token.kind == "var"}
    return clause


def read_projection(tokens: Sequence[Token], index: int, clause: Clause) -> int:
    """Take in what a SELECT hands on; return the index of the first token behind it."""
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "var":
            clause.handed_on.add(token.text[1:])
        elif token.text == "*":
            clause.everything = True
        elif token.text == "(":
            close = match(tokens, index)
            clause.aggregated |= any(counts(tokens, i) for i in range(index, close))
            if tokens[close - 1].kind == "var":
                clause.handed_on.add(tokens[close - 1].text[1:])
            index = close
        else:
            break
        index += 1
    return index


def read_modifiers(tokens: Sequence[Token], index: int, clause: Clause) -> int:
    """Take in the grouping of a SELECT; return the index where the SELECT ends."""
    depth, grouping = 0, False
    while index < len(tokens):
        token = tokens[index]
        if token.text in CLOSING:
            depth -= 1
            if depth < 0:
                break
        depth += token.text in OPENING and token.kind == "mark"
        if token.kind == "word" and depth == 0:
            word = token.text.upper()
            clause.aggregated |= word in ("GROUP", "HAVING")
            grouping = word in ("GROUP", "BY") and (grouping or word == "GROUP")
        if grouping and depth == 0 and token.kind == "var":
            clause.keys.add(token.text[1:])
        clause.aggregated |= counts(tokens, index)
        index += 1
    return index


def counts(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an aggregate stands at an index."""
    return tokens[index].text.upper() in AGGREGATES and index + 1 < len(tokens) and tokens[index + 1].text == "("
