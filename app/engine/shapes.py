"""The shape of a query: what remains when its constants and the names of its variables are forgotten.

Queries of one shape cost about the same, so the pool learns from one what to expect of the next.
"""

from hashlib import blake2b

from app.engine.tokens import OPERANDS, Token

CONSTANT = "."


class Shape:
    """Takes the tokens of a query one by one.

    >>> from app.engine.tokens import tokenize
    >>> def of(text):
    ...     shape = Shape()
    ...     for token in tokenize(text):
    ...         shape.see(token)
    ...     return shape.digest()
    >>> of("ASK { ?a <urn:p> 1, 2 }") == of("ask{?b <urn:q> 'x' , 3 # y")
    False
    >>> of("ASK { ?a <urn:p> 'x' }") == of("ask { ?b  <urn:q> 1 } # z")
    True
    """

    def __init__(self) -> None:
        self.variables: dict[str, int] = {}
        self._parts: list[str] = []

    def see(self, token: Token) -> None:
        """Take the next token into account."""
        if token.kind == "var":
            name = token.text[1:]
            self._parts.append(f"?{self.variables.setdefault(name, len(self.variables))}")
        elif token.kind in OPERANDS:
            if not self._parts or self._parts[-1] != CONSTANT:  # rows of VALUES may differ in number
                self._parts.append(CONSTANT)
        elif token.kind != "lang":
            self._parts.append(token.text.upper())

    def digest(self) -> str:
        """Return a short name for the shape seen so far."""
        return blake2b(" ".join(self._parts).encode(), digest_size=16).hexdigest()
