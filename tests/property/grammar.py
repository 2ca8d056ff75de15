"""A generator of SPARQL 1.1 queries that are meant to mislead a tokenizer, from nothing but a source of chance.

The words of updates and federation stand wherever they do no harm: in strings, comments, IRIs, prefixes, variables,
language tags. Most of the queries parse; the engine has the last word on which.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

PREFIXES = ["service", "load", "insert", "Select", "FROM", "clear", "ex", "", "a", "values", "s-t.u"]
LOCALS = ["a", "SERVICE", "load", "x1", "a.b", "a-b", "%53ERVICE", r"a\#b", r"a\'b", r"\~x", "a:b", "1", "é", ""]
VARIABLES = ["?s", "?p", "?o", "$x", "?SERVICE", "$load", "?insert", "?a1", "?é", "?from"]
IRIS = [
    "<urn:a>",
    "<urn:SERVICE>",
    "<http://example.org/#SERVICE>",
    "<http://e.org/a?b='c'&d=\"e>",
    "<urn:(((a>",
    "<urn:LOAD#INSERT;DELETE>",
    r"<urn:\u0053ERVICE>",
    "<urn:é>",
    "<urn:a'''b>",
    "<urn:x//y/*z*/>",
]
TEXTS = [
    "",
    "a",
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "# not a comment",
    "{{{ (((",
    "}",
    "LOAD <urn:x>",
    "<urn:x>",
    "é\U0001f54a",
    "it is",
    "?s",
    "@en",
    "^^",
    "||",
    "/* */",
    "a < b > c",
]
ESCAPES = [r"\n", r"\t", r"\\", r"\"", r"\'", r"\u0053", r"\U0001F54A", r"\u0027", r"\u0022"]
NOTES = [
    "",
    " SERVICE <http://127.0.0.1:9/> {",
    " }",
    " '",
    ' "',
    ' """',
    " '''",
    " <",
    " >",
    " LOAD <urn:x>",
    " é",
    "# #",
]
LANGUAGES = ["@en", "@service", "@en-LOAD", "@fr-FR"]
UNARY = [
    "STR",
    "LANG",
    "DATATYPE",
    "BOUND",
    "ABS",
    "CEIL",
    "STRLEN",
    "UCASE",
    "lcase",
    "isIRI",
    "isBlank",
    "IRI",
    "MD5",
    "YEAR",
]
BINARY = [
    "CONTAINS",
    "STRSTARTS",
    "strends",
    "langMatches",
    "sameTerm",
    "STRBEFORE",
    "STRDT",
    "STRLANG",
    "REGEX",
    "CONCAT",
]
AGGREGATES = ["COUNT", "sum", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"]
COMPARISONS = ["=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "&&"]


class Grammar:
    """Makes one query after the other; the same chance makes the same queries."""

    def __init__(self, chance: Random, depth: int = 3) -> None:
        self._chance = chance
        self._depth = depth

    def query(self, extra: Callable[["Grammar"], str] | None = None) -> str:
        """Return a query; ``extra`` makes one more clause for one of its groups."""
        self._extra = extra
        form = self._pick([self._select, self._ask, self._construct, self._describe])
        return self._join(*self._prologue(), form())

    def keyword(self, word: str) -> str:
        """Return a keyword in some mixture of cases."""
        return self._pick([word, word.lower(), word.title(), "".join(self._pick([c, c.lower()]) for c in word)])

    def gap(self) -> str:
        """Return what may stand between two words: a blank, several, or a comment."""
        if self._odds(8):
            return f"#{self._pick(NOTES)}\n"
        return self._pick([" ", " ", " ", " ", "\n", "\t ", "\r\n"])

    def iri(self) -> str:
        """Return an IRI or a prefixed name."""
        return self._pick(IRIS) if self._odds(2) else f"{self._pick(PREFIXES)}:{self._pick(LOCALS)}"

    def variable(self) -> str:
        """Return a variable."""
        return self._pick(VARIABLES)

    def group(self) -> str:
        """Return a group in braces."""
        self._depth -= 1
        parts = [self._clause() for _ in range(self._chance.randint(0, 3))]
        if self._extra is not None and (self._odds(3) or self._depth <= 0):
            parts.insert(self._chance.randint(0, len(parts)), self._extra(self))
            self._extra = None
        self._depth += 1
        return self._join("{", *parts, "}")

    def _prologue(self) -> list[str]:
        lines = [
            f"{self.keyword('PREFIX')}{self.gap()}{prefix}:{self.gap()}<urn:{n}:>" for n, prefix in enumerate(PREFIXES)
        ]
        if self._odds(4):
            lines.append(f"{self.keyword('BASE')} <http://example.org/SERVICE>")
        return lines

    def _select(self) -> str:
        chosen = self._pick(["*", "DISTINCT *", "REDUCED ?s ?o", f"(COUNT(*) AS ?{'n'})", "?s (STR(?s) AS ?label)"])
        if chosen == "?s (STR(?s) AS ?label)" and self._odds(2):
            chosen = f"?s ({self._pick(AGGREGATES)}(DISTINCT ?o) AS ?m)"
            return self._join(
                self.keyword("SELECT"), chosen, self._where(), "GROUP BY ?s HAVING", f"({self._operand()})"
            )
        return self._join(self.keyword("SELECT"), chosen, *self._dataset(), self._where(), *self._tail())

    def _ask(self) -> str:
        return self._join(self.keyword("ASK"), *self._dataset(), self._where())

    def _construct(self) -> str:
        if self._odds(3):
            return self._join(self.keyword("CONSTRUCT"), "WHERE", "{", f"?s {self.iri()} ?o", "}")
        template = f"{{ ?s {self.iri()} {self._term()} }}"
        return self._join(self.keyword("CONSTRUCT"), template, *self._dataset(), self._where(), *self._tail())

    def _describe(self) -> str:
        return self._join(
            self.keyword("DESCRIBE"), self._pick([self.iri(), "?s", "*"]), *self._dataset(), self._where()
        )

    def _dataset(self) -> list[str]:
        if not self._odds(4):
            return []
        word = self._pick(["FROM", "FROM NAMED", "from\nnamed", "FROM#<\n"])
        return [f"{word} {self._pick(['<urn:g>', '<http://example.org/FROM>', 'ex:g', 'FROM:a'])}" for _ in "12"]

    def _where(self) -> str:
        return self._join(self._pick(["", "WHERE", "where"]), self.group())

    def _tail(self) -> list[str]:
        order = [f"ORDER BY {self._pick(['?s', 'DESC(?o)', 'ASC(?x) ?s'])}"] if self._odds(4) else []
        return order + (["LIMIT 5", "OFFSET 1"] if self._odds(4) else [])

    def _clause(self) -> str:
        simple: list[Callable[[], str]] = [
            self._triples,
            self._triples,
            self._path,
            self._bind,
            self._filter,
            self._values,
        ]
        nested: list[Callable[[], str]] = [self._nested, self._union, self._graph, self._subquery, self._exists]
        return self._pick(simple + nested if self._depth > 0 else simple)()

    def _triples(self) -> str:
        objects = self._join(*[self._term()] + [f", {self._term()}" for _ in range(self._chance.randint(0, 1))])
        subject = self._pick([self.variable(), self.iri(), "[]", "_:b", f"[ {self.iri()} {self._term()} ]", "( ?s 1 )"])
        more = self._pick(["", "", f"; {self.iri()} {self._term()}", ";"])
        return self._join(subject, self._pick(["a", self.iri(), self.variable()]), objects, more, ".")

    def _path(self) -> str:
        return self._join(self.variable(), self._steps(2), self._term(), ".")

    def _steps(self, depth: int) -> str:
        if depth == 0:
            return self.iri()
        one, other = self._steps(depth - 1), self._steps(depth - 1)
        return self._pick(
            [
                f"({one})*",
                f"({one})+",
                f"({one})?",
                f"{one}/{other}",
                f"({one}|{other})",
                f"^({one})",
                f"!({self.iri()}|^{self.iri()})",
                one,
            ]
        )

    def _bind(self) -> str:
        return f"{self.keyword('BIND')}({self._expression(2)} AS ?fresh{self._chance.randint(0, 10**9)})"

    def _filter(self) -> str:
        return f"{self.keyword('FILTER')}({self._expression(2)})"

    def _values(self) -> str:
        if self._odds(2):
            return self._join(self.keyword("VALUES"), self.variable(), "{", *[self._constant() for _ in "123"], "}")
        rows = [f"({self._constant()} UNDEF)" for _ in range(self._chance.randint(0, 3))]
        return self._join(self.keyword("VALUES"), "(?s ?o)", "{", *rows, "}")

    def _nested(self) -> str:
        return self._join(self._pick(["OPTIONAL", "MINUS", ""]), self.group())

    def _union(self) -> str:
        return self._join(self.group(), self.keyword("UNION"), self.group())

    def _graph(self) -> str:
        return self._join(self.keyword("GRAPH"), self._pick([self.iri(), self.variable()]), self.group())

    def _subquery(self) -> str:
        return self._join("{", self.keyword("SELECT"), "*", self.keyword("WHERE"), self.group(), "}")

    def _exists(self) -> str:
        return self._join(self.keyword("FILTER"), self._pick(["EXISTS", "NOT EXISTS", "not\texists"]), self.group())

    def _expression(self, depth: int) -> str:
        if depth == 0:
            return self._operand()
        one, other = self._expression(depth - 1), self._expression(depth - 1)
        blank = self._pick([" ", " ", "", "\n"])
        return self._pick(
            [
                f"{one}{blank}{self._pick(COMPARISONS)}{blank}{other}",
                f"({one})",
                f"!({one})",
                f"{self._pick(UNARY)}({self.variable()})",
                f"{self._pick(BINARY)}({one}, {other})",
                f"IF({one},{other}, 1)",
                f"{self.variable()} IN ({one}, {other})",
                f"COALESCE({one}, {other})",
                f"-{self.variable()}",
                one,
            ]
        )

    def _operand(self) -> str:
        return self.variable() if self._odds(2) else self._constant()

    def _term(self) -> str:
        return self._pick([self.variable(), self._constant(), self._constant()])

    def _constant(self) -> str:
        number = self._pick(["1", "2.5", "1e3", "0", "true", "false"])
        return self._pick([number, self.iri(), self._literal(), self._literal()])

    def _literal(self) -> str:
        quote = self._pick(["'", '"', "'''", '"""'])
        text = "".join(self._pick([self._pick(TEXTS), self._pick(ESCAPES)]) for _ in range(self._chance.randint(0, 3)))
        if len(quote) == 3:
            text = self._pick(["", "\n", f"{quote[0]} ", f"{quote[:2]} "]) + text
        elif quote in text.replace(r"\'", "").replace(r"\"", ""):
            text = "a"
        return f"{quote}{text}{quote}{self._pick(['', '', self._pick(LANGUAGES), '^^<urn:SERVICE>', '^^ex:a'])}"

    def _join(self, *parts: str) -> str:
        return "".join(part + self.gap() for part in parts if part)

    def _odds(self, against: int) -> bool:
        return self._chance.randrange(against) == 0

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[self._chance.randrange(len(choices))]


def federation(grammar: Grammar) -> str:
    """Return a clause that asks another server, in some disguise."""
    chance = grammar._chance
    endpoint = grammar._pick(
        [
            "<http://127.0.0.1:9/>",
            "?s",
            "$load",
            "service:a",
            "ex:",
            "<http://127.0.0.1:9/#'>",
            "FROM:SERVICE",
            "s-t.u:x",
        ]
    )
    silent = grammar.keyword("SILENT") if chance.random() < 0.4 else ""
    first, second = (grammar._pick(["", grammar.gap(), grammar.gap()]) for _ in "12")
    return f"{grammar.keyword('SERVICE')}{first}{silent}{second}{endpoint}{grammar.gap()}{{ ?s ?p ?o }}"


SCRAPS = [
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "SERVICE",
    "service ",
    "{",
    "}",
    "(",
    ")",
    "'",
    '"',
    "'''",
    '"""',
    "#",
    "\n",
    "<",
    ">",
    "<?x",
    "?a<?b",
    "?a <?b#>",
    "\\",
    "\\u0053",
    "a:",
    "?",
    ".",
    " ",
    "FILTER(?a<?b",
    "&& ?c>?d)",
    "<<",
    ">>",
    "@en",
    "true",
    "1e1",
    "#'''\n",
    "#>\n",
    "FILTER(?a<'''>'''",
    "_:b",
    "^^",
    "|",
    "FROM <file:///etc/passwd>",
    "GRAPH ",
]


def mutilated(text: str, chance: Random) -> str:
    """Return a query with scraps thrown in, pieces cut out, or pieces said twice."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 0, 1, 1, 2, 10]))
        text = text[:start] + chance.choice([*SCRAPS, text[start : start + 8]]) + text[end:]
    return text
