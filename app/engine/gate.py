"""The gate: what a query must be before any engine sees it. Decided on tokens, by policy, in the web process.

The limits keep the engine's parser and planner within time and stack; the policy keeps queries inside the dataset.
Neither is the only fence: a worker has no file and no socket to open, and can be killed.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from app.engine.failures import ComplexityError, PolicyError, QueryTooLong, UpdateRefused
from app.engine.shapes import Shape
from app.engine.tokens import OPERANDS, Token, tokenize
from app.settings import Settings

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset("INSERT DELETE LOAD CLEAR CREATE DROP ADD MOVE COPY WITH".split())
CLAUSES = frozenset("OPTIONAL MINUS UNION GRAPH FILTER BIND VALUES EXISTS SELECT LATERAL".split())
UNREPEATABLE = frozenset("RAND NOW UUID STRUUID".split())
OPERATORS = frozenset("|| && = != < > <= >= ! + - *".split())
PATH_MARKS = frozenset("/ | ^".split())
OPENING, CLOSING = frozenset("{ ( [ <<".split()), frozenset("} ) ] >>".split())
NOTHING = Token("", "", 0, 0)
GRAPH_SCHEMES = ("http:", "https:", "urn:", "tag:")
SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:|<[^>]*\\")
"""The start of an IRI that is not relative; what hides behind an escape counts as such."""

FORBIDDEN_ANYWHERE = re.compile(r"SERVICE|\bLOAD\b|\bINSERT\b|\bDELETE\b", re.IGNORECASE)


@dataclass
class Verdict:
    """What the gate learnt of a query that may pass.

    ``form`` is None where the text does not begin like a query, which the engine will explain. ``repeatable`` says
    that the same dataset gives the same answer. ``dataset_clauses`` are the places of FROM clauses, as offsets;
    ``shape`` is what the query has in common with others of about the same cost, ``variables`` names its variables.
    """

    form: str | None = None
    repeatable: bool = True
    dataset_clauses: list[tuple[int, int]] = field(default_factory=list)
    shape: str = ""
    variables: frozenset[str] = frozenset()


def inspect(text: str, settings: Settings) -> Verdict:
    """Return what the gate learnt of a query; raises PolicyError, ComplexityError or QueryTooLong where it stops it."""
    size = len(text.encode())
    if size > settings.max_query_bytes:
        limit = settings.max_query_bytes
        raise QueryTooLong(f"A query may have {limit} bytes; this one has {size}.", limit=limit)
    inspection, shape = Inspection(settings), Shape()
    for number, token in enumerate(tokenize(text), 1):
        if number > settings.max_tokens:
            raise too_complex("tokens", settings.max_tokens)
        inspection.see(token)
        shape.see(token)
    if inspection.doubtful and FORBIDDEN_ANYWHERE.search(text):
        raise PolicyError(
            "A < in this query can be read as an operator or as the start of an IRI, and one way may reach outside. "
            "Write a blank after each < that compares.",
            policy="no-doubtful-text",
        )
    inspection.verdict.shape, inspection.verdict.variables = shape.digest(), frozenset(shape.variables)
    return inspection.verdict


def without_dataset(text: str, verdict: Verdict) -> str:
    """Return the query with its FROM clauses blanked, for a request whose own dataset overrides them.

    >>> from app.settings import Settings
    >>> query = "ASK FROM <urn:g> {}"
    >>> without_dataset(query, inspect(query, Settings()))
    'ASK              {}'
    """
    for start, end in verdict.dataset_clauses:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


class Inspection:
    """Sees one token after the other and keeps count; each kind of token has its own rule."""

    def __init__(self, settings: Settings) -> None:
        self.verdict = Verdict()
        self.doubtful = False
        self._settings = settings
        self._brackets: list[str] = []
        self._last = self._last_but_one = NOTHING
        self._values_ahead = False
        self._outside_base = False
        self._rows_depth: int | None = None  # how many brackets stand around the rows of a VALUES block
        self._counts: Counter[str] = Counter()

    def see(self, token: Token) -> None:
        """Take the next token into account."""
        kind = token.kind
        if kind == "mark":
            self._see_mark(token.text)
        elif kind == "word":
            self._see_word(token.text.upper())
        elif kind in OPERANDS:
            if kind == "iri":
                self._see_iri(token.text)
            self._see_operand(token)
        elif kind == "other":
            self._count("characters that belong to nothing", self._settings.max_stray)
        self._last_but_one, self._last = self._last, token

    def _see_word(self, word: str) -> None:
        if "SERVICE" in word:
            raise no_federation()
        if word in UPDATES:
            detail = f"{word} is an update; this endpoint answers queries (SELECT, ASK, CONSTRUCT, DESCRIBE)."
            raise UpdateRefused(detail, policy="read-only")
        if self.verdict.form is None and not self._brackets:
            self.verdict.form = next((form.lower() for form in FORMS if word.startswith(form)), None)
        if word in UNREPEATABLE:
            self.verdict.repeatable = False
        if word in CLAUSES:
            self._count(f"{word} clauses", self._settings.max_patterns)
        if word == "IN":
            self._count("operators", self._settings.max_operators)
        self._values_ahead = word == "VALUES"

    def _see_mark(self, mark: str) -> None:
        if mark in OPENING:
            self._open(mark)
        elif mark in CLOSING:
            self._close()
        elif mark in ".;," and self._inside("{", "["):
            self._count("triple patterns", self._settings.max_patterns)
        elif mark == ",":
            self._count("arguments", self._settings.max_arguments)
        elif mark in PATH_MARKS:
            self._count("path steps", self._settings.max_path_steps)
        elif mark in OPERATORS:
            self._count("operators", self._settings.max_operators)

    def _open(self, mark: str) -> None:
        if mark == "{":
            self._open_braces()
        elif mark == "(" and self._rows_depth is not None:
            self._count("VALUES rows", self._settings.max_values_rows)
        self._brackets.append(mark)
        self._check_depth(0)

    def _open_braces(self) -> None:
        # SERVICE may be glued to the prefix of its endpoint; within a group a name stands before a brace only there and
        # after GRAPH, outside it also after FROM and DESCRIBE
        if self._brackets and self._last.kind == "name" and not self._last_but_one.text.upper().endswith("GRAPH"):
            prefix = self._last.text.partition(":")[0].upper()
            if "SERVICE" in prefix:
                raise no_federation()
        if self._values_ahead:
            self._rows_depth, self._values_ahead = len(self._brackets) + 1, False
        else:
            self._count("groups", 2 * self._settings.max_patterns)

    def _close(self) -> None:
        if self._brackets:
            self._brackets.pop()
        if self._rows_depth is not None and len(self._brackets) < self._rows_depth:
            self._rows_depth = None

    def _see_iri(self, iri: str) -> None:
        """Look into what may be an IRI, or code between two comparisons."""
        if "(" in iri:
            self._check_depth(depth_within(iri))
        after_operand = self._last.kind in OPERANDS or self._last.kind == "lang" or self._last.text == ")"
        if after_operand and self._inside("(") and ("#" in iri or "'" in iri):
            self.doubtful = True

    def _see_operand(self, token: Token) -> None:
        if not self._brackets and self._last.text.upper() == "BASE":
            self._outside_base = is_outside(token.text)
        if not self._brackets and self._last.text.upper().endswith(("FROM", "NAMED")) and self._last.kind == "word":
            self._see_graph_name(token)
        elif self._rows_depth is not None:
            if len(self._brackets) == self._rows_depth and self._last.text != "^^":
                self._count("VALUES rows", self._settings.max_values_rows)
        elif self._inside("(") and self._last.kind in OPERANDS:
            self._count("triple patterns", self._settings.max_patterns)  # two neighbours are members of a collection

    def _see_graph_name(self, token: Token) -> None:
        if token.kind == "iri" and (is_outside(token.text) or (self._outside_base and not SCHEME.match(token.text))):
            detail = f"FROM {token.text} is no graph of this dataset, and nothing is fetched from elsewhere."
            raise PolicyError(detail, policy="no-outside-access")
        start = self._last_but_one if self._last.text.upper() == "NAMED" else self._last
        self.verdict.dataset_clauses.append((start.start, token.end))

    def _inside(self, *brackets: str) -> bool:
        return bool(self._brackets) and self._brackets[-1] in brackets

    def _check_depth(self, more: int) -> None:
        if len(self._brackets) + more > self._settings.max_nesting:
            raise too_complex("levels of nesting", self._settings.max_nesting)

    def _count(self, what: str, limit: int) -> None:
        self._counts[what] += 1
        if self._counts[what] > limit:
            raise too_complex(what, limit)


def depth_within(text: str) -> int:
    """Return how deep the parentheses of a text go.

    >>> depth_within("<a(b(c)d)e>")
    2
    """
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def is_outside(iri: str) -> bool:
    """Return whether an IRI names something of this machine or its neighbours, as a file does.

    >>> is_outside("<file:///etc>"), is_outside("<urn:g>"), is_outside("<relative>"), is_outside("<\\\\u0066ile:>")
    (True, False, False, True)
    """
    return bool(SCHEME.match(iri)) and not iri[1:].lower().startswith(GRAPH_SCHEMES)


def no_federation() -> PolicyError:
    """Return the error for SERVICE."""
    detail = "SERVICE is switched off: queries are answered from this dataset alone."
    return PolicyError(detail, policy="no-federation")


def too_complex(what: str, limit: int) -> ComplexityError:
    """Return the error for a query with more of something than the engine can safely plan."""
    return ComplexityError(f"A query may have {limit} {what}; this one has more.", limit=limit, counted=what)
